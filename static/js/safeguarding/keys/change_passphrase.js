// Another passphrase for the same key, with the old one or with the recovery sheet.
import * as keys from "./crypto.js";
import { costOf, mark, phraseFields, shown } from "./passphrase_fields.js";

const form = document.getElementById("change");
const cost = costOf(form);
const passphrase = phraseFields(form);
const [old, sheet] = ["old", "sheet"].map((id) => document.getElementById(id));
let isFilled = false;

await keys.ready;
form.hidden = false;
document.querySelector("[data-starting]").hidden = true;

form.addEventListener("submit", async (press) => {
  if (isFilled) return; // the second time it really goes
  press.preventDefault();
  const phrase = passphrase();
  if (phrase === null) return;
  busy(true);
  await shown();
  const privateKey = opened();
  if (privateKey) {
    fill(keys.wrap(privateKey, phrase, cost));
    keys.wipe(privateKey);
    for (const field of form.querySelectorAll("input:not([name]), textarea")) field.value = "";
    isFilled = true;
    form.requestSubmit();
  }
  busy(false);
});

function opened() {
  const stored = {
    public: keys.fromBase64(form.dataset.public),
    wrapped: keys.fromBase64(form.dataset.wrapped),
    salt: keys.fromBase64(form.dataset.salt),
  };
  const byPaper = sheet.value.trim() !== "";
  try {
    const found = byPaper
      ? keys.fromRecovery(sheet.value, stored.public)
      : keys.unwrap(stored, old.value, cost);
    for (const field of [old, sheet]) mark(form, field, false);
    return found;
  } catch (wrong) {
    document.getElementById("row").textContent = wrong.row ? String(wrong.row) : "";
    document.getElementById("which-row").hidden = !wrong.row;
    mark(form, byPaper ? old : sheet, false);
    mark(form, byPaper ? sheet : old, true);
    return null;
  }
}

function busy(isBusy) {
  form.querySelector("[data-busy]").hidden = !isBusy;
  form.querySelector("button.button").disabled = isBusy;
}

function fill(parts) {
  for (const [name, bytes] of Object.entries(parts)) {
    form.querySelector(`[name="${name}"]`).value = keys.toBase64(bytes);
  }
}
