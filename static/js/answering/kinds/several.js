/* several: a cap, and choices that stand alone. */

import { controls } from "../page/answers.js";
import { announce, sentence } from "../page/page.js";

export function sayChosen(question, isOver) {
  const most = Number(question.dataset.atMost);
  const count = controls(question, "input:checked").length;
  const cap = question.querySelector("[data-cap]");
  if (!cap) return "";  // as many as one likes
  cap.hidden = false;
  cap.classList.toggle("error", isOver);
  cap.textContent = count ? sentence(isOver ? "at-most" : "chosen", { n: isOver ? most : count, of: most }) : "";
  return cap.textContent;
}

function clearWhatExcludes(question, touched) {
  const alone = touched.hasAttribute("data-excludes");
  const leaving = controls(question, "input:checked")
    .filter((each) => each !== touched && (alone || each.hasAttribute("data-excludes")));
  leaving.forEach((each) => { each.checked = false; });
  return leaving.length > 0;
}

export function choose(question, touched) {
  const most = Number(question.dataset.atMost);
  const hasCleared = touched.checked && clearWhatExcludes(question, touched);
  const isOver = Boolean(most) && controls(question, "input:checked").length > most;
  if (isOver) touched.checked = false;
  const said = sayChosen(question, isOver);
  announce(hasCleared ? sentence("alone") : said);
}
