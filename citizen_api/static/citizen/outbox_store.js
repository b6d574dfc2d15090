// What waits to be sent from this browser, and what was sent from it. A plain script: pages import it, the worker calls
// importScripts. It has a database of its own, so that pages of an older release go on keeping their draft.

self.outboxStore = (() => {
  const DATABASE = "phan-anh-gui";
  const WAITING = "waiting"; // {key, at, entries, spare: [{file, token}], kind, words, problem}
  const SENT = "sent"; // {key, at, spoken, url, kind, words, isNew}

  function run(stores, mode, deed) {
    return new Promise((done, failed) => {
      const opening = indexedDB.open(DATABASE, 1);
      opening.onupgradeneeded = () => {
        for (const name of [WAITING, SENT]) opening.result.createObjectStore(name, { keyPath: "key" });
      };
      opening.onerror = () => failed(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        const work = database.transaction(stores, mode);
        const asked = deed(work);
        const end = (tell) => {
          database.close();
          tell();
        };
        work.oncomplete = () => end(() => done(asked.result));
        work.onabort = work.onerror = () => end(() => failed(work.error));
      };
    });
  }

  async function all(name) {
    const found = await run([name], "readonly", (work) => work.objectStore(name).getAll());
    return found.sort((one, other) => one.at - other.at);
  }

  // Change what is still there: what was let go meanwhile stays away.
  function change(name, key, fields) {
    return run([name], "readwrite", (work) => {
      const store = work.objectStore(name);
      const asked = store.get(key);
      asked.onsuccess = () => asked.result && store.put({ ...asked.result, ...fields });
      return asked;
    });
  }

  const one = (name, key) => run([name], "readonly", (work) => work.objectStore(name).get(key));
  const drop = (name, key) => run([name], "readwrite", (work) => work.objectStore(name).delete(key));

  return {
    waiting: () => all(WAITING),
    sent: () => all(SENT),
    waitingOne: (key) => one(WAITING, key),
    sentOne: (key) => one(SENT, key),
    put: (item) => run([WAITING], "readwrite", (work) => work.objectStore(WAITING).put(item)),
    change: (key, fields) => change(WAITING, key, fields),
    seen: (key) => change(SENT, key, { isNew: false }),
    drop: (key) => drop(WAITING, key),
    forget: (key) => drop(SENT, key),
    // It is in: what waited becomes what was sent, both or neither.
    done: (sent) =>
      run([WAITING, SENT], "readwrite", (work) => {
        work.objectStore(WAITING).delete(sent.key);
        return work.objectStore(SENT).put(sent);
      }),
  };
})();
