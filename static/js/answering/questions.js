/* The page and the questions on it: its sentences, what is said aloud, panels over it, a page in its
   place; what is answered, which questions are asked, what each kind does when touched.
   One file, as each file of a first visit is a request. */

const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;
const SPACES = /[\t\v\f]/g;
const UNSTORABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

/* ------------------------------------------------------------------ the page */

export function sentence(name, blanks) {
  const words = document.getElementById("sentences").content.querySelector(`[data-sentence="${name}"]`);
  return filled(words.textContent, blanks);
}

export function filled(words, blanks) {
  return Object.keys(blanks || {}).reduce(
    (text, name) => text.split("{" + name + "}").join(blanks[name]), words);
}

export function announce(text) {
  const live = document.querySelector("[data-live]");
  // The same words twice are only spoken twice if they change in between.
  live.textContent = "";
  window.setTimeout(() => { live.textContent = text; }, 50);
}

export function taken(template) {
  return document.importNode(document.getElementById(template).content, true);
}

export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

export function focusHeading(place) {
  const heading = Array.from(place.querySelectorAll("[data-heading]"))
    .find((each) => each.getClientRects().length);
  window.scrollTo(0, 0);
  if (heading) heading.focus({ preventScroll: true });
}

/* A page that was fetched takes the place of this one, without a load: what is cached stays, and an
   answer of the server to a send can be shown whatever its status is. */
export function swap(other, address) {
  if (address) window.history.replaceState(null, "", address);
  closePanel();
  document.documentElement.classList.remove("steps");
  document.documentElement.lang = other.documentElement.lang;
  document.title = other.title;
  document.body.replaceWith(document.adoptNode(other.body));
  window.scrollTo(0, 0);
}

/* ------------------------------------------------------------------ panels, over the card */

let open = null;

export function openPanel(panel, onClose) {
  if (open) closePanel();
  open = { panel, onClose, from: document.activeElement };
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-modal", "true");
  panel.classList.add("open");
  document.documentElement.classList.add("covered");
  panel.querySelector("h2").focus({ preventScroll: true });
}

export function closePanel() {
  if (!open) return;
  const { panel, onClose, from } = open;
  open = null;
  panel.classList.remove("open");
  ["role", "aria-modal"].forEach((name) => panel.removeAttribute(name));
  document.documentElement.classList.remove("covered");
  if (from && document.contains(from)) from.focus({ preventScroll: true });
  if (onClose) onClose();
}

export function keepFocusInPanel(event) {
  if (!open) return;
  if (event.key === "Escape") return void closePanel();
  if (event.key !== "Tab") return;
  const stops = Array.from(open.panel.querySelectorAll("a[href], button"))
    .filter((each) => each.getClientRects().length);
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
  const outside = stops.indexOf(document.activeElement) < 0;
  if (document.activeElement !== edge && !(outside && event.shiftKey)) return;
  event.preventDefault();
  stops[event.shiftKey ? stops.length - 1 : 0].focus();
}

/* ------------------------------------------------------------------ answers */

export function questionsIn(place) {
  return Array.from(place.querySelectorAll("[data-question]"));
}

const controls = (question, selector) => Array.from(question.querySelectorAll(selector));

export function valuesOf(question) {
  const chosen = controls(question, "input:checked, select, textarea").map((each) => each.value);
  return chosen.filter((value) => value.trim());
}

export function fill(question, values) {
  controls(question, "input").forEach((input) => { input.checked = values.indexOf(input.value) >= 0; });
  controls(question, "select").forEach((select, place) => { select.value = values[place] || ""; });
  controls(question, "textarea").forEach((text) => { text.value = values[0] || ""; });
  refresh(question);
}

/* The answer as it is said back to the child: elements, a picture beside its word where there is one. */
export function spoken(question) {
  const asWritten = question.querySelector("textarea");
  if (asWritten) return valuesOf(question).map((text) => make("p", "written", text));
  return valuesOf(question).map((code) => {
    const word = question.querySelector(`input[value="${code}"] + label, [data-pick="${code}"]`);
    const said = make("p", "said");
    Array.from(word.children).forEach((child) => said.appendChild(child.cloneNode(true)));
    return said;
  });
}

/* ------------------------------------------------------------------ the path */

function conditions(question) {
  const rules = (question.getAttribute("data-ask-if") || "").split(";").filter(Boolean);
  return rules.map((rule) => {
    const [concept, codes] = rule.split(":");
    return { concept, codes: codes.split(",") };
  });
}

/* The questions that are asked, as surveys/path.py says: an answer counts only if its question is
   itself asked. */
export function asked(form) {
  const standing = {};
  return questionsIn(form).filter((question) => {
    const holds = conditions(question).every(({ concept, codes }) =>
      (standing[concept] || []).some((code) => codes.indexOf(code) >= 0));
    if (holds) standing[question.dataset.question] = valuesOf(question);
    return holds;
  });
}

/* ------------------------------------------------------------------ kinds */

export function lettersOver(question) {
  return lettersLeft(question) < 0;
}

function lettersLeft(question) {
  const limit = Number(question.dataset.maxLength);
  if (!limit) return 0;
  const text = question.querySelector("textarea").value
    .replace(LINE_ENDS, "\n").replace(SPACES, " ").replace(UNSTORABLE, "");
  return limit - Array.from(text.normalize("NFC").trim()).length;
}

