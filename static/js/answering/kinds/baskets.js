/* baskets: one thing after another is in hand; a basket that is pressed takes it; a thing in a basket
   that is pressed comes back into the hand. The lists hold the answer. */

import { controls, valuesOf } from "../page/answers.js";
import { announce, make, sentence } from "../page/page.js";
import { wordOfThing } from "./amounts.js";

const inHand = new WeakMap(); // question -> code of what was taken out last

const wordOfBasket = (question, code) => question.querySelector(`[data-put="${code}"] .word`).textContent;

const listFor = (question, item) => question.querySelector(`select[data-of="${item}"]`);

/* What was taken out, or the first thing that lies in no basket. */
function thingInHand(question) {
  const open = controls(question, "select[data-of]").filter((list) => !list.value).map((list) => list.dataset.of);
  const taken = inHand.get(question);
  return open.indexOf(taken) >= 0 ? taken : open[0];
}

function drawBaskets(question) {
  const hand = thingInHand(question);
  question.querySelector("[data-sorting]").hidden = false;
  controls(question, "[data-thing]").forEach((thing) => { thing.hidden = thing.dataset.thing !== hand; });
  question.querySelector("[data-all-sorted]").hidden = Boolean(hand);
  controls(question, "[data-inside]").forEach((inside) => { inside.textContent = ""; });
  valuesOf(question).forEach((value) => drawInside(question, ...value.split(":")));
  controls(question, "[data-put]").forEach((button) => nameBasket(question, button, hand));
}

/* Filled by a program, maybe for another child: nothing was taken out. */
export function drawBasketsAnew(question) {
  inHand.delete(question);
  drawBaskets(question);
}

function nameBasket(question, button, hand) {
  const basket = wordOfBasket(question, button.dataset.put);
  const name = hand ? sentence("put-into", { what: wordOfThing(question, hand), where: basket }) : basket;
  button.setAttribute("aria-label", name);
  button.setAttribute("aria-disabled", String(!hand));
}

function drawInside(question, item, basket) {
  const button = make("button", "inside-thing");
  button.dataset.takeOut = item;
  button.append(...question.querySelector(`[data-thing="${item}"]`).cloneNode(true).children);
  button.setAttribute("aria-label", sentence("take-from", {
    what: wordOfThing(question, item), where: wordOfBasket(question, basket),
  }));
  const row = make("li");
  row.appendChild(button);
  question.querySelector(`[data-basket="${basket}"] [data-inside]`).appendChild(row);
}

function putItem(question, item, basket) {
  listFor(question, item).value = basket && item + ":" + basket;
  drawBaskets(question);
  question.dispatchEvent(new Event("change", { bubbles: true }));
}

const nowInHand = (question) => {
  const hand = thingInHand(question);
  return hand ? sentence("now-in-hand", { what: wordOfThing(question, hand) })
    : question.querySelector("[data-all-sorted]").textContent;
};

/* The focus stays on the basket: pressing on sorts on. */
function putInto(question, basket) {
  const item = thingInHand(question);
  const where = wordOfBasket(question, basket);
  if (item) putItem(question, item, basket);
  announce((item ? sentence("lies-in", { what: wordOfThing(question, item), where }) + " " : "") + nowInHand(question));
}

function takeOut(question, item) {
  const basket = listFor(question, item).value.split(":")[1];
  inHand.set(question, item);
  putItem(question, item, "");
  announce(nowInHand(question));
  question.querySelector(`[data-put="${basket}"]`).focus();
}

export function sortInto(question, event) {
  const button = event.target.closest && event.target.closest("[data-put], [data-take-out]");
  if (!button || event.type !== "click") return;
  if (button.dataset.put) putInto(question, button.dataset.put);
  else takeOut(question, button.dataset.takeOut);
}
