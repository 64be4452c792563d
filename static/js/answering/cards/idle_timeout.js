/* Minutes in which nobody touches the page: it asks, and if nobody answers it forgets. */

import { closePanel, openPanel } from "../page/page.js";

const QUIET = 5 * 60 * 1000;
const LAST_CALL = 60 * 1000;
const LOOK = 5 * 1000;

export class QuietWatch {
  /* isBusy: is there anything to forget? forget: does it. Asked after `quiet` milliseconds. */
  constructor(isBusy, forget, quiet) {
    Object.assign(this, { isBusy, forget, quiet: quiet || QUIET, panel: null, words: null, last: Date.now() });
    ["pointerdown", "keydown", "input", "scroll"].forEach((sign) =>
      document.addEventListener(sign, () => this.sign(), { passive: true, capture: true }));
    document.addEventListener("visibilitychange", () => this.look());
    window.addEventListener("pageshow", () => this.look());  // of a page that the browser had put aside
    window.setInterval(() => this.look(), LOOK);
    this.look();
  }

  sign() {
    if (!this.panel) this.last = Date.now();
  }

  /* Who listens does not press: while the page speaks, the minutes do not count. */
  look() {
    // The page of thanks has no such panel of its own: the questionnaire before it had.
    this.words = document.getElementById("still-there") || this.words;
    const quiet = Date.now() - this.last;
    const isSpeaking = "speaking" in document.documentElement.dataset;
    if (!this.isBusy() || isSpeaking) this.stay();
    else if (quiet > this.quiet + LAST_CALL) this.end();
    else if (quiet > this.quiet && !this.panel && this.words) this.ask();
  }

  ask() {
    document.body.appendChild(document.importNode(this.words.content, true));
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
