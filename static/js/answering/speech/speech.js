/* Saying it: one part after the other, the word that is heard lit up. It stops by `hush` alone. */

import { habits } from "./listening_preferences.js";
import { lightWord, putBack, spokenWordsIn } from "./word_highlight.js";
import { announce, make } from "../page/page.js";
import { play, playedShare, stopPlaying } from "./player.js";
import { listenWords } from "./page_pieces.js";
import { deviceVoice } from "./device_voices.js";

const PAUSED = /[.,;:!?…]$/;
const FULL_STOP = /[.!?…]$/;
const RATES = { voice: [0.95, 0.65], recording: [1, 0.75] };

export let talking = null; // what is being said: { parts, at, button }

export function hush() {
  if (!talking) return;
  const { button } = talking;
  talking = null;
  delete document.documentElement.dataset.speaking;
  if (deviceVoice) deviceVoice.cancel();
  stopPlaying();
  putBack();
  unmark();
  showSpeaking(button, false);
}

export function sayAloud(parts, button) {
  hush();
  if (!parts.length) return;
  forgetFailures();
  talking = { parts, at: 0, button };
  document.documentElement.dataset.speaking = "";
  showSpeaking(button, true);
  sayPart();
}

export function forgetFailures() {
  document.querySelectorAll(".listening .error").forEach((each) => each.remove());
}

/* What is left is said anew, at another speed. */
export function sayRestAnew() {
  if (talking) sayAloud(talking.parts.slice(talking.at), talking.button);
}

function unmark() {
  document.querySelectorAll(".saying").forEach((each) => each.classList.remove("saying"));
}

function sayPart() {
  const now = talking.parts[talking.at];
  if (!now) return void hush();
  unmark();
  if (now.element) {
    (now.element.closest(".choice") || now.element).classList.add("saying");
    bringIntoSight(now.element);
  }
  if (now.recorded) playRecording(now);
  else speakPieces(now, inPieces(now), 0);
}

function nextPart(mine) {
  if (talking !== mine) return;
  putBack();
  talking.at += 1;
  sayPart();
}

function bringIntoSight(element) {
  const { top, bottom } = element.getBoundingClientRect();
  if (top < 0 || bottom > window.innerHeight) element.scrollIntoView({ block: "nearest" });
}

/* Some devices never say that they ended, and a file may never come: the page would count as speaking,
   and what is written on it would not be forgotten in quiet minutes. */
function endAnyway(mine, isStill, count) {
  window.setTimeout(() => { if (talking === mine && isStill()) hush(); }, 15000 + 1500 * count);
}

/* ------------------------------------------------------------------ by a recording */

/* A file that does not come, or does not play, is said by the device where it can. */
function playRecording(now) {
  const mine = talking;
  const isStill = () => talking === mine && mine.parts[mine.at] === now;
  const failed = () => {
    if (!isStill()) return;
    now.recorded = null;
    if (now.spoken) speakPieces(now, inPieces(now), 0);
    else sayFailed(mine.button, listenWords.dataset.silent);
  };
  play(now.recorded.address, RATES.recording[Number(habits.slow)], () => nextPart(mine), failed);
  const list = spokenWordsIn(now.element);
  if (!now.isPlain) followRecording(() => isStill() && now.recorded, list);
  endAnyway(mine, isStill, list.length);
}

export function sayFailed(button, words) {
  hush();
  announce(words);
  const row = button.closest(".listening");
  if (row && !row.querySelector(".error")) row.appendChild(make("span", "error", words));
}

/* A recording does not tell its words: each gets time by its letters, and a pause after a comma. */
function followRecording(isStill, list) {
  const weights = list.map(({ text }) => text.length + (PAUSED.test(text) ? 6 : 2));
  const all = weights.reduce((sum, each) => sum + each, 0);
  const look = () => {
    if (!isStill()) return;
    const share = playedShare();
    let left = share * all;
    const word = list.find((each, place) => (left -= weights[place]) < 0);
    if (word && share) lightWord(word);
    window.requestAnimationFrame(look);
  };
  window.requestAnimationFrame(look);
}

/* ------------------------------------------------------------------ by the device's voice */

/* Sentence by sentence: some devices stop in the middle of a long text. */
function inPieces({ element, field }) {
  const list = element ? spokenWordsIn(element) : field.value.split(/\s+/).filter(Boolean).map((text) => ({ text }));
  const pieces = [[]];
  list.forEach((word) => {
    pieces[pieces.length - 1].push(word);
    if (FULL_STOP.test(word.text) || pieces[pieces.length - 1].length >= 30) pieces.push([]);
  });
  return pieces.filter((piece) => piece.length);
}

function speakPieces(now, pieces, at) {
  const mine = talking;
  const piece = pieces[at];
  if (!piece) return void nextPart(mine);
  const utterance = new window.SpeechSynthesisUtterance(piece.map(({ text }) => text).join(" "));
  utterance.voice = now.spoken;
  utterance.lang = now.spoken.lang;
  utterance.rate = RATES.voice[Number(habits.slow)];
  utterance.onboundary = (event) => { if (talking === mine && now.element) lightWord(wordAt(piece, event.charIndex)); };
  utterance.onend = () => { if (talking === mine) speakPieces(now, pieces, at + 1); };
  utterance.onerror = () => { if (talking === mine) hush(); };
  mine.utterance = utterance; // kept: a browser may collect one that nobody holds, and never say its end
  deviceVoice.speak(utterance);
  endAnyway(mine, () => mine.utterance === utterance, piece.length);
}

function wordAt(piece, place) {
  let end = -1;
  return piece.find(({ text }) => place <= (end += text.length + 1)) || piece[piece.length - 1];
}

/* ------------------------------------------------------------------ on its button */

const sayings = (name, what) => listenWords.dataset[name].split("{what}").join(what);

export function showSpeaking(button, isSpeaking) {
  if (!button) return;
  button.classList.toggle("speaking", isSpeaking);
  button.setAttribute("aria-label", sayings(isSpeaking ? "stop" : button.dataset.says, button.dataset.what));
  const word = button.querySelector("[data-word]");
  if (word) word.textContent = isSpeaking ? listenWords.dataset.stopWord : word.dataset.word;
}
