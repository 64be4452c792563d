/* stamps: a picture that is pressed appears in the scene, at the next place. */

import { controls } from "../page/answers.js";
import { announce, make, sentence } from "../page/page.js";
import { amountLeft, amountOf, setAmount, wordOfThing } from "./amounts.js";

const stampedOn = new WeakMap(); // question -> codes in the order stamped

/* What is stamped stays where it is: what is too many goes from the end, what is new comes last. */
function stampsOf(question) {
  const kept = stampedOn.get(question) || [];
  const codes = controls(question, "[data-stamp]").map((button) => button.dataset.stamp);
  codes.forEach((code) => {
    let over = kept.filter((each) => each === code).length - amountOf(question, code);
    for (; over > 0; over -= 1) kept.splice(kept.lastIndexOf(code), 1);
    for (; over < 0; over += 1) kept.push(code);
  });
  stampedOn.set(question, kept);
  return kept;
}

export function drawStamps(question) {
  const stamps = stampsOf(question);
  const left = amountLeft(question);
  question.querySelector("[data-stamping]").hidden = false;
  question.querySelector("[data-field]").classList.toggle("lively", stamps.length > 0);
  const places = question.querySelector("[data-stamped]");
  while (places.children.length > stamps.length) places.lastChild.remove();
  stamps.forEach((code, place) => drawStamp(question, places, code, place));
  question.querySelector("[data-left]").textContent =
    sentence(left === 1 ? "one-stamp-left" : left > 0 ? "stamps-left" : "no-stamps-left", { n: left });
  controls(question, "[data-stamp]").forEach((button) => drawButton(question, button, left));
}

function drawStamp(question, places, code, place) {
  const there = places.children[place];
  if (there && there.dataset.code === code) return;
  const row = make("li");
  row.dataset.code = code;
  row.appendChild(question.querySelector(`[data-thing="${code}"] .picture`).cloneNode(true));
  if (there) there.replaceWith(row);
  else places.appendChild(row);
}

function drawButton(question, button, left) {
  const number = amountOf(question, button.dataset.stamp);
  const shown = button.querySelector("[data-number]");
  shown.textContent = number;
  shown.hidden = !number;
  button.setAttribute("aria-disabled", String(left <= 0));
}

export function stamp(question, event) {
  const button = event.target.closest && event.target.closest("[data-stamp]");
  if (!button || event.type !== "click") return;
  const code = button.dataset.stamp;
  if (amountLeft(question) > 0) {
    setAmount(question, code, amountOf(question, code) + 1);
    drawStamps(question);
    announce(sentence("amount", { what: wordOfThing(question, code), n: amountOf(question, code) }));
  } else {
    announce(question.querySelector("[data-left]").textContent);
  }
}
