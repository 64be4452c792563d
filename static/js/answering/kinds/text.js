/* text: letters are counted while they are written, and hints.js looks at what was written. */

import { textField } from "../page/answers.js";
import { announce, sentence } from "../page/page.js";
import { pointLater } from "./hints.js";

const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;
const SPACES = /[\t\v\f]/g;
// eslint-disable-next-line no-control-regex -- what the site does not store
const UNSTORABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

export function lettersOver(question) {
  return lettersLeft(question) < 0;
}

function lettersLeft(question) {
  const limit = Number(question.dataset.maxLength);
  if (!limit) return 0;
  const text = textField(question).value
    .replace(LINE_ENDS, "\n").replace(SPACES, " ").replace(UNSTORABLE, "");
  return limit - Array.from(text.normalize("NFC").trim()).length;
}

export function countLetters(question) {
  const left = lettersLeft(question);
  const count = question.querySelector("[data-count]");
  const name = (left < 0 ? "over" : "left") + (Math.abs(left) === 1 ? "-one" : "");
  const wasOver = count.classList.contains("error");
  count.textContent = sentence(name, { n: Math.abs(left) });
  count.classList.toggle("error", left < 0);
  textField(question).setAttribute("aria-invalid", String(left < 0));
  // Said at the border and near it, not at every letter.
  if (wasOver !== left < 0 || left === 20) announce(count.textContent);
}

export function written(question) {
  countLetters(question);
  pointLater(question);
}
