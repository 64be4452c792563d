// Making a key: passphrase, key pair, recovery sheet on paper, then only what is public or wrapped is sent.
import * as keys from "./crypto.js";
import { costOf, mark, phraseFields, shown } from "./passphrase_fields.js";

const ask = document.getElementById("ask");
const sheet = document.getElementById("sheet");
const keep = document.getElementById("keep");
const cost = costOf(ask);
const passphrase = phraseFields(ask);
let lastGroup = null;

await keys.ready;
ask.hidden = false;
document.querySelector("[data-starting]").hidden = true;

ask.addEventListener("submit", async (press) => {
  press.preventDefault();
  const phrase = passphrase();
  if (phrase === null) return;
  busy(true);
  await shown();
  const pair = keys.newPair();
  const { wrapped, salt } = keys.wrap(pair.private, phrase, cost);
  const rows = keys.recoveryRows(pair.private);
  keys.wipe(pair.private);
  fill({ public: pair.public, wrapped, salt });
  showRows(rows);
  document.getElementById("fingerprint").textContent = keys.fingerprint(pair.public);
  ask.reset();
  ask.hidden = true;
  busy(false);
  sheet.hidden = keep.hidden = false;
  sheet.querySelector("h2").focus();
});

keep.addEventListener("submit", (press) => {
  const typed = keep.querySelector("#last_group");
  const copied = typed.value.replace(/\s/g, "").toUpperCase() === lastGroup;
  mark(keep, typed, !copied);
  if (!copied) press.preventDefault();
});

document.getElementById("print").addEventListener("click", () => window.print());
window.addEventListener("pagehide", () => document.getElementById("rows").replaceChildren());

function busy(isBusy) {
  ask.querySelector("[data-busy]").hidden = !isBusy;
  ask.querySelector("button.button").disabled = isBusy;
}

function fill(parts) {
  for (const [name, bytes] of Object.entries(parts)) {
    keep.querySelector(`[name="${name}"]`).value = keys.toBase64(bytes);
  }
}

function showRows(rows) {
  lastGroup = rows.at(-1).at(-1);
  const lines = rows.map((groups) => {
    const line = document.createElement("li");
    line.textContent = groups.join(" ");
    return line;
  });
  document.getElementById("rows").replaceChildren(...lines);
}
