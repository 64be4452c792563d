/* The two playful questions on what was told: told again once where it was not understood, and never
   in the way. What is pressed is kept nowhere. */

import { filled, sentence } from "../page/page.js";

export function tried(button) {
  const check = button.closest("[data-check]");
  const again = check.querySelector("[data-again]").textContent;
  const said = check.querySelector("[data-said]");
  const isRight = button.dataset.try === check.dataset.check;
  const name = isRight ? "right" : check.dataset.missed ? "well" : "once-more";
  check.querySelectorAll("[data-try]").forEach((each) =>
    each.setAttribute("aria-pressed", String(each === button)));
  check.dataset.missed = isRight ? "" : "yes";
  check.classList.toggle("well", isRight);
  said.textContent = filled(sentence(name), { again });
  said.dataset.plain = isRight ? "" : again; // has a recording, and what is put together none
}

/* The questions there that were tried, in their order. */
export const triedIn = (place) => Array.from(place.querySelectorAll("[data-check]"))
  .filter((check) => check.querySelector('[aria-pressed="true"]'));

function forget(check) {
  check.dataset.missed = "";
  check.classList.remove("well");
  check.querySelector("[data-said]").textContent = "";
  check.querySelectorAll("[data-try]").forEach((each) => each.setAttribute("aria-pressed", "false"));
}

/* For the next child nothing has been tried. */
export const untry = (form) => triedIn(form).forEach(forget);

/* The question that was as if it had not been tried, if any. */
export function untryLast(card) {
  const last = triedIn(card).pop();
  if (last) forget(last);
  return last;
}
