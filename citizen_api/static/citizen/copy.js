// It is sent: the draft is no longer needed. And the button that copies the reporter's own link.

import { forget } from "./draft_store.js";

forget().catch((failure) => console.warn(failure));

const button = document.getElementById("copy");
const said = document.getElementById("copied");
const link = document.getElementById("own-link");

if (navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.href);
      said.textContent = button.dataset.done;
    } catch {
      said.textContent = button.dataset.failed;
    }
  });
}
