/* What this tab keeps, how it is sent, and how it is forgotten. Nothing is kept after that. */

import { asked, closePanel, openPanel, taken, valuesOf } from "./questions.js";

const NAME = "alzavoz:";
const QUIET = 5 * 60 * 1000;
const LAST_CALL = 60 * 1000;
const PATIENCE = 30 * 1000;
const CODE_WORDS = 6;

function store() {
  try {
    return window.sessionStorage;
  } catch (refused) {
    return null;
  }
}

/* One memory for all the bands and languages of a consultation: they differ in the last part of the
   address only. */
export class Memory {
  constructor(address) {
    this.name = NAME + address.replace(/[^/]*$/, "");
    const kept = this.read();
    this.answers = kept.answers || {};
    this.card = kept.card || "";
    this.seen = kept.seen || [];
    this.key = kept.key || "";
    this.code = kept.code || "";
  }

  read() {
    try {
      return JSON.parse(store().getItem(this.name)) || {};
    } catch (nothingKept) {
      return {};
    }
  }

  save() {
    const { answers, card, seen, key, code } = this;
    try {
      store().setItem(this.name, JSON.stringify({ answers, card, seen, key, code }));
    } catch (full) {
      // The answers are still on the page; only a reload would lose them.
    }
  }

  forget() {
    Object.assign(this, { answers: {}, card: "", seen: [], key: "", code: "" });
    try {
      store().removeItem(this.name);
    } catch (nothingKept) {
      // Then there is nothing to remove.
    }
  }
}

function forgetAll() {
  const kept = store();
  if (!kept) return;
  Object.keys(kept).filter((name) => name.startsWith(NAME)).forEach((name) => kept.removeItem(name));
}

/* ------------------------------------------------------------------ sending */

/* The key of a send and its withdrawal code are made here: only here can the code be read. */
let codewords = null;

/* Fetched early, so that a send needs one request; if that fails, the send asks again. */
export function fetchCodewords(address) {
  if (!codewords) {
    codewords = window.fetch(address, { credentials: "omit" })
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

async function identify(form, memory) {
  if (!memory.key) memory.key = newKey();
  if (!memory.code) memory.code = newCode(await fetchCodewords(form.dataset.codewords));
  memory.save();
}

/* What the server put into the form beside the questions: the band and language of a page that it
   showed again. Answers of another band ("6-9.concept") stay behind. */
function carried(form) {
  const fields = Array.from(form.querySelectorAll("[data-kept]"), ({ name, value }) => [name, value]);
  return fields.filter(([name]) => name.indexOf(".") < 0);
}

function fieldsOf(form, memory) {
  const fields = new URLSearchParams(carried(form));
  asked(form).forEach((question) =>
    valuesOf(question).forEach((value) => fields.append(question.dataset.question, value)));
  ["key", "code"].forEach((name) => fields.append(name, memory[name]));
  fields.append("go", "send");
  return fields;
}

async function fetchPage(address, options) {
  const patience = new AbortController();
  const timer = window.setTimeout(() => patience.abort(), PATIENCE);
  try {
    const response = await window.fetch(address, { credentials: "omit", signal: patience.signal, ...options });
    return { status: response.status, page: new DOMParser().parseFromString(await response.text(), "text/html") };
  } finally {
    window.clearTimeout(timer);
  }
}

const isPage = (page, name) => Boolean(page.querySelector(`main[data-page="${name}"]`));

/* { thanks } or { again } is a page to show in place of this one, { sentence } the name of a sentence,
   { words } a sentence of the server. Without thanks nothing counts as sent: a hotel's sign-in page
   also answers 200. */
export async function send(form, memory) {
  let answer;
  try {
    await identify(form, memory);
    const fields = fieldsOf(form, memory);
    answer = await fetchPage(window.location.href, { method: "POST", body: fields, cache: "no-store" });
  } catch (unreachable) {
    return { sentence: "not-sent" };
  }
  return outcome(answer);
}

function outcome({ status, page }) {
  if (status < 300 && isPage(page, "thanks")) return { thanks: page };
  if (isPage(page, "questionnaire")) return { again: page };
  if (status >= 500) return { sentence: "server-trouble" };
  const said = page.querySelector('main[data-page="message"] [data-say]');
  return said ? { words: said.textContent } : { sentence: "not-sent" };
}

/* The same questionnaire in another language or for another age. Asked for by its address alone:
   no answer leaves the page. */
export async function otherVersion(address) {
  const { status, page } = await fetchPage(address, {});
  if (status !== 200 || !isPage(page, "questionnaire")) throw new Error("not a questionnaire");
  return page;
}

/* ------------------------------------------------------------------ leaving */

export function leave(address) {
  forgetAll();
  document.title = "\u00a0";
  document.documentElement.className = "left";
  document.body.textContent = "";
  // Even where the next page cannot be loaded, the address of this one is gone.
  if (new URL(address).origin === window.location.origin) window.history.replaceState(null, "", address);
  window.location.replace(address);
}

export function leaveOnThreeShifts(goAway) {
  let presses = [];
  const start = () => { presses = []; };
  document.addEventListener("pointerdown", start);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") return start();
    if (event.repeat) return undefined;
    presses = presses.filter((time) => event.timeStamp - time < 2000).concat(event.timeStamp);
    return presses.length >= 3 ? goAway() : undefined;
  });
}

/* ------------------------------------------------------------------ five quiet minutes */

export class QuietWatch {
  constructor(isBusy, forget) {
    Object.assign(this, { isBusy, forget, panel: null, last: Date.now() });
    ["pointerdown", "keydown", "input", "scroll"].forEach((sign) =>
      document.addEventListener(sign, () => this.sign(), { passive: true, capture: true }));
    document.addEventListener("visibilitychange", () => this.look());
    window.setInterval(() => this.look(), 5000);
  }

  sign() {
    if (!this.panel) this.last = Date.now();
  }

  look() {
    const quiet = Date.now() - this.last;
    if (!this.isBusy()) this.last = Date.now();
    else if (quiet > QUIET + LAST_CALL) this.end();
    else if (quiet > QUIET && !this.panel) this.ask();
  }

  ask() {
    document.body.appendChild(taken("still-there"));
    this.panel = document.body.querySelector('[data-panel="still-there"]');
    openPanel(this.panel, () => this.stay());
  }

  stay() {
    if (this.panel) this.panel.remove();
    this.panel = null;
    this.last = Date.now();
  }

  end() {
    closePanel();
    this.stay();
    this.forget();
  }
}
