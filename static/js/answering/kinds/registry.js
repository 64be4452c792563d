/* The kinds of questions: what happens when one is touched, when its answer was filled in, and how it
   is said back. A kind that needs more than ordinary controls is a module in kinds/ and a line here. */

import { controls, isPicture, put, textField, valuesOf } from "../page/answers.js";
import { drawBasketsAnew, sortInto } from "./baskets.js";
import { drawStamps, stamp } from "./stamps.js";
import { drawStones, share } from "./stones.js";
import { pointAnew } from "./hints.js";
import { choose, sayChosen } from "./several.js";
import { drawOrder, order } from "./order.js";
import { countLetters, written } from "./text.js";
import { announce, filled, make } from "../page/page.js";

const TOUCHED = {
  several: (question, event) => { if (event.type === "change") choose(question, event.target); },
  order,
  baskets: sortInto,
  stones: share,
  stamps: stamp,
};
const FILLED = {
  several: (question) => sayChosen(question, false),
  order: drawOrder,
  baskets: drawBasketsAnew,
  stones: drawStones,
  stamps: drawStamps,
};
["text", "finish", "word", "own_topic", "drawing"].forEach((kind) => {
  TOUCHED[kind] = (question, event) => { if (event.type === "input") written(question); };
  FILLED[kind] = (question) => {
    countLetters(question);
    pointAnew(question);
    question.dispatchEvent(new CustomEvent("filled")); // a sheet to draw on listens
  };
});

/* A sheet to draw on comes as a file of its own, where there is one; without it, words remain. */
export function fetchSheets(form) {
  const drawn = form.querySelector("[data-drawn]");
  if (drawn) import(drawn.dataset.script).then(({ startDrawing }) => startDrawing(form, { announce, filled }), () => undefined);
}

export function touch(question, event) {
  const kind = TOUCHED[question.dataset.kind];
  if (kind) kind(question, event);
  if (event.type === "click") return;
  controls(question, ".words .error:not([data-cap])").forEach((error) => error.remove());
}

export function refresh(question) {
  const kind = FILLED[question.dataset.kind];
  if (kind) kind(question);
}

export function fill(question, values) {
  put(question, values);
  refresh(question);
}

/* The answer as it is said back to the child: elements, a picture beside its word where there is one. */
export function spoken(question) {
  const begins = question.querySelector("[data-begins]");
  const first = begins ? begins.textContent + " " : "";
  if (textField(question)) {
    return valuesOf(question).map((text) => (isPicture(text) ? littleSheet(question) : make("p", "written", first + text)));
  }
  return valuesOf(question).map((value) => saidBack(question, ...value.split(":")));
}

/* The drawing as it stands on the card, in small. */
function littleSheet(question) {
  const place = question.querySelector("[data-drawing]");
  const sheet = question.querySelector("[data-sheet]");
  const little = sheet ? sheet.cloneNode(true) : make("p", "written", place.dataset.mine);
  little.removeAttribute("aria-hidden");
  little.setAttribute("role", "img");
  little.setAttribute("aria-label", place.dataset.mine);
  return little;
}

/* A choice, and into which basket it was put or how many it got. */
function saidBack(question, code, more) {
  const word = question.querySelector(`input[value="${code}"] + label, [data-pick="${code}"], [data-thing="${code}"]`);
  const said = make("p", "said");
  said.append(...word.cloneNode(true).children);
  if (more) {
    const basket = question.querySelector(`[data-put="${more}"] .word`);
    said.querySelector(".word").textContent += ": " + (basket ? basket.textContent : more);
  }
  return said;
}
