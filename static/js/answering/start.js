/* The children's pages with JavaScript. Everything is imported before anything changes: if a module
   is missing, or this fails, the page stays the one long form that works without it. */

import { Journey } from "./cards/journey.js";
import { startColouring } from "./cards/coloring_page.js";
import { switchGuide } from "./cards/guide.js";
import { answerAgain, see } from "./cards/cover.js";
import { isOurs, isSentInPlace, otherVersion, sendInPlace } from "./page/page_loading.js";
import { leave, leaveOnThreeShifts } from "./page/quick_exit.js";
import { fetchCodewords, send } from "./sending/send.js";
import { Memory } from "./sending/tab_memory.js";
import { announce, closePanel, focusHeading, keepFocusInPanel, openPanel, sentence, swap, taken } from "./page/page.js";
import { QuietWatch } from "./cards/idle_timeout.js";
import { tried } from "./cards/quiz.js";
import { fetchSheets } from "./kinds/registry.js";
import { beginSpeaking } from "./speech/read_aloud.js";
import { forgetPast } from "./cards/undo.js";
import { afterGoodbye, isTablet, prepareTablet, stillKiosk, thankHere } from "./sending/tablet.js";

let journey = null;
let isSending = false;
const HELD = '[data-do]:not([data-do="cover"]), [data-to], [data-switch], [data-visit], [name="quote"]';

function begin() {
  const form = document.querySelector("form[data-answering]");
  document.documentElement.classList.add("scripted");
  journey = null;
  prepareTablet();
  startColouring();
  if (!form) return;
  const made = new Journey(form, new Memory(window.location.pathname));
  made.start();
  journey = made;
  fetchSheets(form);
}

function beginOrStayPlain() {
  try {
    begin();
  } catch (broken) {
    journey = null;
    document.documentElement.classList.remove("steps", "scripted");
    document.documentElement.classList.add("plain");
    document.querySelectorAll(".trail, [data-steps]").forEach((each) => each.remove());
    window.console.error(broken);
  }
}

/* ------------------------------------------------------------------ sending */

function setSending(button, isBusy) {
  isSending = isBusy;
  const words = button.querySelector(".only-steps");
  button.dataset.words = button.dataset.words || words.textContent;
  words.textContent = isBusy ? button.dataset.sending : button.dataset.words;
  button.setAttribute("aria-disabled", String(isBusy));
}

function sayNotSent(form, words) {
  const notSent = form.querySelector("[data-not-sent]");
  notSent.textContent = words;
  notSent.hidden = false;
  notSent.scrollIntoView({ block: "nearest" });
}

/* Meanwhile nothing leads away or changes an answer: the edit would vanish with this page. */
function sayWait() {
  const button = journey.form.querySelector('[data-do="send"]');
  announce(button.querySelector(".only-steps").textContent = sentence("wait"));
  button.scrollIntoView({ block: "nearest" });
}

async function sendOnce(button) {
  const { form, memory } = journey;
  form.querySelector("[data-not-sent]").hidden = true;
  if (journey.tooLong()) return void sayNotSent(form, sentence("too-long"));
  setSending(button, true);
  const outcome = await send(form, memory);
  isSending = false;
  // Whoever pressed "leave" or went quiet meanwhile sees nothing more of it.
  if (!document.contains(form)) return;
  if (outcome.again) return void showPage(outcome.again);
  if (outcome.thanks || outcome.kept || outcome.stored) return void thank(outcome, memory);
  setSending(button, false);
  button.dataset.words = button.querySelector(".only-steps").textContent = button.dataset.again;
  sayNotSent(form, outcome.words || sentence(outcome.sentence));
}

/* By a page, or by those words in the place of this one. */
function thank({ thanks, kept }, memory) {
  const { code } = memory;
  memory.forget();
  journey = null;
  if (thanks) showPage(thanks);
  else thankHere(code, kept);
  focusHeading(document);
  afterGoodbye();
}

function showPage(page, address) {
  swap(page, address);
  beginOrStayPlain();
}

/* ------------------------------------------------------------------ another language or age, no */

async function switchTo(button) {
  const address = stillKiosk(button.dataset.switch);
  try {
    showPage(await otherVersion(address), address);
  } catch (unreachable) {
    const words = sentence("not-switched");
    announce(words);
    sayBeside(button, words);
  }
}

function sayBeside(button, words) {
  const place = button.closest("[data-change]");
  const said = place.querySelector(".error") || place.appendChild(document.createElement("p"));
  said.className = "error";
  said.textContent = words;
}

