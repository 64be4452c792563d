// The desk. The passphrase is asked for once a tab: links and forms of the desk change the page in
// place, and the private key stays in this module's memory, never in any storage. It is forgotten
// when the tab is reloaded, left or idle.
import * as keys from "../keys/crypto.js";
import "./referral_sheet.js";
import * as sorting from "./case_order.js";
import * as drawings from "./drawings.js";
import * as notes from "./notes.js";
import { costOf, mark, shown } from "../keys/passphrase_fields.js";
import * as returning from "./give_back.js";
import * as urgent from "./escalation.js";

const IDLE = 15 * 60 * 1000;
let privateKey = null;
let idle = 0;
let queue = []; // addresses of near-identical cases that are opened one after the other
let asked = 0; // pages asked for: only the last is shown
let isSending = false;

await keys.ready;
arrange();

document.addEventListener("click", (press) => {
  const line = press.target.closest("[data-one-by-one]")?.closest("li");
  if (line) oneByOne([...line.querySelectorAll("[data-cases] a")].map((link) => link.href));
  const link = press.target.closest("a[data-stay]");
  if (!link || press.ctrlKey || press.metaKey || press.shiftKey || press.button !== 0) return;
  press.preventDefault();
  if (!isSending) go(link.href);
});

document.addEventListener("submit", (press) => {
  const form = press.target;
  if (!form.matches("form[data-stay]")) return;
  press.preventDefault();
  send(form);
});

// A form goes once: its buttons wait for the answer, so that a second press does nothing; nor does
// a link, or what went wrong with the form would never be seen.
async function send(form) {
  const focused = document.activeElement;
  const buttons = [...form.querySelectorAll("button")];
  if (buttons.some((button) => button.disabled)) return;
  const body = new URLSearchParams(new FormData(form));
  for (const button of buttons) button.disabled = true;
  isSending = true;
  try {
    await go(form.action, { method: "POST", body });
  } finally {
    isSending = false;
  }
  for (const button of buttons) button.disabled = false;
  if (form.contains(focused)) focused.focus();
}

window.addEventListener("popstate", () => go(location.href, {}, false));
window.addEventListener("pagehide", lock);
for (const sign of ["keydown", "pointerdown"]) {
  document.addEventListener(sign, waitAgain, { passive: true });
}

// Show another page of the desk; anything else (a sign-in, say) is really gone to.
async function go(address, options = {}, isNew = true) {
  const turn = ++asked;
  const answered = await fetchPage(address, options);
  if (!answered || turn !== asked) return;
  const { response, page } = answered;
  if (!page.querySelector("main [data-desk]") && response.ok) {
    location.assign(response.url);
    return;
  }
  replacePage(page);
  if (isNew && (response.redirected || !options.method)) noteAddress(response.url);
  window.scrollTo(0, 0);
  arrange();
  document.getElementById("main").focus();
}

// Null after the right sentence was shown.
async function fetchPage(address, options) {
  try {
    const response = await fetch(address, options);
    const text = await response.text();
    return { response, page: new DOMParser().parseFromString(text, "text/html") };
  } catch {
    document.getElementById("unreachable").hidden = false;
    return null;
  }
}

function noteAddress(address) {
  if (address !== location.href) history.pushState(null, "", address);
}

function replacePage(page) {
  for (const part of ["header", "main"]) {
    document.querySelector(`body > ${part}`).replaceWith(
      document.adoptNode(page.querySelector(`body > ${part}`)),
    );
  }
  document.title = page.title;
}

// What the script adds to a page that has just been shown.
function arrange() {
  for (const sign of document.querySelectorAll("[data-starting]")) sign.hidden = true;
  showNextAlike();
  const unlock = document.getElementById("unlock");
  if (!unlock) return;
  unlock.addEventListener("submit", (press) => {
    press.preventDefault();
    openWith(unlock);
  });
  document.getElementById("lock").addEventListener("click", () => {
    lock();
    document.getElementById("passphrase").focus();
  });
  if (privateKey) show();
  else offerUnlock(true);
}

async function openWith(unlock) {
  const field = unlock.querySelector("#passphrase");
  const busy = unlock.querySelector("[data-busy]");
  busy.hidden = false;
  await shown();
  try {
    privateKey = keys.unwrap(stored(), field.value, costOf(holder()));
    mark(unlock, field, false);
    await show();
    document.querySelector("#opened, [data-sorted]").focus();
    waitAgain();
  } catch (wrong) {
    if (!(wrong instanceof keys.WrongKey)) throw wrong;
    mark(unlock, field, true);
  } finally {
    busy.hidden = true;
    field.value = "";
  }
}

