/* One card at a time: forward, back, the trail of stones, and the look back before sending. */

import {
  announce, asked, fill, filled, focusHeading, lettersOver, make, questionsIn, refresh, sentence, spoken, taken,
  touch, valuesOf,
} from "./questions.js";

export class Journey {
  constructor(form, memory) {
    this.form = form;
    this.memory = memory;
    this.main = form.closest("main");
    this.setUp();
  }

  setUp() {
    const made = taken("steps");
    this.trail = made.querySelector(".trail");
    this.steps = made.querySelector("[data-steps]");
    this.main.insertBefore(this.trail, this.form);
    this.form.insertBefore(this.steps, this.form.querySelector("[data-change]"));
    this.card("assent").querySelectorAll("a").forEach((link) => link.setAttribute("role", "button"));
    this.takeProblemAlong();
    this.fillIn();
    this.form.querySelector("[data-given]").hidden = false;
  }

  takeProblemAlong() {
    const problem = this.form.querySelector("[data-problem]");
    const last = this.card("send");
    if (problem) last.insertBefore(problem, last.firstChild);
  }

  /* A page that the server filled in knows best; else what this tab remembers. */
  fillIn() {
    const started = this.form.hasAttribute("data-started");
    questionsIn(this.form).forEach((question) => {
      if (started) this.remember(question);
      else fill(question, this.memory.answers[question.dataset.question] || []);
      refresh(question);
    });
  }

  remember(question) {
    this.memory.answers[question.dataset.question] = valuesOf(question);
    this.memory.save();
  }

  /* ---------------------------------------------------------------- where one is */

  card(id) {
    return this.form.querySelector(`[data-card="${id}"]`);
  }

  get here() {
    return this.form.querySelector("[data-card].here");
  }

  get isStarted() {
    return Boolean(this.here) && this.here.dataset.card !== "assent";
  }

  /* The cards of the path, as ids; questions off the path are out of sight on cards that stay. */
  way() {
    const path = asked(this.form);
    questionsIn(this.form).forEach((question) =>
      question.classList.toggle("off-path", path.indexOf(question) < 0));
    const cards = Array.from(this.form.querySelectorAll("[data-card]"));
    return cards
      .filter((card) => !questionsIn(card).length || card.querySelector("[data-question]:not(.off-path)"))
      .map((card) => card.dataset.card);
  }

  start() {
    const way = this.way();
    const problem = this.form.querySelector("[data-problem]");
    const { card } = this.memory;
    document.documentElement.classList.add("steps");
    if (problem) this.show("send");
    else if (way.indexOf(card) > 0) this.show(card);
    else if (card && card !== "assent" || this.form.hasAttribute("data-started")) this.show(way[1]);
    else this.show("assent", { quietly: true });
  }

  show(id, { quietly } = {}) {
    const old = this.here;
    if (old) old.classList.remove("here");
    this.card(id).classList.add("here");
    this.memory.card = id;
    if (this.memory.seen.indexOf(id) < 0) this.memory.seen.push(id);
    this.memory.save();
    this.main.dataset.here = id;
    if (id === "send") this.lookBack();
    this.draw();
    if (!quietly) this.arrive();
  }

  arrive() {
    focusHeading(this.here);
    if (!this.trail.hidden) announce(this.trail.querySelector("[data-where]").textContent);
  }

  /* ---------------------------------------------------------------- the trail */

  draw() {
    const way = this.way().slice(1);
    const at = way.indexOf(this.here.dataset.card);
    this.drawTrail(way, at);
    this.trail.hidden = this.steps.hidden = at < 0;
    if (this.here.dataset.card === "send") this.steps.hidden = true;
    this.drawSkip(this.askedHere().length);
    this.steps.querySelector('[data-do="next"] [data-word]').textContent = sentence(this.isReturning ? "done" : "next");
  }

  askedHere() {
    return asked(this.form).filter((question) =>
      this.here.contains(question) && question.dataset.kind !== "info");
  }

  drawSkip(count) {
    const skip = this.steps.querySelector('[data-do="skip"]');
    skip.hidden = !count;
    skip.textContent = sentence(count > 1 ? "skip-all" : "skip");
  }

  drawTrail(way, at) {
    const where = this.trail.querySelector("[data-where]");
    where.dataset.words = where.dataset.words || where.textContent;
    where.textContent = filled(where.dataset.words, { n: at + 1, of: way.length });
    const stones = this.trail.querySelector("ol");
    stones.textContent = "";
    way.forEach((id, place) =>
      stones.appendChild(make("li", place < at ? "done" : place === at ? "here" : "ahead")));
  }

  /* ---------------------------------------------------------------- forward and back */

  next() {
    const tooLong = questionsIn(this.here).find(lettersOver);
    if (tooLong) return this.pointTo(tooLong);
    const way = this.way();
    const at = way.indexOf(this.here.dataset.card);
    const unseen = way.slice(at + 1).find((id) => this.memory.seen.indexOf(id) < 0);
    const following = this.isReturning ? unseen || "send" : way[at + 1];
    if (following === "send") this.isReturning = false;
    return this.show(following);
  }

  back() {
    const way = this.way();
    this.show(way[Math.max(way.indexOf(this.here.dataset.card) - 1, 0)]);
  }

  skip() {
    questionsIn(this.here).forEach((question) => {
      fill(question, []);
      this.remember(question);
    });
    this.next();
  }

  pointTo(question) {
    const text = question.querySelector("textarea");
    text.focus();
    announce(question.querySelector("[data-count]").textContent);
  }

  touched(event) {
    const question = event.target.closest && event.target.closest("[data-question]");
    if (!question) return;
    touch(question, event);
    if (event.type === "click") return;
    this.remember(question);
    this.draw();
  }

  /* ---------------------------------------------------------------- the look back */

  lookBack() {
    const list = this.form.querySelector("[data-given]");
    list.textContent = "";
    asked(this.form).filter((question) => question.dataset.kind !== "info")
      .forEach((question) => list.appendChild(this.given(question)));
  }

  given(question) {
    const row = make("li");
    const ask = question.querySelector("[data-heading]").textContent;
    row.appendChild(make("h3", "", ask));
    const answer = make("div", "answer " + question.dataset.kind);
    const parts = spoken(question);
    (parts.length ? parts : [make("p", "nothing", sentence("nothing"))]).forEach((part) => answer.appendChild(part));
    row.appendChild(answer);
    const change = make("button", "link", sentence("change"));
    change.type = "button";
    change.dataset.to = question.dataset.question;
    change.setAttribute("aria-label", sentence("change") + ": " + ask);
    row.appendChild(change);
    return row;
  }

  change(concept) {
    const question = this.form.querySelector(`[data-question="${concept}"]`);
    this.isReturning = true;
    this.show(question.closest("[data-card]").dataset.card, { quietly: true });
    const heading = question.querySelector("[data-heading]");
    heading.scrollIntoView({ block: "center" });
    heading.focus({ preventScroll: true });
  }

  tooLong() {
    return asked(this.form).some(lettersOver);
  }

  /* ---------------------------------------------------------------- an empty page for the next child */

  empty() {
    this.memory.forget();
    this.isReturning = false;
    questionsIn(this.form).forEach((question) => fill(question, []));
    this.form.querySelectorAll("[data-problem]").forEach((problem) => problem.remove());
    this.form.querySelector("[data-not-sent]").hidden = true;
    this.show("assent", { quietly: true });
    this.memory.forget();
  }
}
