/* A drawing as surveys/kinds/drawing.py writes it, and as it is painted. Only what that grammar has is
   painted, element by element: nothing of a drawing is ever read as markup. It stands alone: the desk
   uses it as well. */

const SIGN = "~drawing";
const BETWEEN = " / ";
const SPACE = "http://www.w3.org/2000/svg";
const COLOURS = {
  black: "#1d1d1f", red: "#c8102e", orange: "#e8730c", yellow: "#f2c200",
  green: "#1f7a3a", blue: "#1f5fbf", purple: "#7b3fa0", brown: "#7a4a21",
};
const WIDTHS = { 1: 6, 2: 14, 3: 30 };
const STAMP = 140;
const LINE = /^([a-z]+) ([123])((?: \d{1,4},\d{1,3})+)$/;
const PRINT = /^([a-z][a-z0-9_]*) (\d{1,4}),(\d{1,3})$/;

export const marksOf = (value) => (value ? value.split(BETWEEN).slice(1) : []);

export const drawnAs = (marks) => (marks.length ? [SIGN].concat(marks).join(BETWEEN) : "");

export function element(name, attributes) {
  const made = document.createElementNS(SPACE, name);
  Object.keys(attributes).forEach((key) => made.setAttribute(key, attributes[key]));
  return made;
}

export function sheet() {
  const paper = element("svg", { viewBox: "0 0 1000 750", focusable: "false" });
  paper.appendChild(element("rect", { width: 1000, height: 750, fill: "#fff" }));
  return paper;
}

/* `pictures`: the address of the sheet that stamps are on. */
export function paintSheet(paper, value, pictures) {
  while (paper.children.length > 1) paper.lastElementChild.remove();
  marksOf(value).forEach((mark) => {
    const painted = paintedMark(mark, pictures);
    if (painted) paper.appendChild(painted);
  });
}

export function paintedMark(mark, pictures) {
  const line = LINE.exec(mark);
  if (line && COLOURS[line[1]]) {
    return element("path", {
      d: pathOf(line[3].trim().split(" ")), fill: "none", stroke: COLOURS[line[1]],
      "stroke-width": WIDTHS[line[2]], "stroke-linecap": "round", "stroke-linejoin": "round",
    });
  }
  const [, name, x, y] = PRINT.exec(mark) || [];
  return name ? element("use", {
    href: `${pictures}#${name}`, x: x - STAMP / 2, y: y - STAMP / 2, width: STAMP, height: STAMP,
  }) : null;
}

/* A line of one point is a dot: a line back to where it is. */
export function pathOf(points) {
  const places = points.map((point) => point.replace(",", " "));
  return `M${places[0]}L${(places.length > 1 ? places.slice(1) : places).join("L")}`;
}
