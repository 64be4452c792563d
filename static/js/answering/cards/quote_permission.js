/* Which texts may be quoted: asked once, in the look back, text by text. No is what stands, also for a
   text that was changed since. */

import { asked, textField, valuesOf } from "../page/answers.js";
import { veiled } from "./cover.js";
import { spoken } from "../kinds/registry.js";
import { make, sentence } from "../page/page.js";
import { plainAsk } from "./piping.js";

const LONGEST_SHOWN = 160;

const withWords = (question) => [question.dataset.question].concat(valuesOf(question)).join(" ");

export function askToQuote(form, memory) {
  const place = form.querySelector("[data-quotes]");
  if (!place) return;
  const written = asked(form).filter((question) => textField(question) && valuesOf(question).length);
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
  box.checked = permitted.indexOf(withWords(question)) >= 0;
  const label = make("label", "", quoteWords(question));
  label.htmlFor = box.id;
  row.append(box, label);
  if (isDrawing(question)) label.append(...spoken(question));
  if (!isCovered(question)) return row;
  // As in the list of answers: out of sight until it is asked for.
  const answer = make("p", "answer", valuesOf(question)[0]);
  row.append(veiled(answer, plainAsk(question)), answer);
  return row;
}

const isDrawing = (question) => question.dataset.kind === "drawing";

const isCovered = (question) => question.hasAttribute("data-sensitive") && !isDrawing(question);

/* A sensitive text, being covered, is named by its question. So is a drawing; its sheet and what it is
   called follow. */
function quoteWords(question) {
  if (isDrawing(question)) return plainAsk(question);
  if (isCovered(question)) return sentence("written-in", { ask: plainAsk(question) });
  const text = valuesOf(question)[0];
  return sentence("quoted", { text: text.length > LONGEST_SHOWN ? text.slice(0, LONGEST_SHOWN) + "…" : text });
}

export function rememberQuotes(form, memory) {
  memory.answers.quote = asked(form)
    .filter(({ dataset }) => form.querySelector(`[name="quote"][value="${dataset.question}"]:checked`))
    .map(withWords);
  memory.save();
}
