/* Seals a form for the consultation's transport key, in the format of consult/answering/sends/transport_sealing.py:
   what waits on a shared tablet can be opened by the site alone. Needs WebCrypto, so HTTPS or
   localhost. With outbox.js it stands alone: only a session's tablets load it. */

const VERSION = 1;
const INFO = new TextEncoder().encode("alzavoz transport 1");
const PADDING = 1024;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

export function canSeal() {
  return Boolean(window.crypto && window.crypto.subtle);
}

/* fields: URLSearchParams; publicKey: 65 bytes; address: the path the form would be posted to.
   Gives the bytes of the envelope. */
export async function seal(fields, publicKey, address) {
  const subtle = window.crypto.subtle;
  const receiver = await subtle.importKey("raw", publicKey, CURVE, false, []);
  const pair = await subtle.generateKey(CURVE, true, ["deriveBits"]);
  const sender = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const shared = await subtle.deriveBits({ name: "ECDH", public: receiver }, pair.privateKey, 256);
  const { key, nonce } = await derived(shared, joined(sender, publicKey));
  const sealed = await subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(address) },
    key, padded(new TextEncoder().encode(fields.toString())));
  return joined(Uint8Array.of(VERSION), sender, new Uint8Array(sealed));
}

async function derived(shared, salt) {
  const subtle = window.crypto.subtle;
  const base = await subtle.importKey("raw", shared, "HKDF", false, ["deriveBits"]);
  const bits = await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info: INFO }, base, 44 * 8);
  const key = await subtle.importKey("raw", bits.slice(0, 32), "AES-GCM", false, ["encrypt"]);
  return { key, nonce: new Uint8Array(bits.slice(32)) };
}

function padded(bytes) {
  const whole = new Uint8Array(Math.ceil(bytes.length / PADDING) * PADDING);
  whole.set(bytes);
  return whole;
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
  return whole;
}

export function fromBase64(text) {
  return Uint8Array.from(window.atob(text), (sign) => sign.charCodeAt(0));
}
