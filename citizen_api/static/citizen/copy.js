// It is sent: the draft that went from the form itself is no longer needed; another one stays. And the button that copies
// the reporter's own link.

const gone = sessionStorage.getItem("form-went"); // the name of its draft
if (gone) {
  sessionStorage.removeItem("form-went");
  import("./draft_store.js").then(({ forget }) => forget(gone)).catch((failure) => console.warn(failure));
}

document.getElementById("to-print").hidden = true; // there are buttons for it
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
