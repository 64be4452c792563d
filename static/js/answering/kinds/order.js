/* order: tapped first, second, third; moved up and down by buttons. The selects hold the answer. */

import { controls, valuesOf } from "../page/answers.js";
import { announce, make, sentence } from "../page/page.js";

function wordOf(question, code) {
  return question.querySelector(`[data-pick="${code}"] .word`).textContent;
}

function moveButton(question, code, way) {
  const button = make("button", "move " + way);
  button.dataset.move = way;
  button.setAttribute("aria-label", sentence(way, { what: wordOf(question, code) }));
  return button;
}

function pickedRow(question, code, place, last) {
  const row = make("li");
  row.dataset.code = code;
  const words = make("span", "said");
  words.append(...question.querySelector(`[data-pick="${code}"]`).cloneNode(true).children);
  row.appendChild(words);
  if (place > 0) row.appendChild(moveButton(question, code, "up"));
  if (place < last) row.appendChild(moveButton(question, code, "down"));
  row.appendChild(moveButton(question, code, "take-out"));
  return row;
}

export function drawOrder(question) {
  const codes = valuesOf(question);
  const rows = codes.map((code, place) => pickedRow(question, code, place, codes.length - 1));
  const picked = question.querySelector("[data-picked]");
  picked.textContent = "";
  picked.append(...rows);
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

export function order(question, event) {
  const button = event.target.closest && event.target.closest("[data-pick], [data-move]");
  if (!button || event.type !== "click") return;
  if (button.dataset.pick) pick(question, button.dataset.pick);
  else move(question, button.closest("li").dataset.code, button.dataset.move);
}
