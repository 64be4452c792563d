/* After a no: a drawing that is coloured by pressing its parts. Nothing of it is kept or sent. */

import { announce, filled, focusHeading, make } from "../page/page.js";

export function startColouring() {
  const game = document.querySelector("main [data-colouring]");
  if (!game) return;
  game.hidden = false;
  game.parentElement.querySelector("[data-goodbye]").hidden = true;
  drawnParts(game).forEach((part) => { part.dataset.part = part.getAttribute("aria-label"); });
  drawPainted(game);
  game.addEventListener("click", (event) => pressedIn(game, event.target));
  game.addEventListener("keydown", (event) => {
    const isPress = event.key === "Enter" || event.key === " ";
    if (!isPress || !event.target.matches("[data-part]")) return;
    event.preventDefault();
    pressedIn(game, event.target);
  });
}

const drawnParts = (game) => Array.from(game.querySelectorAll("[data-part]"));

function pressedIn(game, target) {
  const part = target.closest("[data-part]");
  const button = target.closest("button");
  if (part) paint(game, part);
  else if (button && button.dataset.colour) chooseColour(game, button);
  else if (button && button.matches("[data-blank]")) wipe(game);
  else if (button) sayGoodbye(game);
}

function chooseColour(game, chosen) {
  game.querySelectorAll("[data-colour]").forEach((each) =>
    each.setAttribute("aria-pressed", String(each === chosen)));
}

function paint(game, part) {
  const chosen = game.querySelector('[data-colour][aria-pressed="true"]');
  const told = filled(game.dataset.painted, { part: part.dataset.part, colour: chosen.textContent });
  part.setAttribute("class", chosen.dataset.colour);
  part.setAttribute("aria-label", told);
  announce(told);
  drawPainted(game);
}

function wipe(game) {
  drawnParts(game).forEach((part) => {
    part.removeAttribute("class");
    part.setAttribute("aria-label", part.dataset.part);
  });
  drawPainted(game);
}

/* As many stones as parts, so that the page looks like the others from afar. */
function drawPainted(game) {
  const stones = game.querySelector("[data-stones]");
  const painted = game.querySelectorAll("[data-part][class]").length;
  stones.textContent = "";
  drawnParts(game).forEach((_part, place) =>
    stones.appendChild(make("li", place < painted ? "done" : place === painted ? "here" : "ahead")));
}

function sayGoodbye(game) {
  const card = game.parentElement;
  game.remove();
  card.querySelector("[data-goodbye]").hidden = false;
  focusHeading(card);
}
