/* A session's tablet: it answers without a network, keeps sends that cannot leave yet (outbox.js),
   says how many, and is ready for the next child. On the public link none of this is there: the page
   has no <template id="tablet">. */

import { dropRecordings, keepRecordings, listensIn } from "../speech/offline_recordings.js";
import { filled, make, taken } from "../page/page.js";
import { QuietWatch } from "../cards/idle_timeout.js";
import { needsRecordings } from "../speech/page_pieces.js";

const EVERY = 60 * 1000;
const KIOSK_QUIET = 60 * 1000;
const AT_MOST = 8 * 1000;  // for the store to be filled, before words are asked of the network
let keeper = null;  // what outbox.js exports; null until it is there, and where nothing can wait
let prepared = Promise.resolve();
let isEnded = false;  // is the page of thanks, or of a no, on the screen?
let nextPerson = null;  // the press with which the next child begins; null where this is no tablet
let quiet = null;
// eslint-disable-next-line no-unused-vars -- a reference that is held
let scenes = null;  // held, lest the browser lets them go
const underWay = [];

export const isTablet = () => Boolean(nextPerson);
export const whenPrepared = () => prepared;
const isKiosk = new URLSearchParams(window.location.search).has("kiosk");
/* An address of the session, where the tablet goes on from child to child. */
export function stillKiosk(address) {
  const url = new URL(address, window.location.href);
  if (isKiosk) url.searchParams.set("kiosk", "1");
  return url.href;
}

const startOfSession = () => window.location.pathname.split("/").slice(0, 3).join("/");

/* ------------------------------------------------------------------ before the first card */

/* Called for each page that takes the place of another. */
export function prepareTablet() {
  isEnded = false;
  const words = document.getElementById("tablet");
  if (!words) return;
  const place = document.querySelector('[data-card="assent"]') || document.querySelector("main .card");
  place.appendChild(taken("tablet"));
  place.querySelector("[data-tablet]").addEventListener("click", pressedForAdults);
  nextPerson = taken("next-person").firstElementChild;
  if (!quiet) beReadyForTheNext();
  document.querySelectorAll("[data-band] > a").forEach((link) => { link.href = stillKiosk(link.href); });
  if (!keeper) prepared = Promise.race([begun(words.dataset), later(AT_MOST)]);
  else show().then(keepSpeaking);
}

const later = (milliseconds) => new Promise((resolve) => window.setTimeout(resolve, milliseconds));

/* After the first card is there: nothing of this may hold it up. */
const loaded = () => new Promise((resolve) => {
  if (document.readyState === "complete") resolve();
  else window.addEventListener("load", resolve);
});

async function begun({ script, transport }) {
  await loaded();
  try {
    const found = await import(script);
    if (await found.canWait()) keeper = found;
  } catch (notLoaded) {
    // Then nothing can wait here, and the page says so.
  }
  watch();
  if (keeper && transport) await keepPages().catch(() => undefined);
  show().then(keepSpeaking);
}

function watch() {
  if (!keeper) return;
  window.addEventListener("online", bringWaiting);
  window.setInterval(bringWaiting, EVERY);
  bringWaiting();
}

/* The pages of the session, in the browser's store. */
async function keepPages() {
  if (!navigator.serviceWorker) return;
  const start = startOfSession();
  const options = { scope: start, updateViaCache: "none" };
  navigator.serviceWorker.oncontrollerchange = readScenesAgain;
  await navigator.serviceWorker.register(`${start}/worker.js`, options);
  await navigator.serviceWorker.ready;
  document.documentElement.dataset.offline = "ready";
}

/* What a browser read before the worker came it reads anew: better while a child reads than on a press. */
function readScenesAgain() {
  const shown = Array.from(document.images).find(({ naturalWidth }) => naturalWidth);
  if (shown) scenes = Object.assign(new Image(), { src: shown.src });
}

const recordings = () => `alzavoz ${startOfSession()} recordings`;

/* What is heard here without a network: the page, where no voice can read it, and the languages that
   have recordings alone. Last of all: nobody waits for it. */
async function keepSpeaking() {
  if (document.documentElement.dataset.offline !== "ready") return;
  try {
    const { heard } = document.getElementById("tablet").dataset; // on a page that was left meanwhile, none
    const others = await Promise.all(heard.split(" ").filter(Boolean).map(listensIn));
    const here = needsRecordings() ? [document.getElementById("listen")] : [];
    await keepRecordings(recordings(), here.concat(others));
    document.documentElement.dataset.heard = "ready";
  } catch (unreachable) {
    // What is missing is fetched when the next child begins.
  }
}

