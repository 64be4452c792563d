import assert from "node:assert/strict";
import { test } from "node:test";
import * as keys from "../../../../static/js/safeguarding/keys/crypto.js";

await keys.ready;

test("a case opens with its own key alone", () => {
  const [pair, other] = [keys.newPair(), keys.newPair()];
  const sealed = keys.seal({ text: "hola" }, pair.public);
  assert.deepEqual(keys.open(sealed, pair.private, pair.public), { text: "hola" });
  assert.throws(() => keys.open(sealed, other.private, other.public));
});

test("a case that is sealed anew says the same to the other officer", () => {
  const [pair, other] = [keys.newPair(), keys.newPair()];
  const sealed = keys.seal({ text: "hola" }, pair.public);
  const again = keys.resealed(sealed, pair.private, pair.public, other.public);
  assert.ok(keys.sameContent(sealed, pair, again, other));
  assert.ok(!keys.sameContent(sealed, pair, keys.seal({ text: "adiós" }, other.public), other));
});

test("the recovery sheet gives the key back, and names the row of a slip", () => {
  const pair = keys.newPair();
  const rows = keys.recoveryRows(pair.private).map((row) => row.join(" "));
  assert.deepEqual(keys.fromRecovery(rows.join("\n"), pair.public), pair.private);
  rows[2] = rows[2].replace(/^./, (sign) => (sign === "0" ? "1" : "0"));
  assert.throws(() => keys.fromRecovery(rows.join("\n"), pair.public), { row: 3 });
});
