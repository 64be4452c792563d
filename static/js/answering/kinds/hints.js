/* Points at what looks like a phone number, an e-mail or the name of an account, before it
   is sent; on this device alone, without blocking. */

import { textField } from "../answers.js";
import { announce, make, sentence } from "../page.js";

const PAUSE = 800;
const NUMBER_WORD = "(?:cero|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince"
  + "|dieci[a-zé]+|veinte|veinti[a-zóé]+|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
  + "|zero|one|two|three|four|five|six|seven|eight|nine)";
const LOOKS = [
  ["email", /[^\s@<>,;]+(?:@|\s+arroba\s+|\s+at\s+)[a-z0-9-]+(?:(?:\.|\s+punto\s+|\s+dot\s+)[a-z]{2,})+/i],
  ["account", /(?:^|\s)(@[a-z0-9áéíóúñ_.-]*[a-z0-9áéíóúñ_])/i],
  ["number", /\+?\d(?:[\s.()/-]{0,2}\d){7,}/],
  ["number", new RegExp(NUMBER_WORD + "(?:[\\s,-]+(?:y\\s+)?" + NUMBER_WORD + "){5,}", "i")],
];

const leftIn = new WeakMap(); // textarea -> what the child chose to leave in
const pointing = new WeakMap(); // question -> the timer of its next look

/* What there is in a text, the first of each look: [{ look, what }]. */
export function lookalikes(text) {
  const found = LOOKS.map(([look, pattern]) => {
    const match = pattern.exec(text);
    return match && { look, what: (match[1] || match[0]).trim() };
  });
  // An account within an e-mail is that e-mail.
  return found.filter((each, place) => each
    && !found.slice(0, place).some((before) => before && before.what.indexOf(each.what) >= 0));
}

export function pointLater(question) {
  window.clearTimeout(pointing.get(question));
  pointing.set(question, window.setTimeout(() => point(question), PAUSE));
}

function unsettled(area) {
  return lookalikes(area.value).filter(({ what }) => (leftIn.get(area) || []).indexOf(what) < 0);
}

function point(question) {
  const area = textField(question);
  const [first] = unsettled(area);
  const shown = question.querySelector("[data-hint]");
  if (shown && first && shown.dataset.hint === first.what) return;
  if (shown) shown.remove();
  if (!first) return;
  const hint = hintOf(area, first);
  // Above the field: below it a keyboard or the bar of the card would cover it.
  area.parentNode.insertBefore(hint, area);
  keepInSight(hint);
  announce(hint.querySelector("p").textContent);
}

/* Moves the page no further than needed, and only if the hint is out of sight. */
function keepInSight(hint) {
  const { top, bottom } = hint.getBoundingClientRect();
  const height = window.visualViewport ? window.visualViewport.height : window.innerHeight;
  if (top < 0 || bottom > height) hint.scrollIntoView({ block: "start" });
}

function hintOf(area, { look, what }) {
  const hint = make("div", "pointing");
  hint.dataset.hint = what;
  hint.appendChild(make("p", "", sentence("looks-like-" + look, { what })));
  const choices = make("p", "choices");
  choices.appendChild(button("leave-out", () => settle(area, hint, () => leaveOut(area, what))));
  choices.appendChild(button("leave-in", () => settle(area, hint, () => leaveIn(area, what))));
  hint.appendChild(choices);
  return hint;
}

function button(name, act) {
  const made = make("button", "link", sentence(name));
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function settle(area, hint, act) {
  const question = area.closest("[data-question]");
  act();
  hint.remove();
  area.focus();
  point(question);
}

function leaveOut(area, what) {
  area.value = area.value.split(what).join(" ").replace(/ {2,}/g, " ").trim();
  area.dispatchEvent(new Event("input", { bubbles: true }));
  announce(sentence("left-out"));
}

function leaveIn(area, what) {
  leftIn.set(area, (leftIn.get(area) || []).concat(what));
}
