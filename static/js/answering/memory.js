/* What this tab keeps until the answers are sent, and how it is forgotten. Nothing is kept longer. */

import { closePanel, openPanel, taken } from "./page.js";

const NAME = "alzavoz:";
const QUIET = 5 * 60 * 1000;
const LAST_CALL = 60 * 1000;

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
