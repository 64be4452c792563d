// An opened drawing: painted element by element out of what its grammar allows, never as markup.
import { paintSheet, sheet } from "../../answering/drawing/picture.js";

export function show({ picture }) {
  const place = document.getElementById("drawing");
  if (!place || !picture) return;
  const paper = sheet();
  paintSheet(paper, picture, place.dataset.pictures);
  paper.setAttribute("role", "img");
  paper.setAttribute("aria-label", place.dataset.name);
  place.replaceChildren(paper);
  place.hidden = false;
}

export function clear() {
  const place = document.getElementById("drawing");
  if (!place) return;
  place.hidden = true;
  place.replaceChildren();
}
