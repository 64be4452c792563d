// Words that are selected in a passage are the ones to hide when its form is opened.
document.addEventListener("toggle", (opened) => {
  const form = opened.target;
  if (!form.matches?.("details.hiding[open]")) return;
  const chosen = selectedIn(form.parentElement.querySelector("q"));
  if (chosen) form.querySelector('[name="words"]').value = chosen;
}, true);

let last = { quote: null, words: "" };

// A press on the summary ends the selection: what was selected before is remembered.
document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  const words = selection.toString().trim();
  if (words && selection.anchorNode) {
    const quote = selection.anchorNode.parentElement?.closest(":is(.quotes, .wordings) q");
    last = { quote, words };
  }
});

function selectedIn(quote) {
  return last.quote === quote ? last.words : "";
}
