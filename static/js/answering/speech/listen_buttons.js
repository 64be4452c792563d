/* The buttons that read aloud: drawn where something can be said, taken away where it no longer can. */

import { habits } from "./listening_preferences.js";
import { make } from "../page/page.js";
import { isInSight, listenWords, partOfField, partsOf, spokenPart } from "./page_pieces.js";
import { Shelf, saidIn } from "./recordings.js";
import { showSpeaking, talking } from "./speech.js";

export const ANSWERS = ".choice, [data-to-pick] > li, [data-in-hand], .basket, .share, .stamp-set > li, .tries > span, .checked";
export const FIELDS = '[data-question] textarea, [data-question] input[type="text"]';

const copied = (template) => listenWords.content.querySelector(`[data-button="${template}"]`).cloneNode(true);

function listenButton(template, says, what) {
  const button = copied(template);
  Object.assign(button.dataset, { says, what, listening: "" });
  showSpeaking(button, false);
  return button;
}

function headingOf(place) {
  return Array.from(place.querySelectorAll("[data-heading], h1, h2, [data-apart] h3")).find(isInSight);
}

/* What is read with one press: the questions in sight (of a closed one what stands in its place), a card
   without questions, a page, a panel. */
export function listenPlaces() {
  const seen = (selector) => Array.from(document.querySelectorAll(selector)).filter(isInSight);
  const questions = seen(".here [data-question]").map((question) => question.querySelector(".behind") || question);
  return (questions.length ? questions : seen("main .card").slice(0, 1)).concat(seen(".open .sheet"));
}

let isListener = false; // as the card came: nothing on it moves at a first press

/* Draws what is missing and takes away what can no longer be said, so it can be called at any time. */
export function drawButtons(hasCome) {
  if (!listenWords) return;
  if (hasCome) isListener = habits.on;
  listenPlaces().forEach((place) => {
    drawListening(place);
    place.querySelectorAll(FIELDS).forEach(drawOwnWords);
  });
  document.querySelectorAll(".here [data-apart]").forEach(drawListening);
  drawChoices();
  document.querySelectorAll("[data-given] > li").forEach(drawGiven);
  document.querySelectorAll("[data-slow]").forEach(drawSlow);
  drawVersion();
}

function drawListening(place) {
  const heading = headingOf(place);
  const old = place.querySelector("[data-listening]");
  const parts = heading ? partsOf(place) : [];
  if (!parts.length) return void (old && old.remove());
  if (old) return;
  const row = make("div", "listening");
  row.dataset.listening = "";
  row.appendChild(listenButton("listen", "listenTo", saidIn(heading)));
  // On most cards it has its place below, where nothing gives way to it.
  if (place.matches(".sheet") || !document.querySelector("[data-tools]:not([hidden]) [data-slow]")) row.appendChild(copied("slow"));
  addFilms(row, saidIn(heading));
  // A voice says once that it is a machine's: on the first card, on pages and in Help.
  const isSynthetic = parts.some(({ recorded }) => recorded && recorded.isSynthetic);
  if (isSynthetic && !place.closest("[data-card]:not(.assent)")) row.appendChild(make("span", "small", listenWords.dataset.synthetic));
  (heading.closest("legend") || heading).insertAdjacentElement("afterend", row);
}

function drawSlow(slow) {
  slow.setAttribute("aria-pressed", String(habits.slow));
  slow.hidden = !habits.on || !document.querySelector("[data-button=listen]");
}

function addFilms(row, what) {
  listenWords.content.querySelectorAll("[data-film]").forEach((each) => {
    const film = new Shelf(each, "video").of(what);
    if (film) row.appendChild(each.cloneNode(true)).dataset.film = film.address;
  });
}

/* A small button beside each choice: from ten years on only for who listens. */
function drawChoices() {
  const isYoung = /^[36]/.test(document.body.dataset.band) || listenWords.dataset.heardOnly;
  document.querySelectorAll(".here").forEach((card) =>
    card.querySelectorAll(ANSWERS).forEach((choice) => drawChoice(choice, isYoung || isListener)));
}

function drawChoice(choice, isOffered) {
  const word = wordOfChoice(choice);
  const old = choice.querySelector(":scope > [data-listening]");
  const wanted = word && isOffered && spokenPart(word);
  if (!wanted && old) old.remove();
  choice.classList.toggle("with-listen", Boolean(wanted));
  if (wanted) putListenButton(word, old || listenButton("choice", "listenTo", ""));
}

function putListenButton(word, button) {
  const before = word.closest("button, label") || word.closest(".thing") || word;
  button.dataset.what = saidIn(word);
  if (!talking || talking.button !== button) showSpeaking(button, false);
  if (before.nextSibling !== button) before.insertAdjacentElement("afterend", button);
}

export function wordOfChoice(choice) {
  return Array.from(choice.querySelectorAll(".word")).find((word) => isInSight(word) && saidIn(word));
}

export function drawOwnWords(field) {
  const old = field.parentNode.querySelector('[data-says="listenOwn"]');
  const wanted = field.value.trim() && partOfField(field);
  if (old) return void (old.hidden = !wanted);
  if (!wanted) return;
  const button = listenButton("listen", "listenOwn", "");
  const word = button.querySelector("[data-word]");
  word.textContent = word.dataset.word = listenWords.dataset.listenOwn;
  field.insertAdjacentElement("afterend", button);
}

function drawGiven(row) {
  const heading = row.querySelector("h3, h2");
  if (row.querySelector("[data-listening], .nothing") || !heading || !partsOf(row, true).length) return;
  row.appendChild(listenButton("choice", "listenTo", saidIn(heading)));
}

/* "I want the version with pictures and voice": shown where it would change something. */
function drawVersion() {
  const link = document.querySelector("[data-pictured]");
  if (!link) return;
  const hasVoice = Boolean(document.querySelector(".here [data-listening]"));
  link.hidden = !hasVoice && !document.querySelector(".spare");
  link.setAttribute("aria-pressed", String(habits.pictured));
  link.textContent = link.dataset[habits.pictured ? "without" : hasVoice ? "withVoice" : "pictured"];
}
