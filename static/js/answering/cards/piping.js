/* Words with what the child chose: "You like {like_most}". Where nothing was chosen, or nothing that
   can be said, or the card is covered, the plain words of the page stand. Only labels of ours are put in, as text. */

import { asked, valuesOf } from "../page/answers.js";
import { filled, sentence } from "../page/page.js";
import { saidIn } from "../speech/recordings.js";

const BLANK = /\{([a-z][a-z0-9_]*)\}/g;
const PIPED_INTO = {
  askWith: (question) => question.querySelector("[data-heading] label") || question.querySelector("[data-heading]"),
  helpWith: (question) => question.querySelector(".hint, .words p, p:not(.scene)"),
};

export function pipe(form, card) {
  card.querySelectorAll("[data-ask-with], [data-help-with]").forEach((question) =>
    Object.keys(PIPED_INTO).filter((name) => question.dataset[name]).forEach((name) =>
      putWords(form, PIPED_INTO[name](question), question.dataset[name])));
}

/* The question as it stands where nothing was chosen: for the look back, and to talk about it. */
export function plainAsk(question) {
  const place = PIPED_INTO.askWith(question);
  return place.dataset.plain || place.textContent;
}

function putWords(form, place, words) {
  const plain = place.dataset.plain = place.dataset.plain || saidIn(place);
  const chosen = {};
  (words.match(BLANK) || []).forEach((blank) => {
    const concept = blank.slice(1, -1);
    chosen[concept] = saidOf(form, concept);
  });
  const isWhole = Object.keys(chosen).every((concept) => chosen[concept]);
  const now = isWhole && !place.closest(".covered") ? filled(words, chosen) : plain;
  if (place.textContent !== now) place.textContent = now;
}

function saidOf(form, concept) {
  const question = asked(form).find((each) => each.dataset.question === concept);
  return question ? listedWords(valuesOf(question).map((code) => labelOf(question, code)).filter(Boolean)) : "";
}

/* "None of these" is no thing that is liked. */
function labelOf(question, code) {
  const control = question.querySelector(`input[value="${code}"]`);
  if (control && control.hasAttribute("data-excludes")) return "";
  const word = question.querySelector(`input[value="${code}"] + label .word, [data-pick="${code}"] .word`);
  return word ? lowered(word.textContent.trim()) : "";
}

/* Inside a sentence; what is written in capitals stays. */
function lowered(words) {
  const second = words.charAt(1);
  return second === second.toLowerCase() ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}

function listedWords(words) {
  if (words.length < 2) return words.join("");
  const last = words[words.length - 1];
  return filled(sentence("and"), { first: words.slice(0, -1).join(", "), last });
}
