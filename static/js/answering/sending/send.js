/* How the answers are sent: under which key, what is posted, and what the site's answer means. */

import { asked, valuesOf } from "../page/answers.js";
import { PATIENCE, fetchPage, isPage } from "../page/page_loading.js";
import { drop, putAway, whenPrepared } from "./tablet.js";

const SHORTER_PATIENCE = 10 * 1000;  // where nothing is lost by not waiting
const CODE_WORDS = 6;

/* The key of a send and its withdrawal code are made here: only here can the code be read. */
let codewords = null;

/* Fetched early, so that a send needs one request; if that fails, the send asks again. A tablet has
   them in its store once that is filled. */
export function fetchCodewords(address) {
  if (!codewords) {
    codewords = whenPrepared()
      .then(() => window.fetch(address, { credentials: "omit" }))
      .then((response) => (response.ok ? response.json() : Promise.reject(response.status)));
    codewords.catch(() => { codewords = null; });
  }
  return codewords;
}

function newKey() {
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* 1,024 words: ten bits each, no remainder, so every word is equally likely. */
function newCode(words) {
  const numbers = window.crypto.getRandomValues(new Uint16Array(CODE_WORDS));
  return Array.from(numbers, (number) => words[number % words.length]).join(" ");
}

/* A key counts once, whatever comes with it: answers that were changed after they may have arrived need
   another one. Kept before the network is asked, for the page may be loaded anew at any moment. */
async function identify(form, memory, fields) {
  const said = `${memory.band} ${fields}`;
  if (memory.sent && memory.sent !== said) {
    memory.earlier.push(`${memory.key} ${memory.code}`);
    memory.key = memory.code = memory.sent = "";
  }
  if (!memory.key) memory.key = newKey();
  if (!memory.code) memory.code = newCode(await fetchCodewords(form.dataset.codewords));
  memory.sent = said;
  memory.save();
  ["key", "code"].forEach((name) => fields.append(name, memory[name]));
  memory.earlier.forEach((each) => fields.append("earlier", each));
}

/* The answers; what may be quoted; and what the server put into the form beside the questions: the band
   and language of a page that it showed again. Answers of another band ("6-9.concept") stay behind. */
function fieldsOf(form) {
  const fields = new URLSearchParams();
  asked(form).forEach((question) =>
    valuesOf(question).forEach((value) => fields.append(question.dataset.question, value)));
  form.querySelectorAll('[data-kept]:not([name*="."]), [name="quote"]:checked')
    .forEach(({ name, value }) => fields.append(name, value));
  return fields;
}

/* { thanks } or { again } is a page to show in place of this one, { kept } says that it waits on this
   tablet and { stored } that it no longer has to: its page has the words of thanks for both,
   { sentence } is the name of a sentence, { words } one of the server. Without thanks nothing
   counts as sent: a hotel's sign-in page also answers 200.
   On a session's tablet the send is put away first, sealed, and dropped once the server has said what
   became of it: a browser that dies in between loses nothing, and the send's key lets it count once. */
export async function send(form, memory) {
  const fields = fieldsOf(form);
  try {
    await identify(form, memory, fields);
  } catch (noWords) {
    return { sentence: "not-sent" };
  }
  const kept = await putAway(form, fields);
  const said = await posted(fields, kept);
  if (!kept) return said.sentence === "not-sent" && form.dataset.transport ? { sentence: "not-kept" } : said;
  if (said.isUnsure) return { kept };
  await drop(kept);
  return said;
}

async function posted(fields, kept) {
  try {
    const options = { method: "POST", body: fields, cache: "no-store", headers: kept ? { Prefer: "return=minimal" } : {} };
    return outcome(await fetchPage(window.location.href, options, kept ? SHORTER_PATIENCE : PATIENCE));
  } catch (unreachable) {
    return { sentence: "not-sent", isUnsure: true };
  }
}

function outcome({ status, isShort, page }) {
  if (status === 204 && isShort) return { stored: true };
  if (status < 300 && isPage(page, "thanks")) return { thanks: page };
  if (isPage(page, "questionnaire")) return { again: page };
  if (status >= 500) return { sentence: "server-trouble", isUnsure: true };
  const said = page.querySelector('main[data-page="message"] [data-say]');
  return said ? { words: said.textContent } : { sentence: "not-sent", isUnsure: true };
}
