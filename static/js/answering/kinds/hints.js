/* Points at what looks like a phone number, an e-mail or the name of an account, before it
   is sent; on this device alone, without blocking. */

import { textField } from "../page/answers.js";
import { announce, make, sentence } from "../page/page.js";

const PAUSE = 800;
/* No pattern has a space or a quotation mark in it: what is served leaves out space (joining.py). */
const LOOKS = [
  // Not "tod@s"; "at" only before a service that has e-mail.
  ["email", /(?:\w+\s(?:punto|dot)\s)?[^\s@<>,;]+(?:@(?!s\b)|\s(?:arroba(?!\sde)|at(?=\s(?:\w+mail|outlook|yahoo)))\s)[\w-]+(?:(?:\.|\spunto\s|\sdot\s)\w+)*/i],
  // "@luna", "luna_12", "luna#1234", "luna.07"
  ["account", /(?:^|\s)(@[\wáéíóúñ.-]*[\wáéíóúñ])|(?=\d*[a-zñ]{2})[\wñ.]{2,}(?:_\w|#\d|\.\d\d)[\wñ]*/i],
  // "mi insta es luna", but not "mi insta es privado" or "es muy lento".
  ["account", /m[iy]\s(?:us|nick|gam|disc|inst|tik|snap|robl)\S*(?:\s\w\w\s\w+)?(?:\s[ei]s|:)\s((?!p[ruú][ib]|nue|len|mal|bue|bro)[\wñ]{4,})\b(?!\s*[^\Wy])/i],
  // Not "14/02/2012" or "2024-2025".
  ["number", /\+?(?!(?:\d\d?[./-]\d\d?[./-]|[12][09]\d\d\W+)[12][09]\d\d\b)\d(?:[\s.()/-]{0,2}\d){7,}/],
  // In words, or in words and digits; six of them.
  ["number", /(?=[a-z])(?:(?:cero|un[oa]?|dos|tres|cuatro|[cs]inco|seis|siete|ocho|nue[bv]e|diez|(?:on|do|tre|cator|quin)ce|(?:dieci|[bv]eint)\S+|\w+[ei]nta|zero|one|two|three|four|five|six|seven|eight|nine|\d\d?)[\s,-]*(?:y\s)?){6,}/i],
];

const leftIn = new WeakMap(); // question -> what the child chose to leave in
const pointing = new WeakMap(); // question -> the timer of its next look

/* What there is in a text, the first of each look: [{ look, what }]. */
export function lookalikes(text) {
  const found = [];
  LOOKS.forEach(([look, pattern]) => {
    const match = pattern.exec(text);
    const what = match && (match[1] || match[0]).trim();
    // An account within an e-mail is that e-mail.
    if (what && !found.some((before) => before.what.indexOf(what) >= 0)) found.push({ look, what });
  });
  return found;
}

export function pointLater(question) {
  window.clearTimeout(pointing.get(question));
  pointing.set(question, window.setTimeout(() => point(question), PAUSE));
}

/* A program filled the text, or emptied it, maybe for another child: nothing stays of what is not in it. */
export function pointAnew(question) {
  const isIn = (what) => textField(question).value.indexOf(what) >= 0;
  const shown = hintIn(question);
  if (shown && !isIn(shown.dataset.hint)) shown.remove();
  leftIn.set(question, leftInOf(question).filter(isIn));
  if (question.closest(".here")) pointLater(question);
}

const hintIn = (question) => question.querySelector("[data-hint]");

const leftInOf = (question) => leftIn.get(question) || [];

function point(question) {
  const area = textField(question);
  const first = lookalikes(area.value).find(({ what }) => leftInOf(question).indexOf(what) < 0);
  const shown = hintIn(question);
  if (shown && first && shown.dataset.hint === first.what) return;
  if (shown) shown.remove();
  if (!first) return;
  const hint = hintOf(question, area, first);
  // Above the field: below it a keyboard or the bar of the card would cover it.
  area.before(hint);
  keepInSight(hint);
  announce(hint.firstChild.textContent);
}

/* Moves the page no further than needed, and only if the hint is out of sight. */
function keepInSight(hint) {
  const { top, bottom } = hint.getBoundingClientRect();
  const { height } = window.visualViewport || { height: window.innerHeight };
  if (top < 0 || bottom > height) hint.scrollIntoView({ block: "start" });
}

function hintOf(question, area, { look, what }) {
  const hint = make("div", "pointing");
  hint.dataset.hint = what;
  hint.appendChild(make("p", "", sentence("looks-like-" + look, { what })));
  const choices = hint.appendChild(make("p", "choices"));
  [["leave-out", leaveOut], ["leave-in", leaveIn]].forEach(([name, act]) => {
    const button = choices.appendChild(make("button", "link", sentence(name)));
    button.addEventListener("click", () => {
      act(question, what);
      hint.remove();
      area.focus();
      point(question);
    });
  });
  return hint;
}

function leaveOut(question, what) {
  const area = textField(question);
  area.value = area.value.split(what).join(" ").replace(/ +/g, " ").trim();
  area.dispatchEvent(new Event("input", { bubbles: true }));
  announce(sentence("left-out"));
}

function leaveIn(question, what) {
  leftIn.set(question, leftInOf(question).concat(what));
}
