/* Sends that wait on a session's tablet: sealed before they are put away, so nobody can read them
   here, and brought to the site later, once each. A record is { id, address, sealed, refused }: a
   random id, where it is to be posted, the bytes of the envelope, and the status with which the site
   last refused it (0: it was not refused). It holds no time and no order.
   It stands alone: only a session's tablets load it. */

import { canSeal, fromBase64, seal } from "./sealing.js";

const DATABASE = "alzavoz";
const WAITING = "waiting";
const LEASE = "lease";
const LEASE_TIME = 50 * 1000;
const PATIENCE_OF_EACH = 20 * 1000;
const OVER = [404, 410];  // the site will not take it any more, whatever is done
let database = null;

/* ------------------------------------------------------------------ the store */

function opened() {
  if (!database) {
    database = new Promise((resolve, reject) => {
      const asked = window.indexedDB.open(DATABASE, 1);
      asked.onupgradeneeded = () =>
        [WAITING, LEASE].forEach((name) => asked.result.createObjectStore(name, { keyPath: "id" }));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    database.catch(() => { database = null; });
  }
  return database;
}

/* act: takes the store, gives a request or nothing. Gives its result once it is on disk. */
async function within(name, mode, act) {
  const source = await opened();
  return new Promise((resolve, reject) => {
    const transaction = source.transaction(name, mode, { durability: "strict" });
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request && request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

const everything = () => within(WAITING, "readonly", (store) => store.getAll());
const put = (record) => within(WAITING, "readwrite", (store) => store.put(record));

export const remove = (id) => within(WAITING, "readwrite", (store) => store.delete(id));

/* Can a send be sealed and put away here? Not on plain HTTP, nor where the browser keeps nothing. */
export async function canWait() {
  if (!canSeal() || !window.indexedDB) return false;
  return opened().then(() => true, () => false);
}

/* Seals a form and puts it away; gives its id. Rejects where there is no room. */
export async function keep(fields, publicKey, address) {
  const id = randomId();
  await put({ id, address, sealed: await seal(fields, fromBase64(publicKey), address), refused: 0 });
  return id;
}

function randomId() {
  const bytes = window.crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* { waiting, refused, over }: how many wait, how many of these the site refuses, and how many of
   these for good. `except` are ids that are on their way this moment. */
export async function counts(except) {
  const records = (await everything()).filter(({ id }) => except.indexOf(id) < 0);
  const refused = records.filter((record) => record.refused);
  return {
    waiting: records.length - refused.length,
    refused: refused.length,
    over: refused.filter((record) => OVER.indexOf(record.refused) >= 0).length,
  };
}

/* ------------------------------------------------------------------ bringing them to the site */

/* All that wait, one after another, by one tab of the tablet at a time. */
export async function bringAll(except) {
  if (!navigator.locks) return bringLeased(except);
  const options = { ifAvailable: true };
  return navigator.locks.request(DATABASE, options, (lock) => (lock ? bringEach(except) : undefined));
}

/* It ends at the first that finds no site: the others would not find it either. */
async function bringEach(except) {
  const records = (await everything()).filter(({ id }) => except.indexOf(id) < 0);
  try {
    for (const record of records) await bring(record);
  } catch (noSite) {
    // They wait on.
  }
}

/* For browsers without locks. A tab that dies keeps the lease for a while, and no longer. */
async function bringLeased(except) {
  if (!(await isLeased())) return;
  await bringEach(except);
  await within(LEASE, "readwrite", (store) => store.delete(1));
}

/* One transaction, so no two tabs take it, and the time is read within: a tab that waited for its
   turn must not take the lease of the one before for one of a clock that was put back since. */
async function isLeased() {
  let isMine = false;
  await within(LEASE, "readwrite", (store) => {
    const asked = store.get(1);
    asked.onsuccess = () => {
      const now = Date.now();
      const left = asked.result ? asked.result.until - now : 0;
      isMine = left <= 0 || left > 2 * LEASE_TIME;
      if (isMine) store.put({ id: 1, until: now + LEASE_TIME });
    };
  });
  return isMine;
}

/* Dropped only when the site says that it is stored. What it refuses stays, and is tried again. */
async function bring(record) {
  const control = new AbortController();
  const timer = window.setTimeout(() => control.abort(), PATIENCE_OF_EACH);
  const options = { method: "POST", body: record.sealed, credentials: "omit", cache: "no-store", signal: control.signal };
  try {
    const answered = await window.fetch(record.address, options);
    const { stored } = await answered.json();
    if (answered.ok && stored === true) await remove(record.id);
    else if (stored === false) await put({ ...record, refused: answered.status });
  } finally {
    window.clearTimeout(timer);
  }
}

/* ------------------------------------------------------------------ what the site does not take */

/* All that is here, still sealed, as text: for whoever keeps the site's keys. */
export async function copied() {
  const records = await everything();
  return JSON.stringify(records.map(({ address, sealed }) => ({ address, sealed: base64(sealed) })));
}

function base64(bytes) {
  return window.btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/* Only what no site will ever take: its session's window has closed. */
export async function eraseOver() {
  const records = await everything();
  await Promise.all(records
    .filter(({ refused }) => OVER.indexOf(refused) >= 0)
    .map(({ id }) => remove(id)));
}
