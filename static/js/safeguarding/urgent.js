// A case of support that is urgent: its text goes along as screening left it, redacted, so that it
// can be found among the answers and leave them. A case from before there was a question's name
// becomes urgent all the same.
import { inUnits, redacted } from "./redacting.js";

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
  if (!told?.concept) return;
  const fields = press.currentTarget.elements;
  fields.band.value = told.band;
  fields.question.value = told.concept;
  fields.before.value = redacted(told.text, told.hidden.map((each) => inUnits(told.text, each)));
}
