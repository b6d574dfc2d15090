// Where drafts lie: one record in the browser's own database for the open form and one for each poster's, so that a scanned
// poster pushes nothing out; and a sign in localStorage that there is one.

const DATABASE = "phan-anh";
const STORE = "draft";
export const OPEN_FORM = "form"; // the sign is its name with "draft-" before it

export async function put(draft, name = here()) {
  await ask("readwrite", (store) => store.put(draft, name));
  localStorage.setItem(`draft-${name}`, "1");
}

export async function get(name = here()) {
  return ask("readonly", (store) => store.get(name));
}

export async function forget(name = here()) {
  if (!localStorage.getItem(`draft-${name}`)) return;
  await ask("readwrite", (store) => store.delete(name));
  localStorage.removeItem(`draft-${name}`);
}

function here() {
  return document.getElementById("report-form").dataset.draft;
}

function ask(mode, deed) {
  return new Promise((done, failed) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const work = database.transaction(STORE, mode);
      const asked = deed(work.objectStore(STORE));
      work.oncomplete = () => {
        database.close();
        done(asked.result);
      };
      work.onabort = work.onerror = () => {
        database.close();
        failed(work.error);
      };
    };
  });
}
