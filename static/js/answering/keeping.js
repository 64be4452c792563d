/* What this tab keeps, how it is sent, and how it is forgotten. Nothing is kept after that. */

import { asked, valuesOf } from "./answers.js";
import { tabStore } from "./tab.js";
import { drop, putAway, whenPrepared } from "./tablet.js";

const NAME = "alzavoz:";
const PATIENCE = 30 * 1000;
const SHORTER_PATIENCE = 10 * 1000;  // where nothing is lost by not waiting
const CODE_WORDS = 6;
const OTHERS = 6 * 60 * 1000;  // away for that long, somebody else may sit there: as long as quiet.js waits

const nothing = () => ({
  answers: {}, bands: {}, card: "", onward: "", told: [], seen: [], open: {}, covered: {}, key: "", code: "",
  sent: "", earlier: [], jumpedFrom: "", isReturning: false, disputed: {},
});

/* One memory for all the bands and languages of a consultation: they differ in the last part of the
   address only. `answers` are those of this band; `bands` are those of the others, as they were left.
   `told` are the bands whose assent was passed; `onward` is the card to go on at once it was. `open` are
   the questions answered since the card was shown, `covered` the cards whose answers are covered.
   `sent` is what was last sent with this key and code, `earlier` those of what was sent before and then
   changed: what is sent now takes its place. `jumpedFrom` is the card to come back to from a jump;
   `isReturning` says that one goes on to the look back; `disputed` is what was put into the field of the
   question `concept`: what it had `before`, and that with our words, `begun`. */
export class Memory {
  constructor(address) {
    this.name = NAME + address.replace(/[^/]*$/, "");
    const kept = tabStore((store) => JSON.parse(store.getItem(this.name))) || {};
    const { band } = Object.assign(this, nothing(), Date.now() - kept.at < OTHERS && kept);
    this.band = address.replace(/.*[/]/, "");
    if (!band || band === this.band) return;
    this.bands[band] = { ...this.answers };
    this.card = this.onward || this.jumpedFrom || this.card;
    this.jumpedFrom = "";
    this.isReturning = false;
  }

  /* What this band said itself, else what the band before it said; consult/answering/sending.py does
     the same without JavaScript. */
  of(concept) {
    const own = (this.bands[this.band] || {})[concept] || [];
    return own.length ? own : this.answers[concept] || [];
  }

  /* Where there is no room the answers are still on the page; only a reload would lose them. */
  save() {
    if (!hasLeft) tabStore((store) => store.setItem(this.name, JSON.stringify({ ...this, at: Date.now() })));
  }

  forget() {
    Object.assign(this, nothing());
    tabStore((store) => store.removeItem(this.name));
  }
}

/* A tab that has been left keeps nothing more, whatever was still under way in it. */
let hasLeft = false;

function forgetAll() {
  hasLeft = true;
  tabStore((store) => store.clear());
}

/* ------------------------------------------------------------------ sending */

/* The key of a send and its withdrawal code are made here: only here can the code be read. */
let codewords = null;

/* Fetched early, so that a send needs one request; if that fails, the send asks again. A tablet has
   them in its store once that is filled. */
export function fetchCodewords(address) {
  if (!codewords) {
    codewords = whenPrepared()
      .then(() => window.fetch(address, { credentials: "omit" }))
      .then((response) => (response.ok ? response.json() : Promise.reject(response.status)));
    codewords.catch(() => { codewords = null; });
  }
  return codewords;
}

