// What a telephone keeps for work without a network: the page's files, and what is of people for half a day.

const HALF_A_DAY = 12 * 3600 * 1000;
const PATIENCE = 5000; // ms until what is kept is shown instead of what is on its way
const SHELL = "field-shell";
const DATA = "field-data-";
const STAMP = "X-Kept-At";
const LOOSELY = { ignoreVary: true };

export async function keepShell(files) {
  const cache = await caches.open(SHELL);
  await Promise.all(files.map((file) => cache.add(new Request(file, { cache: "no-cache" })).catch(() => {})));
}

export async function dropOldFiles(files) {
  const cache = await caches.open(SHELL);
  for (const request of await cache.keys()) if (!files.includes(new URL(request.url).pathname)) await cache.delete(request);
}

// Keep an answer of the server for `person` under `address`, with its headers: the page stays as strict as it came.
export async function keep(person, address, answer) {
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.set(STAMP, String(Date.now()));
  const cache = await caches.open(DATA + person);
  await cache.put(address, new Response(await answer.blob(), { headers }));
}

// Keep photos that are not here yet, one after the other, and let go of those that no list shows any more.
export async function keepPhotos(person, addresses, others) {
  const cache = await caches.open(DATA + person);
  const wanted = new Set([...addresses, ...others]);
  for (const request of await cache.keys()) {
    const { pathname, search } = new URL(request.url);
    if (!wanted.has(pathname + search)) await cache.delete(request);
  }
  for (const address of addresses) {
    if (await kept(address)) continue;
    const answer = await fetch(address).catch(() => null);
    if (!answer) return; // the network is away: the next opening goes on
    if (answer.ok) await keep(person, address, answer);
  }
}

// Return what is kept under `address`; undefined where there is nothing, or it is older than half a day.
export async function kept(address) {
  const found = await caches.match(address, LOOSELY);
  if (!found || !isOld(found)) return found;
  await forgetOld();
  return undefined;
}

export function keptAt(answer) {
  return Number(answer.headers.get(STAMP) ?? 0);
}

// Answer from the network; from what is kept where that fails, takes long, or the server is unwell.
export async function freshOrKept(request, address) {
  const answer = fetch(request);
  const first = await Promise.race([answer.catch(() => null), slowly()]);
  if (first && first.status < 500) return first;
  return (await kept(address)) ?? answer;
}

export async function forgetOld() {
  await alone(async () => {
    for (const name of await dataCaches()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const found = await cache.match(request, LOOSELY);
        if (found && isOld(found)) await cache.delete(request);
      }
    }
  });
}

export async function forgetKept(person) {
  await alone(() => caches.delete(DATA + person));
}

// One at a time, in whatever page or worker: who looks for what is old would else open anew what was just forgotten.
async function alone(deed) {
  await (navigator.locks ? navigator.locks.request("field-kept", deed) : deed());
}

async function dataCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(DATA));
}

function isOld(answer) {
  const at = keptAt(answer);
  return at > 0 && Date.now() - at > HALF_A_DAY;
}

function slowly() {
  return new Promise((done) => setTimeout(done, PATIENCE, null));
}
