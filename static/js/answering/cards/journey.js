/* One card at a time: forward, back, the trail of stones, and the look back before sending. */

import { asked, controls, questionsIn, textField, valuesOf } from "../page/answers.js";
import { drawGuide } from "./guide.js";
import { closeBehind, drawCover, reopen, veiled } from "./cover.js";
import { fill, refresh, spoken, touch } from "../kinds/registry.js";
import { lettersOver } from "../kinds/text.js";
import { drawMap, takeMap } from "./map.js";
import { announce, filled, focusHeading, headingIn, make, sentence, taken } from "../page/page.js";
import { pipe, plainAsk } from "./piping.js";
import { triedIn, untry, untryLast } from "./quiz.js";
import { canUndo, forgetPast, noteChange, startUndoing, undone } from "./undo.js";
import { askToQuote, rememberQuotes } from "./quote_permission.js";

const TELLING = ["assent", "check"];  // the cards before the questions

const isQuestion = (id) => TELLING.indexOf(id) < 0;

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
    this.tools = made.querySelector("[data-tools]");
    this.steps = made.querySelector("[data-steps]");
    this.main.insertBefore(this.trail, this.form);
    takeMap(this.form, this.trail);
    const below = this.form.querySelector("[data-change]");
    [this.tools, this.steps].forEach((row) => this.form.insertBefore(row, below));
    this.form.querySelectorAll(".assent a, a[data-do]").forEach((link) => link.setAttribute("role", "button"));
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
      const concept = question.dataset.question;
      if (!started) fill(question, this.memory.of(concept));
      this.memory.answers[concept] = valuesOf(question);
      refresh(question);
    });
    delete this.memory.bands[this.memory.band];
    startUndoing(this.form);
  }

  remember(question) {
    noteChange(question);
    this.memory.open[question.dataset.question] = true;
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
    return Boolean(this.here && this.here.dataset.card !== "assent");
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
    const { band, card, told } = this.memory;
    const isStarted = this.form.hasAttribute("data-started");
    document.documentElement.classList.add("steps");
    drawGuide(this.form, this.memory);
    if (problem) this.show("send");
    else if (!isStarted && told.indexOf(band) < 0) this.tell(card);
    else if (way.indexOf(card) > 0) this.show(card);
    else if (card && card !== "assent" || isStarted) this.show(way.find(isQuestion));
    else this.show("assent", { quietly: true });
  }

  /* Every band is told something else: whoever changes to one begins there, and goes on where they were;
     from the look back to the first question, since the band has others. */
  tell(card) {
    if (isQuestion(card) && card !== "send") this.memory.onward = card;
    this.show("assent", { quietly: !card || card === "assent" });
  }

  show(id, { quietly } = {}) {
    const card = this.card(id);
    this.dropEmptyDispute(card);
    this.leaveCard(card);
    this.growFrom(card);
    card.classList.add("here");
    const { jumpedFrom, seen } = this.memory;
    this.memory.card = id;
    this.noteTold(id);
    if (!jumpedFrom && seen.indexOf(id) < 0) seen.push(id);  // else it will be passed again
    this.memory.save();
    this.main.dataset.here = id;
    if (id === "send") this.lookBack();
    this.drawTrail();
    this.draw();
    pipe(this.form, card);
    if (!quietly) this.arrive();
  }

  noteTold(id) {
    const { band, told } = this.memory;
    if (id !== "assent" && told.indexOf(band) < 0) told.push(band);
    if (isQuestion(id)) this.memory.onward = "";
  }

  /* What is sensitive closes on every card but the one that is shown; where the page is new also on
     that one, but for what was being answered. */
  leaveCard(next) {
    const old = this.here;
    const { open } = this.memory;
    controls(this.form, "[data-sensitive]").forEach((question) => {
      const card = question.closest("[data-card]");
      if (card === next && (old || open[question.dataset.question])) return;
      closeBehind(question);
      forgetPast(card);
    });
    if (!old) return;
    old.classList.remove("here");
    this.memory.open = {};
  }

  /* The new card grows from where the finger was. */
  growFrom(card) {
    if (!this.finger) return;
    const { left, top } = this.form.getBoundingClientRect();
    card.style.transformOrigin = `${this.finger.x - left}px ${this.finger.y - top}px`;
  }

  arrive() {
    focusHeading(this.here);
    if (!this.trail.hidden) announce(this.trail.querySelector("[data-where]").textContent);
  }

  /* ---------------------------------------------------------------- the trail */

  draw() {
    const { card } = this.here.dataset;
    const asks = this.askedHere().length;
    this.here.dataset.asks = asks;
    this.way();
    this.steps.hidden = card === "send" || !this.isStarted;
    this.drawSkip(card === "check" ? 1 : asks);
    this.drawTools(asks > 0 || card === "send" || card === "check");
    const word = this.memory.jumpedFrom ? "return" : this.memory.isReturning ? "done" : "next";
    this.steps.querySelector('[data-do="next"] [data-word]').textContent = sentence(word);
  }

  /* In the look back above the answers, else below them. */
  drawTools(isOfUse) {
    const list = this.here.querySelector("[data-given]");
    const next = list || this.steps;
    this.tools.hidden = !isOfUse;
    if (this.tools.nextElementSibling !== next) next.parentNode.insertBefore(this.tools, next);
    const undo = this.tools.querySelector('[data-do="undo"]');
    undo.hidden = Boolean(list);
    undo.setAttribute("aria-disabled", String(!canUndo(this.here) && !triedIn(this.here).length));
    drawCover(this.tools.querySelector('[data-do="cover"]'), this.here, this.memory.covered);
    const dispute = this.tools.querySelector('[data-do="dispute"]');
    if (dispute) dispute.hidden = !this.isDisputable(dispute.dataset.field);
  }

  isDisputable(field) {
    return this.askedHere().length > 0 && !this.here.querySelector(`[data-question="${field}"]`);
  }

  askedHere() {
    return asked(this.form).filter((question) =>
      this.here.contains(question) && question.dataset.kind !== "info");
  }

  drawSkip(count) {
    const skip = this.steps.querySelector('[data-do="skip"]');
    skip.hidden = !count;
    skip.querySelector("[data-word]").textContent = sentence(count > 1 ? "skip-all" : "skip");
  }

  /* Drawn on arrival only: stones that came or went while a child answers would tell that the answer
     leads past something. What lies behind never changes. Until all is decided there are as many as
     on the longest path: the end may come nearer, and never goes away. */
  drawTrail() {
    const way = this.way().slice(1);
    const at = way.indexOf(this.here.dataset.card);
    const isOpen = way.slice(at).some((id) => this.card(id).hasAttribute("data-decides"));
    const of = Math.max(way.length, isOpen && this.form.dataset.most);
    this.trail.hidden = at < 0;
    const where = this.trail.querySelector("[data-where]");
    where.dataset.words = where.dataset.words || where.textContent;
    where.textContent = filled(where.dataset.words, { n: at + 1, of });
    const stones = this.trail.querySelector("ol");
    stones.textContent = "";
    for (let place = 0; place < of; place += 1) {
      stones.appendChild(make("li", place < at ? "done" : place === at ? "here" : "ahead"));
    }
    drawMap(this.trail, way.map((id) => this.card(id)), way[at], this.memory.seen);
  }

  /* ---------------------------------------------------------------- forward and back */

  next() {
    const tooLong = questionsIn(this.here).find(lettersOver);
    if (tooLong) return this.pointTo(tooLong);
    if (this.memory.jumpedFrom) return this.comeBack();
    const way = this.way();
    const at = way.indexOf(this.here.dataset.card);
    const unseen = way.slice(at + 1).find((id) => this.memory.seen.indexOf(id) < 0);
    const following = this.memory.isReturning ? unseen || "send" : this.after(way[at + 1], way);
    if (following === "send") this.memory.isReturning = false;
    return this.show(following);
  }

  /* From what is told to the card where one was, if this band has it. */
  after(id, way) {
    const { onward } = this.memory;
    return isQuestion(id) && way.indexOf(onward) > 0 ? onward : id;
  }

  back() {
    if (this.memory.jumpedFrom) return this.comeBack();
    const way = this.way();
    return this.show(way[Math.max(way.indexOf(this.here.dataset.card) - 1, 0)]);
  }

  /* To one question further on, and from there back to where one was. */
  jump(concept) {
    this.memory.jumpedFrom = this.here.dataset.card;
    this.goTo(concept);
  }

  comeBack() {
    const from = this.memory.jumpedFrom;
    this.memory.jumpedFrom = "";
    this.show(from);
  }

  goTo(concept) {
    const question = this.form.querySelector(`[data-question="${concept}"]`);
    this.show(question.closest("[data-card]").dataset.card, { quietly: true });
    const heading = headingIn(question);
    heading.scrollIntoView({ block: "center" });
    heading.focus({ preventScroll: true });
    return question;
  }

  /* "This question is badly made": to the field for that, with the question's own words in it. */
  dispute(concept) {
    const ask = plainAsk(this.askedHere()[0]);
    this.jump(concept);
    const question = this.form.querySelector(`[data-question="${concept}"]`);
    const before = valuesOf(question)[0] || "";
    const begun = before + (before ? "\n" : "") + sentence("disputed", { ask });
    this.memory.disputed = { concept, begun, before };
    fill(question, [begun]);
    this.remember(question);
    const text = question.querySelector("textarea");
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  }

  /* Nothing was added to the words that were put there: then nothing was disputed. Seen to on whatever
     card comes next, so that our words are never sent as a child's. */
  dropEmptyDispute(next) {
    const { concept, begun, before } = this.memory.disputed;
    const question = this.form.querySelector(`[data-question="${concept}"]`);
    if (!question || next.contains(question)) return;  // another band may not have it
    this.memory.disputed = {};
    if ((valuesOf(question)[0] || "").trim() !== begun.trim()) return;
    fill(question, before ? [before] : []);
    this.remember(question);
  }

  skip() {
    questionsIn(this.here).forEach((question) => {
      reopen(question);
      fill(question, []);
      this.remember(question);
    });
    this.next();
  }

  undo() {
    const question = undone(this.here);
    announce(sentence(question || untryLast(this.here) ? "undone" : "nothing-to-undo"));
    if (question) this.remember(question);
    this.draw();
  }

  pointTo(question) {
    const text = textField(question);
    text.focus();
    announce(question.querySelector("[data-count]").textContent);
  }

  cover() {
    const { card } = this.here.dataset;
    const { covered } = this.memory;
    covered[card] = !covered[card];
    this.memory.save();
    if (covered[card]) announce(sentence("covered"));
    this.draw();
    pipe(this.form, this.here);
  }

  touched(event) {
    if (event.type === "click") this.finger = { x: event.clientX, y: event.clientY };
    if (event.target.name === "quote") return void rememberQuotes(this.form, this.memory);
    const question = event.target.closest && event.target.closest("[data-question]");
    if (!question) return undefined;
    touch(question, event);
    if (event.type === "click") return undefined;
    this.remember(question);
    if (event.type === "change") question.classList.toggle("leans");
    return this.draw();
  }

  /* ---------------------------------------------------------------- the look back */

  lookBack() {
    const list = this.form.querySelector("[data-given]");
    list.textContent = "";
    asked(this.form).filter((question) => question.dataset.kind !== "info")
      .forEach((question) => list.appendChild(this.given(question)));
    askToQuote(this.form, this.memory);
  }

  given(question) {
    const row = make("li");
    const ask = plainAsk(question);
    row.appendChild(make("h3", "", ask));
    const answer = make("div", "answer " + question.dataset.kind);
    const parts = spoken(question);
    answer.append(...(parts.length ? parts : [make("p", "nothing", sentence("nothing"))]));
    row.appendChild(answer);
    if (question.hasAttribute("data-sensitive") && parts.length) row.appendChild(veiled(answer, ask));
    const change = make("button", "link", sentence("change"));
    change.dataset.to = question.dataset.question;
    change.setAttribute("aria-label", sentence("change") + ": " + ask);
    row.appendChild(change);
    return row;
  }

  change(concept) {
    this.memory.isReturning = true;
    this.goTo(concept);
  }

  tooLong() {
    return asked(this.form).some(lettersOver);
  }

  /* ---------------------------------------------------------------- an empty page for the next child */

  empty() {
    this.memory.forget();
    untry(this.form);
    questionsIn(this.form).forEach((question) => {
      reopen(question);
      fill(question, []);
      const text = textField(question);
      if (text) text.defaultValue = "";  // the page may have come with it
    });
    startUndoing(this.form);
    this.form.querySelectorAll('[data-problem], [data-kept][name*="."], [data-given] > *, [data-quote-list] > *')
      .forEach((each) => each.remove());
    pipe(this.form, this.form);
    this.form.querySelector("[data-not-sent]").hidden = true;
    this.show("assent", { quietly: true });
    this.memory.forget();
    drawGuide(this.form, this.memory);
    announce("");  // what was said last had words in it
  }
}