function show() {
  if (!sealed()) return putInOrder();
  const opened = document.getElementById("opened");
  let told;
  try {
    told = keys.open(keys.fromBase64(sealed().dataset.sealed), privateKey, stored().public);
  } catch {
    document.getElementById("unreadable").hidden = false;
    return;
  }
  const isNamed = told.cued !== false; // a case from before this was noted does not say
  const parts = {
    text: [told.text],
    question: [told.question],
    band: [named("band", told.band)],
    what: [named("what", told.picture ? "drawn" : "written")],
    signals: isNamed ? told.signals.map((signal) => named("signal", signal)) : [],
    supposed: isNamed ? [] : namesOf("supposed", "true"),
    reasons: told.reasons,
    region: [told.region],
    authority: namesOf("authority", told.region ?? ""),
    session: sessionOf(told),
    facilitator: [told.facilitator, told.facilitator_email],
  };
  for (const [name, lines] of Object.entries(parts)) fill(name, lines.filter(Boolean));
  showOptional(Boolean(told.facilitator));
  opened.querySelector('[data-part="text"]').lang = told.language;
  opened.hidden = false;
  drawings.show(told);
  returning.show(told);
  urgent.show(told);
  notes.show(privateKey, stored().public);
  document.getElementById("unlock").hidden = true;
}

// Which session it was: where, its code, its day. The public link has none of them.
function sessionOf({ channel, setting, session, day }) {
  if (channel === "public") return [named("channel", "public")];
  const style = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  const { lang } = document.documentElement;
  const when = day && new Intl.DateTimeFormat(lang, style).format(new Date(`${day}T00:00Z`));
  return [setting && named("setting", setting), session, when];
}

// Who facilitated; a case from before that was noted has no such line.
function showOptional(isKnown) {
  for (const part of document.querySelectorAll("[data-optional]")) part.hidden = !isKnown;
}

// The list: only its small envelopes are opened.
function putInOrder() {
  const { public: publicKey } = stored();
  const mine = privateKey;
  offerUnlock(false);
  return sorting.sort(
    document.getElementById("waiting"),
    (envelope) => keys.openSorting(envelope, mine, publicKey),
    () => privateKey === mine,
  );
}

function offerUnlock(isOffered) {
  const unlock = document.getElementById("unlock");
  if (unlock) (unlock.closest("[data-order]") ?? unlock).hidden = !isOffered;
}

function oneByOne(addresses) {
  queue = addresses;
  go(queue[0]);
}

function showNextAlike() {
  const here = new URL(location.href).pathname;
  queue = queue.filter((address) => new URL(address).pathname !== here);
  const next = document.getElementById("next-alike");
  if (!next) return;
  next.hidden = queue.length === 0;
  if (queue.length === 0) return;
  next.querySelector("a").href = queue[0];
  next.querySelector("[data-left]").textContent = String(queue.length);
}

// Words from a case enter the page as text, never as markup.
function fill(name, lines) {
  for (const place of document.querySelectorAll(`[data-part="${name}"]`)) {
    if (!lines.length) {
      place.textContent = place.dataset.none ?? "";
    } else if (place.matches("ul")) {
      place.replaceChildren(...lines.map(listed));
    } else {
      place.textContent = lines.join(" · ");
    }
  }
}

function listed(line) {
  const entry = document.createElement("li");
  entry.textContent = line;
  return entry;
}

function named(kind, code) {
  return namesOf(kind, code)[0] ?? code;
}

function namesOf(kind, code) {
  const names = document.getElementById("names").content;
  const found = names.querySelectorAll(`[data-${kind}="${CSS.escape(code)}"]`);
  return [...found].map((name) => name.textContent);
}

function lock() {
  keys.wipe(privateKey);
  privateKey = null;
  queue = [];
  sorting.unsort(document.getElementById("waiting"));
  offerUnlock(true);
  const opened = document.getElementById("opened");
  if (!opened) return;
  opened.hidden = true;
  drawings.clear();
  returning.clear();
  urgent.clear();
  notes.clear();
  showOptional(false);
  for (const place of document.querySelectorAll("[data-part]")) {
    place.textContent = place.dataset.none ?? "";
  }
  document.getElementById("unlock").hidden = false;
}

function waitAgain() {
  clearTimeout(idle);
  if (privateKey) idle = setTimeout(lock, IDLE);
}

function sealed() {
  return document.getElementById("sealed");
}

// Where the page has the officer's key pair: beside a case, or beside the list.
function holder() {
  return sealed() ?? document.getElementById("waiting");
}

function stored() {
  const { public: publicKey, wrapped, salt } = holder().dataset;
  return {
    public: keys.fromBase64(publicKey),
    wrapped: keys.fromBase64(wrapped),
    salt: keys.fromBase64(salt),
  };
}
