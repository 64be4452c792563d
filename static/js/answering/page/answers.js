/* What is answered, as the controls on the page hold it, and which questions are asked. */

export function questionsIn(place) {
  return Array.from(place.querySelectorAll("[data-question]"));
}

export const controls = (question, selector) => Array.from(question.querySelectorAll(selector));

export function valuesOf(question) {
  const chosen = controls(question, "input:checked, input[type='text'], select, textarea, [data-drawn]").map((each) => each.value);
  return chosen.filter((value) => value.trim());
}

/* Of a drawing's two values the one that is not its caption. */
export const isPicture = (value) => value.indexOf("~drawing") === 0;

/* Where a text is written, if it is one. */
export const textField = (question) => question.querySelector("textarea, input[type='text']");

/* A list that is of one choice has "code:more" as its values; the others are places in an order. */
function putSelect(select, place, values) {
  const { of } = select.dataset;
  const own = of ? values.find((value) => value.indexOf(of + ":") === 0) : values[place];
  select.value = own || "";
}

/* Into the controls only; `fill` in kinds/registry.js draws the kind as well. */
export function put(question, values) {
  controls(question, "input").forEach((input) => { input.checked = values.indexOf(input.value) >= 0; });
  controls(question, "select").forEach((select, place) => putSelect(select, place, values));
  const drawn = question.querySelector("[data-drawn]");
  if (drawn) drawn.value = values.find(isPicture) || "";
  const text = textField(question);
  if (text) text.value = values.find((value) => !drawn || !isPicture(value)) || "";
}

/* ------------------------------------------------------------------ the path */

function conditions(question) {
  const rules = (question.getAttribute("data-ask-if") || "").split(";").filter(Boolean);
  return rules.map((rule) => {
    const [concept, codes] = rule.split(":");
    return { concept, codes: codes.split(",") };
  });
}

/* The questions that are asked, as surveys/routing.py says: an answer counts only if its question is
   itself asked. */
export function asked(form) {
  const standing = {};
  return questionsIn(form).filter((question) => {
    const holds = conditions(question).every(({ concept, codes }) =>
      (standing[concept] || []).some((code) => codes.indexOf(code) >= 0));
    if (holds) standing[question.dataset.question] = valuesOf(question).map((value) => value.split(":")[0]);
    return holds;
  });
}
