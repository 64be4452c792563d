// Cases change keys in the browser, batch after batch. The page has a form #pass-on: its action takes
// { after, closed, cases } and answers with the next ones. Interrupted anywhere, what was taken is
// taken, and the same again goes on with the rest.
import * as keys from "./crypto.js";
import { mark, shown } from "./passphrase_fields.js";

class Interrupted extends Error {}

// reseal: (sealed bytes) => the same, sealed for another key; throws for what is not for this one.
// The last answer: { left, done }.
async function passOn(form, closed, reseal, tell) {
  let answer = await exchange(form, { after: null, closed, cases: [] });
  while (answer.cases.length) {
    tell(answer.left);
    await shown();
    const cases = answer.cases.map((each) => anew(each, reseal)).filter(Boolean);
    answer = await exchange(form, { after: answer.after, closed, cases });
  }
  return answer;
}

// Null for a case that this key does not open: it stays as it is, and stops no other.
function anew(envelope, reseal) {
  const part = (text) => text && keys.toBase64(reseal(keys.fromBase64(text)));
  try {
    const notes = Object.entries(envelope.notes).map(([event, note]) => [event, part(note)]);
    return {
      case: envelope.case,
      sealed: part(envelope.sealed),
      sorting: part(envelope.sorting),
      notes: Object.fromEntries(notes),
    };
  } catch {
    return null;
  }
}

async function exchange(form, batch) {
  const token = form.querySelector('[name="csrf_token"]').value;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const options = { method: "POST", headers, body: JSON.stringify(batch) };
  const response = await fetch(form.action, options).catch(() => null);
  if (!response?.ok || response.redirected) throw new Interrupted();
  return response.json();
}

// prepare: () => { reseal, forget } or null after the right sentence was shown.
export function onPassing(form, prepare) {
  const progress = document.getElementById("progress");
  form.addEventListener("submit", async (press) => {
    press.preventDefault();
    const button = form.querySelector("button.button");
    for (const id of ["interrupted", "some-stayed"]) document.getElementById(id).hidden = true;
    button.disabled = true;
    progress.textContent = progress.dataset.opening;
    await shown();
    const prepared = prepare();
    if (prepared) await run(form, prepared, progress);
    progress.textContent = "";
    button.disabled = false;
  });
}

async function run(form, { reseal, forget }, progress) {
  const closed = document.getElementById("closed")?.checked ?? false;
  try {
    const { done } = await passOn(form, closed, reseal, (left) => {
      progress.textContent = `${progress.dataset.left} ${left}`;
    });
    document.getElementById("some-stayed").hidden = done;
    if (done) showDone(form);
  } catch (stopped) {
    if (!(stopped instanceof Interrupted)) throw stopped;
    document.getElementById("interrupted").hidden = false;
  } finally {
    forget();
    for (const field of form.querySelectorAll("input:not([name]), textarea")) {
      if (field.type !== "checkbox") field.value = "";
    }
  }
}

function showDone(form) {
  form.hidden = true;
  for (const part of document.querySelectorAll("[data-until-done]")) part.hidden = true;
  const done = document.getElementById("done");
  done.hidden = false;
  done.querySelector("h2").focus();
}

// The pair of a key of the page, by its passphrase or, where there is a field for it, by its
// recovery sheet. Null after the right sentence was shown.
export function openedPair(form, id, cost) {
  const { public: publicKey, wrapped, salt } = form.querySelector(`#${id}-key`).dataset;
  const stored = {
    public: keys.fromBase64(publicKey),
    wrapped: keys.fromBase64(wrapped),
    salt: keys.fromBase64(salt),
  };
  const phrase = form.querySelector(`#${id}`);
  const sheet = form.querySelector(`#${id}-sheet`);
  const byPaper = Boolean(sheet?.value.trim());
  if (sheet) mark(form, sheet, false);
  mark(form, phrase, false);
  try {
    const own = byPaper
      ? keys.fromRecovery(sheet.value, stored.public)
      : keys.unwrap(stored, phrase.value, cost);
    return { public: stored.public, private: own };
  } catch (wrong) {
    if (byPaper) sayRow(form, wrong.row);
    mark(form, byPaper ? sheet : phrase, true);
    return null;
  }
}

function sayRow(form, row) {
  form.querySelector("[data-row]").textContent = row ?? "";
  form.querySelector("[data-which-row]").hidden = !row;
}
