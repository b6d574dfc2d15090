// Without a network: how many reports wait on this telephone.

import "./outbox_store.js";

const said = document.getElementById("waits");
const waiting = await self.outboxStore.waiting().catch(() => []);
said.hidden = waiting.length === 0;
said.textContent = waiting.length === 1 ? said.dataset.one : said.dataset.many.replace("%n", waiting.length);
