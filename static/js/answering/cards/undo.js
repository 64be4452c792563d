/* Undo: takes back the last change on a card. What was before is in the page's memory alone, and goes
   when the page is emptied, or closes behind a child. */

import { questionsIn, textField, valuesOf } from "../page/answers.js";
import { fill } from "../kinds/registry.js";

const noted = new WeakMap(); // question -> its answer as last noted
let pasts = new WeakMap(); // card -> [{ question, values }], the last change at the end

const pastOf = (question) => {
  const card = question.closest("[data-card]");
  if (!pasts.has(card)) pasts.set(card, []);
  return pasts.get(card);
};

const countOfWords = (values) => values.join(" ").split(/\s+/).filter(Boolean).length;

/* Of writing, a change is a word and not a letter. */
function isSameWord(question, latest, before, now) {
  return latest && latest.question === question && textField(question)
    && countOfWords(before) === countOfWords(now);
}

export function startUndoing(form) {
  pasts = new WeakMap();
  questionsIn(form).forEach((question) => noted.set(question, valuesOf(question)));
}

export function noteChange(question) {
  const before = noted.get(question) || [];
  const now = valuesOf(question);
  if (before.join("\n") === now.join("\n")) return;
  noted.set(question, now);
  const past = pastOf(question);
  if (!isSameWord(question, past[past.length - 1], before, now)) past.push({ question, values: before });
}

export const canUndo = (card) => (pasts.get(card) || []).length > 0;

export const forgetPast = (card) => pasts.delete(card);

/* The question as it was before, or nothing where nothing changed. */
export function undone(card) {
  const change = (pasts.get(card) || []).pop();
  if (!change) return null;
  fill(change.question, change.values);
  noted.set(change.question, valuesOf(change.question));
  return change.question;
}
