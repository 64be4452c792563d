import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.window = globalThis;
const { seal } = await import("../../../../static/js/answering/sending/sealing.js");
const { subtle } = globalThis.crypto;
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const ADDRESS = "/j/CDFG3467/6-9/waited";

async function open(envelope, pair, address) {
  const receiver = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const raw = envelope.slice(1, 66);
  const sender = await subtle.importKey("raw", raw, CURVE, false, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: sender }, pair.privateKey, 256);
  const base = await subtle.importKey("raw", shared, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode("alzavoz transport 1");
  const salt = Uint8Array.of(...raw, ...receiver);
  const bits = await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, base, 352);
  const key = await subtle.importKey("raw", bits.slice(0, 32), "AES-GCM", false, ["decrypt"]);
  const additionalData = new TextEncoder().encode(address);
  const opened = await subtle.decrypt({ name: "AES-GCM", iv: bits.slice(32), additionalData }, key, envelope.slice(66));
  return new TextDecoder().decode(opened).replace(/\0+$/, "");
}

test("what is sealed opens with the private key, and at its address alone", async () => {
  const pair = await subtle.generateKey(CURVE, true, ["deriveBits"]);
  const publicKey = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const fields = new URLSearchParams({ ask: "menos anuncios, ¿sí?" });
  const envelope = await seal(fields, publicKey, ADDRESS);
  assert.equal(await open(envelope, pair, ADDRESS), fields.toString());
  assert.equal(envelope.length, 66 + 1024 + 16);
  await assert.rejects(open(envelope, pair, "/j/OTHER/6-9/waited"));
});
