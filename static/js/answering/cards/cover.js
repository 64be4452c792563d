/* What others must not see: "cover" on every card, and sensitive questions that close behind the
   child. The answers stay in their controls; only the sight of them goes. */

import { valuesOf } from "../page/answers.js";
import { fill } from "../kinds/registry.js";
import { announce, focusHeading, make, sentence } from "../page/page.js";

/* ------------------------------------------------------------------ cover */

/* `covered`: the cards that are, as the memory keeps them. */
export function drawCover(button, card, covered) {
  const isCovered = Boolean(covered[card.dataset.card]);
  card.classList.toggle("covered", isCovered);
  button.querySelector("[data-word]").textContent = sentence(isCovered ? "uncover" : "cover");
}

/* ------------------------------------------------------------------ closed behind the child */

/* What the server refused stays open: there is something to see about it. */
export function closeBehind(question) {
  const stays = question.querySelector(".behind, .words .error:not([data-cap])");
  if (stays || !valuesOf(question).length) return;
  const behind = make("div", "behind");
  const heading = make("h2", "", question.querySelector("[data-heading]").textContent);
  heading.tabIndex = -1;
  heading.dataset.heading = "";
  const again = make("button", "button quiet", sentence("answer-again"));
  again.dataset.againFor = question.dataset.question;
  behind.append(heading, make("p", "", sentence("answered-already")), again);
  question.appendChild(behind);
  question.classList.add("closed");
}

export function reopen(question) {
  const behind = question.querySelector(".behind");
  if (behind) behind.remove();
  question.classList.remove("closed");
}

/* Answering again begins with nothing: what was answered is not shown. */
export function answerAgain(question) {
  reopen(question);
  fill(question, []);
  announce(sentence("emptied"));
  focusHeading(question);
}

/* ------------------------------------------------------------------ in the look back */

/* A covered answer, and the button that shows it. */
export function veiled(answer, ask) {
  const button = make("button", "link see", sentence("see"));
  button.dataset.see = "";
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-label", sentence("see") + ": " + ask);
  answer.classList.add("veil");
  answer.hidden = true;
  return button;
}

/* What is in sight here may be corrected: its card is open while it is. */
export function see(button) {
  const row = button.parentElement;
  const answer = row.querySelector(".veil");
  answer.hidden = !answer.hidden;
  button.setAttribute("aria-expanded", String(!answer.hidden));
  button.textContent = sentence(answer.hidden ? "see" : "hide");
  const { dataset, value } = row.querySelector("[data-to], [name=quote]");
  (answer.hidden ? closeBehind : reopen)(document.getElementById("q-" + (dataset.to || value)));
}
