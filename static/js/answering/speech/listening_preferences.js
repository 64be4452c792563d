/* How somebody listens (on, slowly, the version with pictures and voice): in this tab's memory while
   they answer, and gone when they have sent, have left, or somebody else sits there. */

import { tabStore } from "../page/tab_storage.js";

const HABITS = "alzavoz:voice";
const NO_HABITS = { on: false, slow: false, pictured: false };

export const habits = Object.assign({}, NO_HABITS);

const showPictured = () => document.documentElement.classList.toggle("with-pictures", habits.pictured);

export function keepHabits() {
  const isAnswering = document.querySelector("form[data-answering]");
  tabStore((store) => (isAnswering && (habits.on || habits.pictured)
    ? store.setItem(HABITS, JSON.stringify(habits)) : store.removeItem(HABITS)));
  showPictured();
}

export function forgetHabits() {
  Object.assign(habits, NO_HABITS);
  keepHabits();
}

export function rememberHabits() {
  Object.assign(habits, tabStore((store) => JSON.parse(store.getItem(HABITS))));
  showPictured();
}

/* Nothing is remembered of answers, and this is the first card: somebody else sits there now. */
export function hasNewChild() {
  const { here } = document.querySelector("main").dataset;
  const kept = tabStore((store) => Object.keys(store).some((name) => name.indexOf("alzavoz:/") === 0));
  return here === "assent" && kept === false;
}
