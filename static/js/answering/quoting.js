/* Which texts may be quoted: asked once, in the look back, text by text. No is what stands. */

import { asked, valuesOf } from "./answers.js";
import { veiled } from "./hiding.js";
import { make, sentence } from "./page.js";
import { plainAsk } from "./piping.js";

const LONGEST_SHOWN = 160;

export function askToQuote(form, memory) {
  const place = form.querySelector("[data-quotes]");
  if (!place) return;
  const written = asked(form).filter((question) =>
    question.querySelector('textarea, input[type="text"]') && valuesOf(question).length);
  const list = place.querySelector("[data-quote-list]");
  list.textContent = "";
  written.forEach((question) => list.appendChild(quoteRow(question, memory.answers.quote || [])));
  place.hidden = !written.length;
  rememberQuotes(form, memory);
}

function quoteRow(question, permitted) {
  const concept = question.dataset.question;
  const row = make("li", "quote");
  const box = make("input");
  Object.assign(box, { type: "checkbox", name: "quote", value: concept, id: "quote-" + concept });
  box.checked = permitted.indexOf(concept) >= 0;
  const label = make("label", "", quoteWords(question));
  label.htmlFor = box.id;
  row.append(box, label);
  if (isCovered(question)) coveredWords(row, question);
  return row;
}

const isDrawing = (question) => question.dataset.kind === "drawing";

const isCovered = (question) => question.hasAttribute("data-sensitive") && !isDrawing(question);

/* As in the list of answers: out of sight until it is asked for. */
function coveredWords(row, question) {
  const answer = make("p", "answer", valuesOf(question)[0]);
  row.append(veiled(answer, plainAsk(question)), answer);
}

/* A sensitive text, being covered, is named by its question. So is a drawing. */
function quoteWords(question) {
  if (isDrawing(question)) return plainAsk(question);
  if (isCovered(question)) return sentence("written-in", { ask: plainAsk(question) });
  const text = valuesOf(question)[0];
  return "«" + (text.length > LONGEST_SHOWN ? text.slice(0, LONGEST_SHOWN) + "…" : text) + "»";
}

export function rememberQuotes(form, memory) {
  const boxes = Array.from(form.querySelectorAll('input[name="quote"]:checked'));
  memory.answers.quote = boxes.map((box) => box.value);
  memory.save();
}
