// A child's words with placeholders for what is hidden, as the program and the officers make it.

// The program counts code points, a string here UTF-16 units.
export function inUnits(text, { start, end, shown }) {
  const points = [...text];
  const before = points.slice(0, start).join("").length;
  return { start: before, end: before + points.slice(start, end).join("").length, shown };
}

// The text with what is shown in the place of each span.
export function redacted(text, hidden) {
  let made = "";
  let last = 0;
  for (const { start, end, shown } of hidden) {
    made += text.slice(last, start) + shown;
    last = end;
  }
  return made + text.slice(last);
}
