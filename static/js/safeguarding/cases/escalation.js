// A case that is urgent: of one of support the text goes along as screening left it, redacted, so
// that it can be found among the answers and leave them. Nothing goes along of an unread one, which
// has left them, nor of one from before there was a question's name.
import { inUnits, redacted } from "./redaction.js";

let told = null;

export function show(opened) {
  const form = document.getElementById("make-urgent");
  if (!form) return;
  told = opened;
  form.addEventListener("submit", fill);
  form.hidden = false;
}

export function clear() {
  told = null;
  const form = document.getElementById("make-urgent");
  if (!form) return;
  form.hidden = true;
  for (const name of ["band", "question", "before"]) form.elements[name].value = "";
}

function fill(press) {
  if (!told?.concept || told.level !== "support") return; // of an unread text it would be the child's own words
  const fields = press.currentTarget.elements;
  fields.band.value = told.band;
  fields.question.value = told.concept;
  fields.before.value = redacted(told.text, told.hidden.map((each) => inUnits(told.text, each)));
}
