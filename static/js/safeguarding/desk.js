// The desk. The passphrase is asked for once a tab: links and forms of the desk change the page in
// place, and the private key stays in this module's memory, never in any storage. It is forgotten
// when the tab is reloaded, left or idle.
import * as keys from "./keys.js";
import { costOf, mark, shown } from "./phrase.js";

const IDLE = 15 * 60 * 1000;
let privateKey = null;
let idle = 0;

await keys.ready;
arrange();

document.addEventListener("click", (press) => {
  const link = press.target.closest("a[data-stay]");
  if (!link || press.ctrlKey || press.metaKey || press.shiftKey || press.button !== 0) return;
  press.preventDefault();
  go(link.href);
});

document.addEventListener("submit", (press) => {
  const form = press.target;
  if (!form.matches("form[data-stay]")) return;
  press.preventDefault();
  go(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
});

window.addEventListener("popstate", () => go(location.href, {}, false));
window.addEventListener("pagehide", lock);
for (const sign of ["keydown", "pointerdown"]) {
  document.addEventListener(sign, waitAgain, { passive: true });
}

// Show another page of the desk; anything else (a sign-in, say) is really gone to.
async function go(address, options = {}, isNew = true) {
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    document.getElementById("unreachable").hidden = false;
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.querySelector("main [data-desk]") && response.ok) {
    location.assign(response.url);
    return;
  }
  for (const part of ["header", "main"]) {
    document.querySelector(`body > ${part}`).replaceWith(
      document.adoptNode(page.querySelector(`body > ${part}`)),
    );
  }
  document.title = page.title;
  const isPage = response.redirected || !options.method;
  if (isNew && isPage && response.url !== location.href) history.pushState(null, "", response.url);
  window.scrollTo(0, 0);
  arrange();
  document.getElementById("main").focus();
}

// What the script adds to a page that has just been shown.
function arrange() {
  for (const sign of document.querySelectorAll("[data-starting]")) sign.hidden = true;
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
  document.getElementById("print").addEventListener("click", () => window.print());
  if (privateKey) show();
  else unlock.hidden = false;
}

async function openWith(unlock) {
  const field = unlock.querySelector("#passphrase");
  const busy = unlock.querySelector("[data-busy]");
  busy.hidden = false;
  await shown();
  try {
    privateKey = keys.unwrap(stored(), field.value, costOf(sealed()));
    mark(unlock, field, false);
    show();
    document.getElementById("opened").focus();
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
  const opened = document.getElementById("opened");
  let told;
  try {
    told = keys.open(keys.fromBase64(sealed().dataset.sealed), privateKey, stored().public);
  } catch {
    document.getElementById("unreadable").hidden = false;
    return;
  }
  const parts = {
    text: [told.text],
    question: [told.question],
    band: [named("band", told.band)],
    signals: told.signals.map((signal) => named("signal", signal)),
    reasons: told.reasons,
    region: [told.region],
    session: [told.session],
  };
  for (const [name, lines] of Object.entries(parts)) fill(name, lines.filter(Boolean));
  opened.querySelector('[data-part="text"]').lang = told.language;
  opened.hidden = false;
  document.getElementById("unlock").hidden = true;
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
  const names = document.getElementById("names").content;
  const name = names.querySelector(`[data-${kind}="${CSS.escape(code)}"]`);
  return name ? name.textContent : code;
}

function lock() {
  keys.wipe(privateKey);
  privateKey = null;
  const opened = document.getElementById("opened");
  if (!opened) return;
  opened.hidden = true;
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

function stored() {
  const { public: publicKey, wrapped, salt } = sealed().dataset;
  return {
    public: keys.fromBase64(publicKey),
    wrapped: keys.fromBase64(wrapped),
    salt: keys.fromBase64(salt),
  };
}
