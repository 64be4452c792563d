/* stones: ten stones shared by + and -; how many are left is drawn, and said. */

import { controls } from "../page/answers.js";
import { announce, make, sentence } from "../page/page.js";
import { amountLeft, amountOf, setAmount, wordOfThing } from "./amounts.js";

function drawHeap(heap, number) {
  heap.textContent = "";
  for (let stone = 0; stone < number; stone += 1) heap.appendChild(make("i"));
}

const leftWords = (left) => sentence(left === 1 ? "one-stone-left" : left ? "stones-left" : "no-stones-left", { n: left });

export function drawStones(question) {
  const left = amountLeft(question);
  question.querySelector("[data-sharing]").hidden = false;
  question.querySelector("[data-left]").textContent = leftWords(Math.max(left, 0));
  drawHeap(question.querySelector("[data-pile]"), left);
  controls(question, "[data-share]").forEach((row) => {
    const number = amountOf(question, row.dataset.share);
    drawHeap(row.querySelector("[data-heap]"), number);
    row.querySelector("[data-number]").textContent = number;
    row.querySelector(".less").setAttribute("aria-disabled", String(!number));
    row.querySelector(".more").setAttribute("aria-disabled", String(left <= 0));
  });
}

export function share(question, event) {
  const button = event.target.closest && event.target.closest("[data-step]");
  if (!button || event.type !== "click") return;
  const code = button.closest("[data-share]").dataset.share;
  if (button.getAttribute("aria-disabled") !== "true") {
    setAmount(question, code, amountOf(question, code) + Number(button.dataset.step));
    drawStones(question);
  }
  const said = sentence("amount", { what: wordOfThing(question, code), n: amountOf(question, code) });
  announce(said + " " + leftWords(amountLeft(question)));
}