function sayNo() {
  journey.memory.forget();
  journey = null;
  const main = document.getElementById("main");
  const words = taken("no");
  main.textContent = "";
  main.appendChild(words);
  main.dataset.page = "no";
  startColouring();
  focusHeading(main);
  afterGoodbye();
}

/* ------------------------------------------------------------------ what is pressed */

const DOES = {
  yes: () => {
    fetchCodewords(journey.form.dataset.codewords).catch(() => undefined);
    journey.next();
  },
  no: sayNo,
  next: () => journey.next(),
  back: () => journey.back(),
  skip: () => journey.skip(),
  undo: () => journey.undo(),
  send: sendOnce,
  cover: () => journey.cover(),
  dispute: (button) => journey.dispute(button.dataset.field),
  guide: () => switchGuide(journey.form, journey.memory),
};

function goAway() {
  const link = document.querySelector("[data-leave]");
  journey = null;
  if (link) leave(link.href);
}

/* Among our own pages the next one takes the place of this one; where a new tab is wanted, it may. */
function follow(event, link) {
  const isWantedElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
  if (link.href && isOurs(link) && !isWantedElsewhere) stop(event, () => window.location.replace(link.href));
}

function openAgain(question) {
  answerAgain(question);
  journey.remember(question);
  forgetPast(journey.here);
  journey.draw();
}

function tryOut(button) {
  tried(button);
  journey.draw();
}

const ACTS = {
  do: (name, button) => DOES[name](button),
  to: (concept) => journey.change(concept),
  switch: (_address, button) => switchTo(button),
  visit: (card) => journey.show(card),
  jump: (concept) => journey.jump(concept),
  try: (_name, button) => tryOut(button),
  againFor: (_concept, button) => openAgain(button.closest("[data-question]")),
};

function act(event, target) {
  if (!journey) return false;
  const name = Object.keys(ACTS).find((each) => target.dataset[each]);
  if (isSending && target.matches(HELD)) stop(event, sayWait);
  else if (name) stop(event, () => ACTS[name](target.dataset[name], target));
  else if (target.matches("[data-see]")) stop(event, () => see(target));
  else return false;
  return true;
}

function pressed(event) {
  const target = event.target.closest('a, button, [name="quote"]');
  if (!target) return;
  if (target.matches("[data-leave]")) return void stop(event, goAway);
  if (target.matches("[data-close]")) return void stop(event, closePanel);
  const help = document.querySelector('[data-panel="help"]');
  if (target.matches("[data-help]") && help) return void stop(event, () => openPanel(help));
  if (!act(event, target)) follow(event, target);
}

function stop(event, then) {
  event.preventDefault();
  then();
}

function touched(event) {
  if (journey && !isSending) journey.touched(event);
}

/* From here on the minutes count: the browser may throw the page away meanwhile. */
function putAside() {
  if (document.hidden && journey && journey.isStarted) journey.memory.save();
}

/* A link that acts as a button is pressed with the space bar too. */
function keyed(event) {
  keepFocusInPanel(event);
  if (event.key === " " && event.target.matches('a[role="button"]')) stop(event, () => event.target.click());
}

/* Enter in a field goes on to the next card; only the button sends. */
function submitted(event) {
  if (isSentInPlace(event.target)) return void stop(event, () => showAnswer(event.target));
  if (!journey || !event.target.matches("form[data-answering]")) return;
  event.preventDefault();
  if (journey.isStarted && journey.here.dataset.card !== "send") journey.next();
}

async function showAnswer(form) {
  try {
    const { page, address } = await sendInPlace(form);
    if (!document.contains(form)) return;
    if (address) return void window.location.replace(address);
    swap(page);
    document.getElementById("main").focus();
  } catch (unreachable) {
    form.submit();  // the browser says why
  }
}

/* The six words do not stay either; a tablet sees to that itself. */
function isToForget() {
  if (journey) return journey.isStarted && !isSending;
  return !isTablet() && Boolean(document.querySelector(".codewords"));
}

beginOrStayPlain();
document.addEventListener("click", pressed);
document.addEventListener("keydown", keyed);
document.addEventListener("submit", submitted);
["click", "change", "input"].forEach((sign) => document.addEventListener(sign, touched));
document.addEventListener("visibilitychange", putAside);
leaveOnThreeShifts(goAway);
new QuietWatch(isToForget, () => (journey ? journey.empty() : goAway()));
beginSpeaking();
