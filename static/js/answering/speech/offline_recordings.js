/* Recordings that a session's tablet keeps where it has no voice of its own, so that it reads aloud
   without a network. They are files of the site and tell nothing of a child. */

import { Shelf } from "./recordings.js";

const ROOM = 5 * 1000 * 1000;  // bytes that have to be free: what children send needs them more

/* `listens`: the templates of the pages that are to be heard; `name`: of the browser's store. What is
   there is not fetched again, and what its page has no longer goes. Where room ends, all go. */
export async function keepRecordings(name, listens) {
  const shelves = listens.filter(({ dataset }) => dataset.marks).map((each) => new Shelf(each, "audio"));
  const wanted = shelves.reduce((all, shelf) => all.concat(shelf.all()), []);
  if (!wanted.length || !(await hasRoom())) return;
  const store = await window.caches.open(name);
  const kept = (await store.keys()).map(({ url }) => new URL(url).pathname);
  try {
    for (const address of wanted) {
      if (kept.indexOf(address) < 0) await store.add(address);
    }
  } catch (refused) {
    if (refused.name === "QuotaExceededError") await dropRecordings(name);
    return;
  }
  const isOld = (address) => wanted.indexOf(address) < 0 && shelves.some((shelf) => shelf.holds(address));
  await Promise.all(kept.filter(isOld).map((address) => store.delete(address)));
}

/* One by one: the room of a whole store is given back only when no page has it open any more. */
export async function dropRecordings(name) {
  const store = await window.caches.open(name);
  await Promise.all((await store.keys()).map((each) => store.delete(each)));
}

/* Browsers that cannot tell are asked to try. */
async function hasRoom() {
  if (!navigator.storage || !navigator.storage.estimate) return true;
  const { quota, usage } = await navigator.storage.estimate();
  return quota - usage > ROOM;
}

/* The template of the same page in another language. */
export async function listensIn(language) {
  const answered = await window.fetch(`?language=${language}`, { credentials: "omit" });
  return new DOMParser().parseFromString(await answered.text(), "text/html").getElementById("listen");
}
