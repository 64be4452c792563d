// Officers' keys, in the very formats of consult/safeguarding/keys/formats.py. Nothing here is stored or sent.
import sodium from "../../../vendor/libsodium/libsodium-wrappers.mjs";

const PADDING = 4096;
const SORTING_PADDING = 256;
const ROWS = 4; // of the recovery sheet: eight bytes each, then two that catch a slip of the pen

export const ready = sodium.ready;

export class WrongKey extends Error {}

export class UnreadableSheet extends Error {
  constructor(row) {
    super(`row ${row}`);
    this.row = row;
  }
}

export const fromBase64 = (text) => sodium.from_base64(text, sodium.base64_variants.ORIGINAL);
export const toBase64 = (bytes) => sodium.to_base64(bytes, sodium.base64_variants.ORIGINAL);

export function normalised(passphrase) {
  return passphrase.normalize("NFKC").replace(/[ \t\r\n]+/g, " ").replace(/^ | $/g, "");
}

// Four different words, or sixteen signs that are not a few ones repeated.
export function isStrong(passphrase) {
  const phrase = normalised(passphrase);
  const words = new Set(phrase.toLowerCase().split(" ").filter((word) => [...word].length >= 3));
  const signs = [...phrase];
  return words.size >= 4 || (signs.length >= 16 && new Set(signs).size >= 8);
}

export function newPair() {
  const pair = sodium.crypto_box_keypair();
  return { public: pair.publicKey, private: pair.privateKey };
}

// cost: { operations, memory } of Argon2id, as the page names them.
export function wrap(privateKey, passphrase, cost) {
  const salt = sodium.randombytes_buf(sodium.crypto_pwhash_SALTBYTES);
  const nonce = sodium.randombytes_buf(sodium.crypto_secretbox_NONCEBYTES);
  const key = stretched(passphrase, salt, cost);
  const ciphertext = sodium.crypto_secretbox_easy(privateKey, nonce, key);
  wipe(key);
  const wrapped = new Uint8Array(nonce.length + ciphertext.length);
  wrapped.set(nonce);
  wrapped.set(ciphertext, nonce.length);
  return { wrapped, salt };
}

// The private half; WrongKey if the passphrase is another one.
export function unwrap(stored, passphrase, cost) {
  const key = stretched(passphrase, stored.salt, cost);
  const nonce = stored.wrapped.subarray(0, sodium.crypto_secretbox_NONCEBYTES);
  const ciphertext = stored.wrapped.subarray(nonce.length);
  try {
    return ofPublic(sodium.crypto_secretbox_open_easy(ciphertext, nonce, key), stored.public);
  } catch {
    throw new WrongKey();
  } finally {
    wipe(key);
  }
}

// A case as it was sealed for that key: an object of its parts.
export function open(sealed, privateKey, publicKey, padding = PADDING) {
  const padded = sodium.crypto_box_seal_open(sealed, publicKey, privateKey);
  return JSON.parse(sodium.to_string(sodium.unpad(padded, padding)));
}

// The small envelope that puts a case in order.
export function openSorting(sealed, privateKey, publicKey) {
  return open(sealed, privateKey, publicKey, SORTING_PADDING);
}

// An object, sealed for that key as a case is.
export function seal(content, publicKey) {
  const padded = sodium.pad(sodium.from_string(JSON.stringify(content)), PADDING);
  const sealed = sodium.crypto_box_seal(padded, publicKey);
  wipe(padded);
  return sealed;
}

// The same bytes, sealed for somebody else; what they say is never looked at. Throws if they are not
// for this key.
export function resealed(sealed, privateKey, publicKey, target) {
  const content = sodium.crypto_box_seal_open(sealed, publicKey, privateKey);
  const again = sodium.crypto_box_seal(content, target);
  wipe(content);
  return again;
}

// Do both say the same? Each is opened with its own pair.
export function sameContent(sealed, pair, again, otherPair) {
  const contents = [[sealed, pair], [again, otherPair]].map(([box, { public: shared, private: own }]) =>
    sodium.crypto_box_seal_open(box, shared, own),
  );
  const isSame = contents[0].length === contents[1].length && sodium.memcmp(...contents);
  contents.forEach(wipe);
  return isSame;
}

// Six groups of five digits, to be compared by telephone.
export function fingerprint(publicKey) {
  const label = sodium.from_string("alzavoz officer key");
  const hashed = sodium.crypto_generichash(30, Uint8Array.of(...label, ...publicKey));
  return Array.from({ length: 6 }, (_, group) => {
    const five = hashed.subarray(group * 5, group * 5 + 5);
    const number = five.reduce((sum, byte) => sum * 256 + byte, 0); // below 2 ** 40
    return String(number % 100000).padStart(5, "0");
  }).join(" ");
}

// The private half as rows of five groups of four signs, to be printed.
export function recoveryRows(privateKey) {
  return Array.from({ length: ROWS }, (_, row) => {
    const part = privateKey.subarray(row * 8, row * 8 + 8);
    return (sodium.to_hex(part) + check(row, part)).toUpperCase().match(/.{4}/g);
  });
}

// The private half from what was copied off the sheet; UnreadableSheet names the row, from 1.
export function fromRecovery(typed, publicKey) {
  const signs = typed.toLowerCase().replace(/o/g, "0").replace(/[^0-9a-z]/g, "");
  const privateKey = new Uint8Array(ROWS * 8);
  for (let row = 0; row < ROWS; row += 1) {
    const written = signs.slice(row * 20, row * 20 + 20);
    if (!/^[0-9a-f]{20}$/.test(written)) throw new UnreadableSheet(row + 1);
    const part = sodium.from_hex(written.slice(0, 16));
    if (check(row, part) !== written.slice(16)) throw new UnreadableSheet(row + 1);
    privateKey.set(part, row * 8);
  }
  return ofPublic(privateKey, publicKey);
}

export function wipe(bytes) {
  if (bytes) sodium.memzero(bytes);
}

function stretched(passphrase, salt, cost) {
  return sodium.crypto_pwhash(
    sodium.crypto_secretbox_KEYBYTES,
    normalised(passphrase),
    salt,
    cost.operations,
    cost.memory,
    sodium.crypto_pwhash_ALG_ARGON2ID13,
  );
}

function ofPublic(privateKey, publicKey) {
  if (!sodium.memcmp(sodium.crypto_scalarmult_base(privateKey), publicKey)) throw new WrongKey();
  return privateKey;
}

function check(row, part) {
  return sodium.to_hex(sodium.crypto_generichash(16, Uint8Array.of(row, ...part))).slice(0, 4);
}