function countLetters(question) {
  const left = lettersLeft(question);
  const count = question.querySelector("[data-count]");
  const name = (left < 0 ? "over" : "left") + (Math.abs(left) === 1 ? "-one" : "");
  const wasOver = count.classList.contains("error");
  count.textContent = sentence(name, { n: Math.abs(left) });
  count.classList.toggle("error", left < 0);
  question.querySelector("textarea").setAttribute("aria-invalid", String(left < 0));
  // Said at the border and near it, not at every letter.
  if (wasOver !== left < 0 || left === 20) announce(count.textContent);
}

function sayChosen(question, isOver) {
  const most = Number(question.dataset.atMost);
  const count = controls(question, "input:checked").length;
  const cap = question.querySelector("[data-cap]");
  cap.hidden = !most || !count;
  cap.classList.toggle("error", isOver);
  cap.textContent = sentence(isOver ? "at-most" : "chosen", { n: isOver ? most : count, of: most });
  return cap.hidden ? "" : cap.textContent;
}

function clearWhatExcludes(question, touched) {
  const alone = touched.hasAttribute("data-excludes");
  const leaving = controls(question, "input:checked")
    .filter((each) => each !== touched && (alone || each.hasAttribute("data-excludes")));
  leaving.forEach((each) => { each.checked = false; });
  return leaving.length > 0;
}

function choose(question, touched) {
  const most = Number(question.dataset.atMost);
  const hasCleared = touched.checked && clearWhatExcludes(question, touched);
  const isOver = Boolean(most) && controls(question, "input:checked").length > most;
  if (isOver) touched.checked = false;
  const said = sayChosen(question, isOver);
  announce(hasCleared ? sentence("alone") : said);
}

/* ---- order: tapped first, second, third; moved up and down by buttons. The selects hold the answer. */

function wordOf(question, code) {
  return question.querySelector(`[data-pick="${code}"] .word`).textContent;
}

function moveButton(question, code, move) {
  const button = make("button", "move " + move);
  button.type = "button";
  button.dataset.move = move;
  button.setAttribute("aria-label", sentence(move, { what: wordOf(question, code) }));
  return button;
}

function pickedRow(question, code, place, last) {
  const row = make("li");
  row.dataset.code = code;
  const words = make("span", "said");
  Array.from(question.querySelector(`[data-pick="${code}"]`).children)
    .forEach((child) => words.appendChild(child.cloneNode(true)));
  row.appendChild(words);
  if (place > 0) row.appendChild(moveButton(question, code, "up"));
  if (place < last) row.appendChild(moveButton(question, code, "down"));
  row.appendChild(moveButton(question, code, "take-out"));
  return row;
}

function drawOrder(question) {
  const codes = valuesOf(question);
  const rows = codes.map((code, place) => pickedRow(question, code, place, codes.length - 1));
  const picked = question.querySelector("[data-picked]");
  picked.textContent = "";
  rows.forEach((row) => picked.appendChild(row));
  const waiting = controls(question, "[data-to-pick] > li");
  waiting.forEach((row) => { row.hidden = codes.indexOf(row.dataset.code) >= 0; });
  question.querySelector("[data-ordering]").hidden = false;
  question.querySelector("[data-pick-next]").textContent =
    sentence(codes.length < waiting.length ? "pick-" + (codes.length + 1) : "picked-all");
}

function setOrder(question, codes) {
  controls(question, "select").forEach((select, place) => { select.value = codes[place] || ""; });
  drawOrder(question);
  question.dispatchEvent(new Event("change", { bubbles: true }));
}

function pick(question, code) {
  const codes = valuesOf(question).concat(code);
  setOrder(question, codes);
  announce(sentence("placed", { what: wordOf(question, code), n: codes.length }));
  const following = question.querySelector("[data-to-pick] > li:not([hidden]) button");
  (following || question.querySelector("[data-picked] button")).focus();
}

function move(question, code, way) {
  const codes = valuesOf(question);
  const place = codes.indexOf(code);
  codes.splice(place, 1);
  if (way === "take-out") {
    setOrder(question, codes);
    announce(sentence("taken-out", { what: wordOf(question, code) }));
    return void question.querySelector(`[data-pick="${code}"]`).focus();
  }
  const next = place + (way === "up" ? -1 : 1);
  codes.splice(next, 0, code);
  setOrder(question, codes);
  announce(sentence("placed", { what: wordOf(question, code), n: next + 1 }));
  const row = question.querySelector(`[data-picked] > [data-code="${code}"]`);
  (row.querySelector(`[data-move="${way}"]`) || row.querySelector("button")).focus();
}

function order(question, event) {
  const button = event.target.closest && event.target.closest("[data-pick], [data-move]");
  if (!button || event.type !== "click") return;
  if (button.dataset.pick) pick(question, button.dataset.pick);
  else move(question, button.closest("li").dataset.code, button.dataset.move);
}

/* ---- kind -> what happens when its question is touched, and when its answer was filled in */

const TOUCHED = {
  several: (question, event) => { if (event.type === "change") choose(question, event.target); },
  order,
  text: (question, event) => { if (event.type === "input") countLetters(question); },
};
const FILLED = { several: (question) => sayChosen(question, false), order: drawOrder, text: countLetters };

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
