// Notes about a case: sealed here for every officer who can open it, and opened here.
import * as keys from "../keys/crypto.js";
import { mark } from "../keys/passphrase_fields.js";

let sealed = { form: null, kind: "", text: "", seals: "" }; // what was sealed last

export function show(privateKey, publicKey) {
  const section = document.getElementById("notes");
  if (!section) return;
  for (const place of section.querySelectorAll("[data-note]")) {
    try {
      const { text } = keys.open(keys.fromBase64(place.dataset.note), privateKey, publicKey);
      place.textContent = text;
    } catch {
      section.querySelector("[data-unreadable]").hidden = false;
    }
  }
  section.querySelector("#write")?.addEventListener("submit", seal);
  section.hidden = false;
}

export function clear() {
  const section = document.getElementById("notes");
  sealed = { form: null, kind: "", text: "", seals: "" };
  if (!section) return;
  section.hidden = true;
  for (const place of section.querySelectorAll("[data-note]")) place.textContent = "";
  const words = section.querySelector("#words");
  if (words) words.value = "";
}

// Before the form goes: what was written travels sealed and in no other way. Sent again, because of a
// lost answer, say, it is the same to the byte, by which the site knows it and keeps it once.
function seal(press) {
  const form = press.currentTarget;
  const field = form.querySelector("#words");
  const text = field.value.trim();
  mark(form, field, text === "");
  if (text === "") {
    press.preventDefault();
    press.stopPropagation();
    return;
  }
  const kind = form.elements.kind.value;
  const isAgain = sealed.form === form && sealed.kind === kind && sealed.text === text;
  if (!isAgain) sealed = { form, kind, text, seals: sealedFor(text) };
  form.elements.seals.value = sealed.seals;
}

function sealedFor(text) {
  const readers = JSON.parse(document.getElementById("notes").dataset.readers);
  const seals = Object.entries(readers).map(([id, publicKey]) => [
    id,
    keys.toBase64(keys.seal({ text }, keys.fromBase64(publicKey))),
  ]);
  return JSON.stringify(Object.fromEntries(seals));
}
