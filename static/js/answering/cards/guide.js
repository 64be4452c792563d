/* The guide can be sent away from ten on. Kept with the answers in this tab, and forgotten with them. */

import { sentence } from "../page/page.js";

const GUIDE = "-guide";  // no question has such a name

export function switchGuide(form, memory) {
  memory.answers[GUIDE] = memory.answers[GUIDE] ? "" : "away";
  memory.save();
  drawGuide(form, memory);
}

export function drawGuide(form, memory) {
  const button = form.querySelector('[data-do="guide"]');
  const isAway = Boolean(button && memory.answers[GUIDE]);
  document.documentElement.classList.toggle("no-guide", isAway);
  if (button) button.textContent = sentence(isAway ? "with-guide" : "without-guide");
}
