/* The map of a journey: where one is, what lies behind and what ahead. A place that was seen leads
   back to its first card. Drawn on arrival, as the stones are. */

import { filled } from "../page/page.js";

let stops = [];

/* Out of the long form, into the trail, where it takes the room of the stones. */
export function takeMap(form, trail) {
  const map = form.querySelector("[data-map]");
  stops = Array.from(form.querySelectorAll("[data-spot]"));
  if (!map) return;
  trail.classList.add("mapped");
  trail.appendChild(map);
}

/* `way` are the cards of the path, `seen` the ids of those that were on the screen. */
export function drawMap(trail, way, here, seen) {
  const map = trail.querySelector("[data-map]");
  if (!map) return;
  const at = cardsByPlace(way);
  const list = map.querySelector("ol");
  list.textContent = "";
  stops.filter((stop) => at[stop.dataset.spot]).forEach((stop) => {
    const cards = at[stop.dataset.spot];
    drawStop(list.appendChild(stop), cards.find((id) => seen.indexOf(id) >= 0), cards.indexOf(here) >= 0);
    if (stop.className === "here") sayWhere(map, stop);
  });
  map.open = false;
}

/* A card that says no place is where the card before it is. */
function cardsByPlace(way) {
  const at = {};
  let place = stops[0].dataset.spot;
  way.forEach((card) => {
    place = card.dataset.place || place;
    at[place] = (at[place] || []).concat(card.dataset.card);
  });
  return at;
}

function drawStop(stop, first, isHere) {
  const link = stop.querySelector("a");
  stop.className = isHere ? "here" : first ? "done" : "ahead";
  stop.querySelector("[data-state]").textContent = stop.parentNode.dataset[stop.className];
  link.removeAttribute("href");
  delete link.dataset.visit;
  if (!first) return;
  link.href = "#card-" + first;
  link.dataset.visit = first;
}

function sayWhere(map, stop) {
  const words = map.querySelector("[data-at]");
  words.textContent = filled(words.dataset.words, { place: stop.querySelector(".named").textContent });
  const sight = map.querySelector("[data-sight]");
  sight.textContent = "";
  sight.appendChild(stop.querySelector("svg").cloneNode(true));
}
