// The two fields of a new passphrase, its rule, and a proposal of five words drawn by lot.
import { isStrong, normalised } from "./crypto.js";

const WORDS = 5; // of 1,024: fifty bits, each guess of which costs 256 MiB and a second

// Returns () => the passphrase, or null after the right sentence was shown and the field focused.
export function phraseFields(form) {
  const [first, second] = ["phrase", "again"].map((id) => form.querySelector(`#${id}`));
  const proposal = form.querySelector("[data-proposal]");
  form.querySelector("[data-propose]").addEventListener("click", async (press) => {
    const words = await (await fetch(press.currentTarget.dataset.propose)).json();
    first.value = proposal.textContent = drawn(words).join(" ");
    proposal.hidden = false;
    second.value = "";
    second.focus();
  });
  return () => {
    const wrong = !isStrong(first.value)
      ? first
      : normalised(first.value) !== normalised(second.value)
        ? second
        : null;
    for (const field of [first, second]) mark(form, field, field === wrong);
    return wrong ? null : first.value;
  };
}

export function mark(form, field, isWrong) {
  const error = form.querySelector(`#${field.id}-error`);
  error.hidden = !isWrong;
  field.setAttribute("aria-invalid", String(isWrong));
  if (isWrong) field.focus();
}

// What takes a second of computing starts once the page shows that it does.
export function shown() {
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}

export function costOf(element) {
  return { operations: Number(element.dataset.operations), memory: Number(element.dataset.memory) };
}

function drawn(words) {
  const limit = Math.floor(2 ** 32 / words.length) * words.length;
  const chosen = [];
  while (chosen.length < WORDS) {
    const [number] = crypto.getRandomValues(new Uint32Array(1));
    if (number < limit) chosen.push(words[number % words.length]);
  }
  return chosen;
}
