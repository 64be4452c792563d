import assert from "node:assert/strict";
import { test } from "node:test";
import { lines } from "../../../../static/js/safeguarding/cases/case_order.js";
import { inUnits, redacted } from "../../../../static/js/safeguarding/cases/redaction.js";

const made = (id, channel, likeness) => ({ id, level: "urgent", state: "new", channel, likeness });

test("near-identical cases are one line, and channels take turns", () => {
  const cases = [made(1, "a", [1, 2]), made(2, "a", [1, 2]), made(3, "a", [3, 4]), made(4, "b", [5, 6])];
  const ids = lines(cases).map((line) => line.map(({ id }) => id));
  assert.deepEqual(ids, [[1, 2], [4], [3]]);
});

test("places count code points, also after an emoji", () => {
  const text = "😀 soy Ana";
  assert.equal(redacted(text, [inUnits(text, { start: 6, end: 9, shown: "[nombre]" })]), "😀 soy [nombre]");
});
