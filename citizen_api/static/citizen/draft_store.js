// Where the draft lies: one record in the browser's own database, and a sign in localStorage that there is one.

const DATABASE = "phan-anh";
const STORE = "draft";
const KEY = "form";
const SIGN = "draft";

export async function put(draft) {
  await ask("readwrite", (store) => store.put(draft, KEY));
  localStorage.setItem(SIGN, "1");
}

export async function get() {
  return ask("readonly", (store) => store.get(KEY));
}

export async function forget() {
  if (!localStorage.getItem(SIGN)) return;
  await ask("readwrite", (store) => store.delete(KEY));
  localStorage.removeItem(SIGN);
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
