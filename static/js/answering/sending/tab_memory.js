/* What this tab remembers of the answers until they are sent or forgotten. Nothing is kept after that. */

import { tabStore } from "../page/tab_storage.js";

const NAME = "alzavoz:";
const OTHERS = 6 * 60 * 1000;  // away for that long, somebody else may sit there: as long as idle_timeout.js waits

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

  /* What this band said itself, else what the band before it said; consult/answering/sends/posted_form.py does
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
export let hasLeft = false;

export function forgetAll() {
  hasLeft = true;
  tabStore((store) => store.clear());
}
