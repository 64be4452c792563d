/* The page: its sentences, what is said aloud, panels over it, another page in its place. */

let latest = {};

export function sentence(name, blanks) {
  const words = document.getElementById("sentences").content.querySelector(`[data-sentence="${name}"]`);
  latest = { text: filled(words.textContent, blanks), lang: words.lang };
  return latest.text;
}

export function filled(words, blanks) {
  return Object.keys(blanks || {}).reduce(
    (text, name) => text.split("{" + name + "}").join(blanks[name]), words);
}

export function announce(text) {
  const live = document.querySelector("[data-live]");
  // The same words twice are only spoken twice if they change in between.
  live.textContent = "";
  window.setTimeout(() => { live.textContent = text; }, 50);
}

export function taken(template) {
  return document.importNode(document.getElementById(template).content, true);
}

export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (tag === "button") element.type = "button";
  if (className) element.className = className;
  if (text) element.textContent = text;
  // The site may speak another language than the page.
  if (text && text === latest.text && latest.lang) element.lang = latest.lang;
  return element;
}

export const headingIn = (place) => Array.from(place.querySelectorAll("[data-heading]"))
  .find((each) => each.getClientRects().length);

export function focusHeading(place) {
  const heading = headingIn(place);
  window.scrollTo(0, 0);
  if (heading) heading.focus({ preventScroll: true });
}

/* A page that was fetched takes the place of this one, without a load: what is cached stays, and an
   answer of the server to a send can be shown whatever its status is. */
export function swap(other, address) {
  if (address) window.history.replaceState(null, "", address);
  closePanel();
  document.documentElement.classList.remove("steps");
  ["lang", "dir"].forEach((name) => { document.documentElement[name] = other.documentElement[name]; });
  document.title = other.title;
  document.body.replaceWith(document.adoptNode(other.body));
  window.scrollTo(0, 0);
}

/* ------------------------------------------------------------------ panels, over the card */

let open = null;

export function openPanel(panel, onClose) {
  closePanel();
  open = { panel, onClose, from: document.activeElement };
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-modal", "true");
  panel.classList.add("open");
  document.documentElement.classList.add("covered");
  panel.querySelector("h2").focus({ preventScroll: true });
}

export function closePanel() {
  if (!open) return;
  const { panel, onClose, from } = open;
  open = null;
  panel.classList.remove("open");
  ["role", "aria-modal"].forEach((name) => panel.removeAttribute(name));
  document.documentElement.classList.remove("covered");
  if (from && document.contains(from)) from.focus({ preventScroll: true });
  if (onClose) onClose();
}

export function keepFocusInPanel(event) {
  if (!open) return;
  if (event.key === "Escape") return void closePanel();
  if (event.key !== "Tab") return;
  const stops = Array.from(open.panel.querySelectorAll("a[href], button"))
    .filter((each) => each.getClientRects().length);
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
  const outside = stops.indexOf(document.activeElement) < 0;
  if (document.activeElement !== edge && !(outside && event.shiftKey)) return;
  event.preventDefault();
  stops[event.shiftKey ? stops.length - 1 : 0].focus();
}
