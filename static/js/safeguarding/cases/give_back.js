// Giving a text back: each word can be hidden or shown, so nobody can change what a child said.
// What is sent is the redacted text as the program made it, and as the officer left it.
import { inUnits, redacted } from "./redaction.js";

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’_@.+-]*[\p{L}\p{N}\p{M}_]|[\p{L}\p{N}@]/gu;

let told = null;
let spans = []; // { start, end, shown, own }: UTF-16 places in the text; own: hidden by the officer
let program = []; // the spans as the program made them

export function show(opened) {
  const section = document.getElementById("returning");
  if (!section || !canComeBack(opened)) return;
  told = opened;
  program = told.hidden.map((each) => ({ ...inUnits(told.text, each), own: false }));
  spans = [...program];
  section.querySelector("#hiding").lang = section.querySelector("#after").lang = told.language;
  const when = isUnread() ? "unread" : isHeld() ? "held" : "out";
  for (const said of section.querySelectorAll("[data-when]")) said.hidden = said.dataset.when !== when;
  const words = section.querySelector("#hiding");
  words.addEventListener("click", turn);
  words.addEventListener("keydown", walk);
  section.querySelector("#give-back").addEventListener("submit", send);
  draw();
  section.hidden = false;
}

export function clear() {
  told = null;
  spans = program = [];
  const section = document.getElementById("returning");
  if (!section) return;
  section.hidden = true;
  for (const id of ["hiding", "after", "changes"]) document.getElementById(id).replaceChildren();
  for (const field of section.querySelectorAll("#give-back input[type=hidden]:not([name=csrf_token])")) field.value = "";
}

// A case from before texts could be given back has no question's name; one that left needs a mark.
function canComeBack(opened) {
  return Boolean(opened.concept) && (isHeld(opened) || Boolean(opened.mark));
}

// In a language that no program here reads; also where an officer made it urgent since.
function isUnread() {
  return told.level === "unread";
}

// Is it still among the answers? It was when the case was sealed, and left if an officer made it
// urgent since.
function isHeld(opened = told) {
  return opened.kept && !("madeUrgent" in document.getElementById("returning").dataset);
}

// ---- what stands where: words, signs between them, what is hidden

function pieces() {
  const found = [];
  let last = 0;
  for (const span of spans) {
    found.push(...plain(last, span.start), { ...span, isHidden: true });
    last = span.end;
  }
  return [...found, ...plain(last, told.text.length)];
}

function plain(from, to) {
  const found = [];
  let last = from;
  for (const match of told.text.slice(from, to).matchAll(WORD)) {
    const start = from + match.index;
    if (start > last) found.push({ start: last, end: start, isGap: true });
    last = start + match[0].length;
    found.push({ start, end: last });
  }
  if (to > last) found.push({ start: last, end: to, isGap: true });
  return found;
}

// ---- hiding and showing

function turn(press) {
  const button = press.target.closest("button");
  if (!button) return;
  const start = Number(button.dataset.start);
  const known = spans.find((span) => span.start === start);
  if (known) spans = spans.filter((span) => span !== known);
  else hide(start, Number(button.dataset.end));
  draw(start);
}

function hide(start, end) {
  const kind = document.getElementById("hide-as").value;
  spans.push(named({ start, end, own: true, kind }));
  spans.sort((one, other) => one.start - other.start);
  join();
}

// What the program had hidden just so is as it was; anything else gets a placeholder.
function named(span) {
  const same = program.find(({ start, end }) => start === span.start && end === span.end);
  return same ?? { ...span, shown: placeholder(span) };
}

// Two hidden words of one kind with nothing but spaces between them are one detail.
function join() {
  for (let at = spans.length - 1; at > 0; at -= 1) {
    const [one, other] = [spans[at - 1], spans[at]];
    const isBeside = /^\s+$/.test(told.text.slice(one.end, other.start));
    if (!one.own || !other.own || one.kind !== other.kind || !isBeside) continue;
    spans.splice(at - 1, 2);
    spans.splice(at - 1, 0, named({ ...one, end: other.end }));
  }
}

// The same detail gets the same placeholder, another one of its kind the next number.
function placeholder({ start, end, kind }) {
  const known = JSON.parse(document.getElementById("returning").dataset.placeholders);
  const word = (known[told.language] ?? known.es)[kind];
  const said = told.text.slice(start, end).toLowerCase();
  const others = [...program, ...spans].filter((span) => span.shown?.startsWith(`[${word}`));
  const same = others.find((span) => told.text.slice(span.start, span.end).toLowerCase() === said);
  if (same) return same.shown;
  const numbers = others.map((span) => Number(span.shown.match(/ (\d+)\]$/)?.[1] ?? 1));
  return numbers.length ? `[${word} ${Math.max(...numbers) + 1}]` : `[${word}]`;
}

// ---- what is seen

function draw(focused) {
  const place = document.getElementById("hiding");
  place.replaceChildren(...pieces().map(drawn));
  const buttons = [...place.querySelectorAll("button")];
  const here = buttons.findLast((button) => Number(button.dataset.start) <= (focused ?? -1));
  for (const button of buttons) button.tabIndex = -1;
  if (buttons.length) (here ?? buttons[0]).tabIndex = 0;
  if (focused !== undefined) (here ?? buttons[0])?.focus();
  document.getElementById("after").textContent = redacted(told.text, spans);
  sayChanges();
}

function drawn(piece) {
  const words = told.text.slice(piece.start, piece.end);
  if (piece.isGap) return document.createTextNode(words);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link word";
  button.dataset.start = piece.start;
  button.dataset.end = piece.end;
  button.setAttribute("aria-pressed", String(Boolean(piece.isHidden)));
  const said = document.createElement(piece.isHidden ? "s" : "span");
  said.textContent = words;
  button.append(said);
  if (piece.isHidden) button.append(` ${piece.shown}`);
  if (piece.own || (!piece.isHidden && wasHidden(piece))) button.classList.add("changed");
  return button;
}

function wasHidden({ start, end }) {
  return program.some((span) => span.start < end && start < span.end);
}

function sayChanges() {
  const place = document.getElementById("changes");
  const own = spans.filter((span) => span.own).map((span) => span.shown);
  const back = program
    .filter((span) => !spans.includes(span))
    .map((span) => told.text.slice(span.start, span.end));
  const said = [];
  if (own.length) said.push(`${place.dataset.hidden} ${own.join(", ")}.`);
  if (back.length) said.push(`${place.dataset.restored} ${back.join(", ")}.`);
  place.textContent = said.join(" ") || place.dataset.none;
}

// One stop of the tabulator for the whole text; arrows go from word to word.
function walk(press) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[press.key];
  if (!step) return;
  const buttons = [...press.currentTarget.querySelectorAll("button")];
  const next = buttons[buttons.indexOf(document.activeElement) + step];
  if (!next) return;
  press.preventDefault();
  for (const button of buttons) button.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

// ---- giving back

function send(press) {
  const form = press.currentTarget;
  const fields = {
    band: told.band,
    question: told.concept,
    language: told.language,
    before: isUnread() ? "" : redacted(told.text, program), // of an unread text it would be the child's own words
    after: redacted(told.text, spans),
    mark: isHeld() ? "" : told.mark,
    picture: told.picture,
  };
  for (const field of form.querySelectorAll("input[type=hidden]")) {
    if (field.name in fields) field.value = fields[field.name];
  }
}
