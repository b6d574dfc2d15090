// Sends what waits, one after the other and never two at once, in whatever page or worker. A plain script, as the store.
// The key goes along, and the body is the same each time: what is sent again is the same report.

self.outboxSend = (() => {
  const store = self.outboxStore;
  const ADDRESS = "/outbox";
  const PATIENCE = 180000; // ms for one report with five photos on a weak network
  const LATER = [408, 425, 429];
  const AWAY = "away"; // no network: nothing else will get through, either
  const BUSY = "busy"; // the server cannot take this one just now
  const REFUSED = "refused";
  const SENT = "sent";

  function alone(deed) {
    return navigator.locks ? navigator.locks.request("report-outbox", deed) : deed();
  }

  // Return whether nothing is left that could go by itself.
  function sendAll() {
    return alone(async () => {
      let isAllGone = true;
      for (const { key } of await store.waiting()) {
        const { how } = await sendNext(key);
        if (how === AWAY || how === BUSY) isAllGone = false;
        if (how === AWAY) break;
      }
      return isAllGone;
    });
  }

  // Send one report; return {how, said}: "sent", "refused", "busy" or "away", and what the server said.
  function sendOne(key) {
    return alone(() => sendNext(key));
  }

  async function sendNext(key) {
    const item = await store.waitingOne(key);
    if (!item) return { how: SENT, said: await store.sentOne(key) }; // somebody else was quicker, or let it go
    if (item.problem) return { how: REFUSED, said: {} };
    const { how, said } = await post(item);
    if (how === REFUSED && said.errors?.[0]?.code === "unknown_token" && item.spare.length) {
      await store.change(key, withoutTokens(item)); // photos sent ahead were kept for a day: the files themselves go
      return sendNext(key);
    }
    const { kind, words } = item;
    if (how === SENT) await store.done({ key, kind, words, at: Date.now(), spoken: said.spoken, url: said.url, isNew: true });
    if (how === REFUSED) await store.change(key, { problem: { code: said.errors?.[0]?.code ?? "", words: said.detail ?? "" } });
    if (how === SENT || how === REFUSED) tell();
    return { how, said };
  }

  async function post(item) {
    const body = new FormData();
    for (const [name, value] of item.entries) body.append(name, value);
    body.append("captured_at", new Date(item.at).toISOString());
    const headers = { "Idempotency-Key": item.key, Accept: "application/json" };
    const signal = AbortSignal.timeout?.(PATIENCE);
    try {
      const answer = await fetch(ADDRESS, { method: "POST", body, headers, signal, redirect: "error" });
      return read(answer.status, await answer.json().catch(() => null));
    } catch {
      return { how: AWAY, said: {} };
    }
  }

  // An answer without our own words is not ours: of a network that wants to be signed in to, or of a proxy.
  function read(status, said) {
    if (status === 201 && said?.url) return { how: SENT, said };
    if (status === 413) return { how: REFUSED, said: said ?? {} };
    const isForLater = status >= 500 || LATER.includes(status) || said?.errors?.[0]?.code === "still_in_flight";
    if (status >= 400 && said?.errors && !isForLater) return { how: REFUSED, said };
    return { how: BUSY, said: said ?? {} };
  }

  function withoutTokens({ entries, spare }) {
    const over = new Set(spare.map(({ token }) => token));
    const photos = spare.map(({ file }) => ["photos", file]);
    return { entries: [...entries.filter(([name, value]) => name !== "photo_tokens" || !over.has(value)), ...photos], spare: [] };
  }

  // Let every open page know that something has changed.
  function tell() {
    if (!self.BroadcastChannel) return;
    const channel = new BroadcastChannel("report-outbox");
    channel.postMessage("changed");
    channel.close();
  }

  return { sendAll, sendOne, AWAY, BUSY, REFUSED, SENT };
})();
