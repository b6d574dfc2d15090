// What waits on this telephone to be sent: one database a person, acts in the order they were made.

const NAME = "field-";
const ACTS = "acts";

export async function acts(person) {
  return run(person, "readonly", (store) => store.getAll());
}

// Put an act where it was, or at the end where it is new; return its number.
export async function put(person, act) {
  return run(person, "readwrite", (store) => store.put(act));
}

export async function drop(person, id) {
  return run(person, "readwrite", (store) => store.delete(id));
}

export async function forgetActs(person) {
  return new Promise((done) => {
    const wish = indexedDB.deleteDatabase(NAME + person);
    wish.onsuccess = wish.onerror = wish.onblocked = () => done();
  });
}

function open(person) {
  return new Promise((done, failed) => {
    const wish = indexedDB.open(NAME + person, 1);
    wish.onupgradeneeded = () => wish.result.createObjectStore(ACTS, { keyPath: "id", autoIncrement: true });
    wish.onsuccess = () => {
      wish.result.onversionchange = () => wish.result.close();
      done(wish.result);
    };
    wish.onerror = () => failed(wish.error);
  });
}

// Opened for each deed and closed again: nothing stands in the way of forgetting.
async function run(person, mode, deed) {
  const base = await open(person);
  try {
    return await new Promise((done, failed) => {
      const transaction = base.transaction(ACTS, mode);
      const wish = deed(transaction.objectStore(ACTS));
      transaction.oncomplete = () => done(wish.result);
      transaction.onabort = transaction.onerror = () => failed(transaction.error);
    });
  } finally {
    base.close();
  }
}
