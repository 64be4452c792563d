/* What stones and stamps share: how many of each choice, held by its list. */

import { controls } from "../page/answers.js";

const listOf = (question, code) => question.querySelector(`select[data-of="${code}"]`);

const numberIn = (list) => Number(list.value.split(":")[1] || 0);

export const amountOf = (question, code) => numberIn(listOf(question, code));

export function amountLeft(question) {
  const given = controls(question, "select[data-of]").reduce((sum, list) => sum + numberIn(list), 0);
  return Number(question.dataset.atMost) - given;
}

/* The event tells the journey that an answer changed. */
export function setAmount(question, code, number) {
  listOf(question, code).value = number > 0 ? code + ":" + number : "";
  question.dispatchEvent(new Event("change", { bubbles: true }));
}

export const wordOfThing = (question, code) =>
  question.querySelector(`[data-thing="${code}"] .word`).textContent;
