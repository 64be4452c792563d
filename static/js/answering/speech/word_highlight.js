/* The word that is being spoken lights up. Only that one word is wrapped, and the text is put back as
   it was, the same nodes: what a screen reader reads stays one text. */

let lit = null;

/* The words of an element: [{ node, start, end }], as they stand in its text nodes. */
export function spokenWordsIn(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const words = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const finder = /\S+/g;
    for (let found = finder.exec(node.data); found; found = finder.exec(node.data)) {
      words.push({ node, text: found[0], start: found.index, end: found.index + found[0].length });
    }
  }
  return words;
}

export function lightWord({ node, start, end }) {
  if (lit && lit.node === node && lit.start === start) return;
  putBack();
  if (!node.parentNode) return;
  const word = document.createElement("span");
  word.className = "lit";
  word.textContent = node.data.slice(start, end);
  const pieces = [document.createTextNode(node.data.slice(0, start)), word, document.createTextNode(node.data.slice(end))];
  node.replaceWith(...pieces);
  lit = { node, start, pieces };
}

/* What was rewritten meanwhile by somebody else stays as they wrote it. */
export function putBack() {
  if (!lit) return;
  const { node, pieces } = lit;
  lit = null;
  const [first, ...others] = pieces;
  if (pieces.some((each) => each.parentNode !== first.parentNode) || !first.parentNode) return;
  first.replaceWith(node);
  others.forEach((each) => each.remove());
}
