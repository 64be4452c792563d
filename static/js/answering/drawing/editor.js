/* drawing: lines with finger, mouse or pen, stamps by a press, by the keyboard's cross, or by nine
   buttons. Where a line has been is kept, thinned out; when, how fast and how hard never is.
   It stands alone: kinds/registry.js fetches it where a questionnaire has a drawing. */

import { element, marksOf, paintSheet, paintedMark, pathOf, sheet, drawnAs } from "./picture.js";

const WIDE = 1000;
const HIGH = 750;
const STEP = 50;
const MOST_MARKS = 300;
const MOST_SIGNS = 24000;
const NEAR = 3;  // units within which a line may stray from where it was drawn
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/* `page`: how the page says things, `announce` and `filled` of page/page.js. */
export function startDrawing(form, page) {
  form.querySelectorAll('[data-kind="drawing"]').forEach((question) => new Drawing(question, page).start());
}

class Drawing {
  constructor(question, { announce, filled }) {
    Object.assign(this, { question, announce, filled });
    this.place = question.querySelector("[data-drawing]");
    this.holder = question.querySelector("[data-drawn]");
    this.words = this.place.dataset;
    this.cross = { x: WIDE / 2, y: HIGH / 2 };
    this.line = null;  // the points of the line that is being drawn
  }

  start() {
    this.table = this.place.querySelector("[data-table]");
    this.paper = sheet();
    ["data-sheet", "aria-hidden"].forEach((name) => this.paper.setAttribute(name, "true"));
    this.table.appendChild(this.paper);
    this.mark = element("path", { class: "cross", d: "M-40 0H40M0-40V40" });
    this.place.addEventListener("click", (event) => this.pressed(event.target.closest("button")));
    this.question.addEventListener("filled", () => this.draw());
    this.table.addEventListener("keydown", (event) => this.keyed(event));
    this.table.addEventListener("pointerdown", (event) => this.begin(event));
    this.table.addEventListener("pointermove", (event) => this.go(event));
    ["pointerup", "pointercancel"].forEach((end) => this.table.addEventListener(end, () => this.end()));
    ["focus", "blur"].forEach((sign) => this.table.addEventListener(sign, () => this.drawCross()));
    this.place.hidden = false;
    this.question.querySelectorAll("[data-with-drawing]").forEach((each) => { each.hidden = false; });
    this.question.querySelectorAll("[data-without-drawing]").forEach((each) => { each.hidden = true; });
    this.draw();
  }

  /* ---------------------------------------------------------------- what is on the sheet */

  get marks() {
    return marksOf(this.holder.value);
  }

  draw() {
    paintSheet(this.paper, this.holder.value, this.words.pictures);
    this.table.setAttribute("aria-label", this.filled(this.words.holds, { n: this.marks.length }));
  }

