/* Read aloud: what is pressed, and when it stops. It begins on a press, on arrival only after a press
   (3 to 5 years, and the version with pictures and voice), and stops when the page becomes another
   one. A child's own words are spoken only where that is what is pressed. */

import { forgetHabits, habits, hasNewChild, keepHabits, rememberHabits } from "./listening_preferences.js";
import { ANSWERS, FIELDS, drawButtons, drawOwnWords, listenPlaces, wordOfChoice } from "./listen_buttons.js";
import { make } from "../page/page.js";
import { findListenWords, forgetVoices, listenWords, partOfField, partsOf, spokenPart } from "./page_pieces.js";
import { forgetFailures, hush, sayAloud, sayFailed, sayRestAnew, talking } from "./speech.js";
import { deviceVoice } from "./device_voices.js";

let pageBefore = "";
let inSight = []; // what could be read aloud when it was last looked

/* ------------------------------------------------------------------ what is pressed */

function readPressed(button) {
  if (talking && talking.button === button) return void hush();
  const field = button.dataset.says === "listenOwn" && button.parentNode.querySelector(FIELDS);
  habits.on = true;
  keepHabits();
  drawButtons();
  sayAloud(field ? [partOfField(field)].filter(Boolean) : partsPressed(button), button);
}

function partsPressed(button) {
  const choice = button.closest(ANSWERS);
  if (choice) return [wordOfChoice(choice)].filter(Boolean).map(spokenPart).filter(Boolean);
  const given = button.closest("[data-given] > li");
  return given ? partsOf(given, true) : partsOfAll([button.closest("[data-apart], [data-question], [data-card], .card, .sheet")]);
}

/* With a question also the way past it, where that is a picture. */
function partsOfAll(places) {
  const past = places.some((place) => place.matches("[data-question]")) ? document.querySelectorAll(".skip") : [];
  return places.concat(...past).reduce((parts, place) => parts.concat(partsOf(place)), []);
}

function slowPressed() {
  habits.slow = !habits.slow;
  keepHabits();
  drawButtons();
  sayRestAnew();
}

function filmPressed(button) {
  const row = button.closest("[data-listening]");
  const old = row.querySelector("video");
  hush();
  forgetFailures();
  if (old) return void old.remove();
  const film = make("video");
  film.onerror = () => sayFailed(button, listenWords.dataset.unseen);
  Object.assign(film, { src: button.dataset.film, controls: true, autoplay: true });
  film.setAttribute("playsinline", "");
  film.setAttribute("aria-label", button.textContent.trim());
  film.lang = button.lastChild.lang;
  row.appendChild(film);
  film.focus();
}

function versionPressed() {
  habits.pictured = habits.on = !habits.pictured;
  keepHabits();
  drawButtons(true);
  if (habits.pictured) readAloud(listenPlaces());
  else hush();
}

function readAloud(places) {
  const button = places.length && places[0].querySelector("[data-listening] [data-button]");
  if (button) sayAloud(partsOfAll(places), button);
}

/* A question that an answer opens is read too, and what the quiz says to a choice. */
function draw({ type, target }) {
  const before = inSight;
  drawButtons(!type);
  inSight = listenPlaces();
  const isWanted = habits.pictured || document.body.dataset.band === "3-5";
  if (!habits.on || !isWanted) return;
  const tries = target && target.closest(".tries");
  const told = tries && tries.nextElementSibling.querySelector("[data-button]");
  if (told) readPressed(told);
  else if (type !== "click") readAloud(inSight.filter((place) => before.indexOf(place) < 0));
}

function listenPressed(event) {
  const target = event.target.closest("a, button");
  if (!target) return;
  const pressed = [["[data-button=listen], [data-button=choice]", readPressed], ["[data-slow]", slowPressed],
    ["[data-film]", filmPressed], ["[data-pictured]", versionPressed]].find(([selector]) => target.matches(selector));
  if (!pressed) return void hush();
  event.preventDefault();
  event.stopPropagation();
  pressed[1](target);
}

/* ------------------------------------------------------------------ when the page becomes another one */

function cardArrived() {
  hush();
  if (hasNewChild()) forgetHabits();
  inSight = [];
  draw({});
}

function pageArrived() {
  hush();
  const main = document.querySelector("main");
  if (!findListenWords() || !main) return;
  if (["thanks", "no"].indexOf(pageBefore) >= 0 && main.dataset.page === "questionnaire") forgetHabits();
  pageBefore = main.dataset.page;
  keepHabits();
  new MutationObserver(cardArrived).observe(main, { attributes: true, attributeFilter: ["data-here", "data-page"] });
  main.addEventListener("input", ({ target }) => { if (target.matches(FIELDS)) drawOwnWords(target); });
  cardArrived();
}

/* The body is another one, or a panel was opened or closed. */
function rootChanged(changes) {
  if (changes.some(({ type }) => type === "childList")) return void pageArrived();
  const isCovered = document.documentElement.classList.contains("covered");
  if (isCovered === Boolean(rootChanged.wasCovered)) return;
  rootChanged.wasCovered = isCovered;
  hush();
  drawButtons();
}

export function beginSpeaking() {
  rememberHabits();
  pageArrived();
  new MutationObserver(rootChanged).observe(document.documentElement, { childList: true, attributes: true, attributeFilter: ["class"] });
  document.addEventListener("click", listenPressed, true);
  ["click", "change"].forEach((sign) => document.addEventListener(sign, draw)); // when it was answered
  document.addEventListener("visibilitychange", () => { if (document.hidden) hush(); });
  window.addEventListener("pagehide", hush);
  if (deviceVoice) deviceVoice.onvoiceschanged = () => { forgetVoices(); drawButtons(); };
}
