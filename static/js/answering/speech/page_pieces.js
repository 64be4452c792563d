/* What there is to say on a page: its pieces in their order, each with the recording or the voice of
   the device that says it. A part is { element, recorded, spoken, isPlain } or, for what is in a field,
   { field, spoken }; isPlain: a recording says other words than those that stand there. */

import { Shelf, saidIn } from "./recordings.js";
import { bestVoice, deviceVoice } from "./device_voices.js";

const READABLE = "h1, h2, h3, h4, p, li, .word, .ages, a.button, summary"; // consult/cli/audio/page_pieces.py knows them too
// What is folded away has a place on some browsers all the same.
const UNREAD = "[data-listening], .count, [data-cap], [data-pick-next], [data-not-sent], [data-change], [data-refused], [data-hint], .error, .codewords, .written, .quote, .unseen, nav, details:not([open]) > :not(summary)";

export let listenWords = null; // the template with the buttons, and its sentences
export let recordingShelf = null;
let knownVoices = {}; // language -> the best voice of the device, or undefined

/* False where the page has nothing to read aloud with. */
export function findListenWords() {
  listenWords = document.getElementById("listen");
  recordingShelf = listenWords && new Shelf(listenWords, "audio");
  return Boolean(listenWords);
}

export function forgetVoices() {
  knownVoices = {};
}

/* What is covered keeps its place and is hidden: it is not read either. */
export function isInSight(element) {
  return element.getClientRects().length > 0 && window.getComputedStyle(element).visibility !== "hidden";
}

/* Each readable piece once, the inmost ones, in the order of the page. */
function readablePieces(place, isOwn) {
  const unread = isOwn ? UNREAD.replace(".written, .quote, ", "") : UNREAD;
  const apart = place.closest("[data-apart]"); // what is for the adult is read alone
  const all = Array.from(place.querySelectorAll(READABLE)).filter((each) =>
    each.closest("[data-apart]") === apart && isInSight(each) && saidIn(each) && !each.closest(unread) && !each.matches(".go"));
  return all.filter((each) => !all.some((other) => other !== each && each.contains(other)));
}

export function voiceFor(element) {
  if (!deviceVoice || listenWords.dataset.heardOnly) return undefined;
  const { lang } = element.closest("[lang]");
  if (!(lang in knownVoices)) knownVoices[lang] = bestVoice(deviceVoice.getVoices(), lang);
  return knownVoices[lang];
}

/* Has this device no voice for the page, so that only recordings can be heard? */
export const needsRecordings = () => Boolean(listenWords) && !voiceFor(document.documentElement);

/* A person's recording is heard first, then the device's voice, then a stand-in's; of words with what
   was chosen (cards/piping.js), where nothing else says them, that of the plain ones. */
export function spokenPart(element) {
  const spoken = voiceFor(element);
  const own = recordingShelf.of(saidIn(element));
  const { plain } = (element.querySelector("[data-plain]") || element).dataset;
  const found = own || !spoken && recordingShelf.of(plain);
  const recorded = spoken && found && found.isSynthetic ? undefined : found;
  if (listenWords.dataset.heardOnly) element.classList.toggle("heard", Boolean(recorded));
  return (recorded || spoken) && { element, recorded, spoken, isPlain: !own };
}

/* `isOwn`: with a child's own words. */
export function partsOf(place, isOwn) {
  return readablePieces(place, isOwn).map(spokenPart).filter(Boolean);
}

export function partOfField(field) {
  const spoken = voiceFor(field);
  return spoken && { field, spoken };
}