/* ------------------------------------------------------------------ what waits */

/* Gives an id where the send is safe on the tablet, else null. Recordings make room for it, and pages
   that are being read anew and find none give theirs back in a moment. */
export async function putAway(form, fields) {
  const { transport } = form.dataset;
  if (!transport || !keeper) return null;
  const whole = new URLSearchParams(fields);
  if (!whole.has("language")) whole.set("language", form.dataset.language);
  const address = `${startOfSession()}/${document.body.dataset.band}/waited`;
  const keep = () => keeper.keep(whole, transport, address);
  try {
    const id = await keep().catch(() => dropRecordings(recordings()).then(keep)).catch(() => later(2000).then(keep));
    underWay.push(id);
    return id;
  } catch (full) {
    return null;
  }
}

export async function drop(id) {
  await keeper.remove(id).catch(() => undefined);
  release(id);
}

function release(id) {
  underWay.splice(underWay.indexOf(id), 1);
}

async function bringWaiting() {
  if (!keeper) return;
  await keeper.bringAll(underWay).catch(() => undefined);
  show();
}

/* How many wait, on the card where the next child begins. */
async function show() {
  const place = document.querySelector("[data-tablet]");
  if (!place) return;
  const found = keeper ? await keeper.counts(underWay).catch(() => null) : null;
  const isReady = document.documentElement.dataset.offline === "ready";
  const words = document.getElementById("tablet");
  part(place, "needs-network").hidden = Boolean(found) || !words.dataset.transport;
  part(place, "ready").hidden = !(found && isReady);
  if (found) tell(place, found);
}

const part = (place, name) => place.querySelector(`[data-${name}]`);

function tell(place, { waiting, refused, over }) {
  count(part(place, "waiting"), waiting);
  count(part(place, "refused-count"), refused);
  part(place, "refused").hidden = !(waiting + refused);
  part(place, "not-over").hidden = over === refused;
  part(place, "erase").hidden = !over;
}

function count(line, number) {
  line.hidden = !number;
  line.textContent = number === 1 ? line.dataset.one : filled(line.dataset.many, { n: number });
}

/* For the adult who looks after the tablets: a copy, still sealed; or away with what no site takes. */
const FOR_ADULTS = {
  copy: async () => {
    const file = new Blob([await keeper.copied()], { type: "application/json" });
    const link = make("a");
    link.href = URL.createObjectURL(file);
    link.download = "alzavoz-tableta.json";
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), EVERY);
  },
  ask: (place) => {
    part(place, "sure").hidden = false;
    part(place, "sure").querySelector("button").focus();
  },
  erase: async (place) => {
    part(place, "sure").hidden = true;
    await keeper.eraseOver();
    await show();
  },
};

function pressedForAdults(event) {
  const button = event.target.closest("[data-for-adults]");
  if (button) FOR_ADULTS[button.dataset.forAdults](event.currentTarget);
}

/* ------------------------------------------------------------------ after the last card */

/* Thanks are said in place: of a send that waits here (`kept`) since there is no network to ask for a
   page, of one that has arrived since it need not travel. */
export function thankHere(code, kept) {
  const main = document.getElementById("main");
  const words = taken("thanks-kept");
  if (kept) release(kept);
  else words.querySelector(".waits").remove();
  words.querySelector(".codewords").textContent = code;
  main.textContent = "";
  main.appendChild(words);
  main.dataset.page = "thanks";
  document.documentElement.classList.remove("steps");
}

/* On a shared tablet the words of thanks do not stay for the next child: the start is a press away,
   and comes by itself after quiet minutes. */
export function afterGoodbye() {
  if (!nextPerson) return;
  isEnded = true;
  bringWaiting();
  const card = document.querySelector("main .card");
  if (isKiosk && !card.querySelector("[data-next-person]")) card.appendChild(nextPerson);
  // The link of the page goes by way of the site; this address is known without a network.
  card.querySelectorAll("[data-next-person] a").forEach((link) => { link.href = nextStart(); });
}

/* A browser may keep a page that was gone from, whole, and show it again on "back". */
function beReadyForTheNext() {
  quiet = new QuietWatch(() => isEnded, startAgain, isKiosk ? KIOSK_QUIET : 0);
  window.addEventListener("pagehide", () => {
    if (isEnded) document.getElementById("main").textContent = "";
  });
  window.addEventListener("pageshow", (event) => {
    if (isEnded && event.persisted) startAgain();
  });
}

const nextStart = () => stillKiosk(startOfSession());

function startAgain() {
  window.location.replace(nextStart());
}