function newKey() {
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* 1,024 words: ten bits each, no remainder, so every word is equally likely. */
function newCode(words) {
  const numbers = window.crypto.getRandomValues(new Uint16Array(CODE_WORDS));
  return Array.from(numbers, (number) => words[number % words.length]).join(" ");
}

/* A key counts once, whatever comes with it: answers that were changed after they may have arrived need
   another one. Kept before the network is asked, for the page may be loaded anew at any moment. */
async function identify(form, memory, fields) {
  const said = `${memory.band} ${fields}`;
  if (memory.sent && memory.sent !== said) {
    memory.earlier.push(`${memory.key} ${memory.code}`);
    memory.key = memory.code = memory.sent = "";
  }
  if (!memory.key) memory.key = newKey();
  if (!memory.code) memory.code = newCode(await fetchCodewords(form.dataset.codewords));
  memory.sent = said;
  memory.save();
  ["key", "code"].forEach((name) => fields.append(name, memory[name]));
  memory.earlier.forEach((each) => fields.append("earlier", each));
}

/* The answers; what may be quoted; and what the server put into the form beside the questions: the band
   and language of a page that it showed again. Answers of another band ("6-9.concept") stay behind. */
function fieldsOf(form) {
  const fields = new URLSearchParams();
  asked(form).forEach((question) =>
    valuesOf(question).forEach((value) => fields.append(question.dataset.question, value)));
  form.querySelectorAll('[data-kept]:not([name*="."]), [name="quote"]:checked')
    .forEach(({ name, value }) => fields.append(name, value));
  return fields;
}

async function fetchPage(address, options, patience) {
  const control = new AbortController();
  const timer = window.setTimeout(() => control.abort(), patience || PATIENCE);
  try {
    const response = await window.fetch(address, { credentials: "omit", signal: control.signal, ...options });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return { page, status: response.status, isShort: response.headers.has("Preference-Applied"), moved: response.redirected && response.url };
  } finally {
    window.clearTimeout(timer);
  }
}

const isPage = (page, name) => Boolean(page.querySelector(`main[data-page="${name}"]`));

/* { thanks } or { again } is a page to show in place of this one, { kept } says that it waits on this
   tablet and { stored } that it no longer has to: its page has the words of thanks for both,
   { sentence } is the name of a sentence, { words } one of the server. Without thanks nothing
   counts as sent: a hotel's sign-in page also answers 200.
   On a session's tablet the send is put away first, sealed, and dropped once the server has said what
   became of it: a browser that dies in between loses nothing, and the send's key lets it count once. */
export async function send(form, memory) {
  const fields = fieldsOf(form);
  try {
    await identify(form, memory, fields);
  } catch (noWords) {
    return { sentence: "not-sent" };
  }
  const kept = await putAway(form, fields);
  const said = await posted(fields, kept);
  if (!kept) return said.sentence === "not-sent" && form.dataset.transport ? { sentence: "not-kept" } : said;
  if (said.isUnsure) return { kept };
  await drop(kept);
  return said;
}

async function posted(fields, kept) {
  try {
    const options = { method: "POST", body: fields, cache: "no-store", headers: kept ? { Prefer: "return=minimal" } : {} };
    return outcome(await fetchPage(window.location.href, options, kept ? SHORTER_PATIENCE : PATIENCE));
  } catch (unreachable) {
    return { sentence: "not-sent", isUnsure: true };
  }
}

function outcome({ status, isShort, page }) {
  if (status === 204 && isShort) return { stored: true };
  if (status < 300 && isPage(page, "thanks")) return { thanks: page };
  if (isPage(page, "questionnaire")) return { again: page };
  if (status >= 500) return { sentence: "server-trouble", isUnsure: true };
  const said = page.querySelector('main[data-page="message"] [data-say]');
  return said ? { words: said.textContent } : { sentence: "not-sent", isUnsure: true };
}

/* The same questionnaire in another language or for another age. Asked for by its address alone:
   no answer leaves the page. */
export async function otherVersion(address) {
  const { status, page } = await fetchPage(address, {});
  if (status !== 200 || !isPage(page, "questionnaire")) throw new Error("not a page of ours");
  return page;
}

/* ------------------------------------------------------------------ leaving */

const WITHIN = 1200;  // milliseconds for three presses of Shift

/* First everything is gone from the screen, the tab's memory, its fields and its address; only then
   the network is asked. Where it does not answer, the page stays blank: a browser's page about a
   missing network would name this site. */
export function leave(address) {
  if (hasLeft) return;
  forgetAll();
  document.documentElement.classList.add("left");
  document.title = "\u00a0";
  document.querySelectorAll("input, textarea, select").forEach((field) => { field.value = ""; });
  document.body.replaceWith(document.createElement("body"));
  window.history.replaceState(null, "", address);
  goOnWhereThereIsANetwork(address);
}

/* The neutral page may be another site's, behind a redirect that is not followed here. */
async function goOnWhereThereIsANetwork(address) {
  const asks = { method: "HEAD", credentials: "omit", cache: "no-store", redirect: "manual" };
  const answer = await window.fetch(address, asks).catch(() => ({ ok: false }));
  if (answer.ok || answer.type === "opaqueredirect") window.location.replace(address);
}

export function leaveOnThreeShifts(goAway) {
  let presses = [];
  const start = () => { presses = []; };
  document.addEventListener("pointerdown", start);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") return start();
    if (event.repeat) return undefined;
    presses = presses.filter((time) => event.timeStamp - time < WITHIN).concat(event.timeStamp);
    return presses.length >= 3 ? goAway() : undefined;
  });
}

/* ------------------------------------------------------------------ one entry in the history */

/* Links and forms among children's pages take the place of the page they are on, so that "back" after
   leaving finds none of them. */
const OURS = ["/j/", "/join", "/help", "/withdraw"];
const IN_PLACE = ["join", "withdraw"];

export function isOurs(link) {
  return link.origin === window.location.origin && !link.target
    && OURS.some((start) => link.pathname.startsWith(start));
}

export function isSentInPlace(form) {
  const main = form.closest("main");
  return form.method === "post" && main && IN_PLACE.indexOf(main.dataset.page) >= 0;
}

/* { page } to show in place of this one, or { address } to go on to. */
export async function sendInPlace(form) {
  const fields = new URLSearchParams(new FormData(form));
  const { page, moved } = await fetchPage(form.action, { method: "POST", body: fields, cache: "no-store" });
  if (moved) return { address: moved };
  if (!page.querySelector("main[data-page]")) throw new Error("not a page of ours");
  return { page };
}