  keep(marks) {
    this.holder.value = drawnAs(marks);
    this.draw();
    this.holder.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* What has no room any more is said; what is there stays. */
  add(mark, said) {
    const marks = this.marks.concat(mark);
    const isFull = marks.length > MOST_MARKS || drawnAs(marks).length > MOST_SIGNS;
    if (!isFull) this.keep(marks);
    else this.draw();
    const told = isFull ? this.words.full : said;
    this.place.querySelector("[data-told]").textContent = isFull ? told : "";
    if (told) this.announce(told);
  }

  /* ---------------------------------------------------------------- tools */

  chosen(tool) {
    return this.place.querySelector(`[data-${tool}][aria-pressed="true"]`);
  }

  pressed(button) {
    if (!button) return;
    const { x, y } = button.dataset;
    if (x) this.stampAt(this.beside(Number(x), Number(y)), button.dataset.where);
    else if (button.matches("[data-again]")) this.emptySheet();
    else this.take(button);
  }

  emptySheet() {
    this.keep([]);
    this.announce(this.words.emptied);
  }

  /* Lines are drawn in a colour until a stamp is taken up, and the other way round. */
  take(button) {
    const tools = button.matches("[data-width]") ? "[data-width]" : "[data-colour], [data-print]";
    this.place.querySelectorAll(tools).forEach((each) =>
      each.setAttribute("aria-pressed", String(each === button)));
  }

  /* A second stamp on the same place lies a little beside the first. */
  beside(x, y) {
    const isTaken = (place) => this.marks.some((mark) => mark.split(" ").length === 2 && mark.split(" ")[1] === place);
    let at = { x, y };
    for (let times = 1; isTaken(`${at.x},${at.y}`) && times < 9; times += 1) {
      at = { x: x + 30 * (times % 3), y: y + 30 * Math.floor(times / 3) };
    }
    return at;
  }

  stampAt({ x, y }, where) {
    const print = this.chosen("print") || this.place.querySelector("[data-print]");
    const what = print.querySelector(".word").textContent;
    this.add(`${print.dataset.print} ${x},${y}`, this.filled(this.words.placed, { what, where }));
  }

  get pen() {
    const colour = this.chosen("colour");
    return colour && `${colour.dataset.colour} ${this.chosen("width").dataset.width}`;
  }

  /* ---------------------------------------------------------------- finger, mouse, pen */

  placeOf(event) {
    const { left, top, width, height } = this.paper.getBoundingClientRect();
    return {
      x: within(Math.round((event.clientX - left) * WIDE / width), WIDE),
      y: within(Math.round((event.clientY - top) * HIGH / height), HIGH),
    };
  }

  begin(event) {
    if (!event.isPrimary || event.button || this.line) return;
    const place = this.placeOf(event);
    if (!this.pen) return void this.stampAt(place, this.whereIs(place));
    this.table.setPointerCapture(event.pointerId);
    this.line = [place];
    this.drawing = paintedMark(this.lineMark(), this.words.pictures);
    this.paper.appendChild(this.drawing);
  }

  go(event) {
    if (!this.line || !event.isPrimary) return;
    this.line.push(this.placeOf(event));
    this.drawing.setAttribute("d", pathOf(this.line.map(pointOf)));
  }

  end() {
    if (!this.line) return;
    this.line = thinned(this.line);
    const mark = this.lineMark();
    this.line = null;
    this.add(mark);
  }

  lineMark() {
    return [this.pen].concat(this.line.map(pointOf)).join(" ");
  }

  /* ---------------------------------------------------------------- keyboard */

  keyed(event) {
    const step = ARROWS[event.key];
    if (step) this.moveCross(...step);
    else if (event.key === "Enter" || event.key === " ") this.pressCross();
    else return;
    event.preventDefault();
  }

  moveCross(x, y) {
    const before = this.whereIs(this.cross);
    this.cross = { x: within(this.cross.x + x * STEP, WIDE), y: within(this.cross.y + y * STEP, HIGH) };
    this.drawCross();
    const where = this.whereIs(this.cross);
    if (where !== before) this.announce(where);
  }

  pressCross() {
    const where = this.whereIs(this.cross);
    if (this.pen) this.add(`${this.pen} ${pointOf(this.cross)}`, this.filled(this.words.dotted, { where }));
    else this.stampAt(this.cross, where);
    this.drawCross();
  }

  drawCross() {
    this.mark.remove();
    if (document.activeElement !== this.table) return;
    this.mark.setAttribute("transform", `translate(${this.cross.x} ${this.cross.y})`);
    this.paper.appendChild(this.mark);
  }

  /* Which of the nine places it is in, in words. */
  whereIs({ x, y }) {
    const third = (place, size) => Math.min(2, Math.floor(3 * place / size));
    return this.place.querySelectorAll("[data-where]")[3 * third(y, HIGH) + third(x, WIDE)].dataset.where;
  }
}

const within = (place, size) => Math.max(0, Math.min(size, place));

const pointOf = ({ x, y }) => `${x},${y}`;

/* The line with as few points as tell where it was (Ramer 1972, Douglas and Peucker 1973). */
export function thinned(points) {
  const last = points.length - 1;
  if (last < 2) return points;
  let far = 0;
  let split = 0;
  for (let at = 1; at < last; at += 1) {
    const away = distance(points[at], points[0], points[last]);
    if (away > far) [far, split] = [away, at];
  }
  if (far <= NEAR) return [points[0], points[last]];
  return thinned(points.slice(0, split + 1)).concat(thinned(points.slice(split)).slice(1));
}

function distance(point, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const along = squared ? ((point.x - from.x) * dx + (point.y - from.y) * dy) / squared : 0;
  const near = Math.max(0, Math.min(1, along));
  return Math.hypot(point.x - from.x - near * dx, point.y - from.y - near * dy);
}

