/* The service worker of one session's tablets: its pages and their files, without a network. It keeps
   nothing of a child: no answer, no page that was made for one. consult/answering/pages/offline.py puts
   FINGERPRINT before it, so that it is another script whenever a page changes. It stands alone. */
/* global FINGERPRINT */

const START = new URL(self.registration.scope).pathname;  // "/j/CDFG3467"
const HERE = "\u241f";  // where a pack means START
const OURS = `alzavoz ${START} `;
const NAME = OURS + FINGERPRINT;
const RECORDINGS = OURS + "recordings";  // put there by tablets without a voice: answering/sending/tablet.js
const PATIENCE = 4 * 1000;  // for a network that does not answer
const HEADERS = [
  "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options", "Cross-Origin-Opener-Policy", "Permissions-Policy",
];

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting(), giveBack)));
self.addEventListener("activate", (event) => event.waitUntil(clear().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (url.pathname.startsWith("/audio/")) event.respondWith(recording(request));
  else if (isPage(url)) event.respondWith(page(request, keyOf(url)));
});

/* One request brings all pages: each is a list of lines, and lines that are alike are there once. */
async function fill() {
  const answered = await fetch(`${START}/offline.json`, { cache: "no-cache", credentials: "omit" });
  if (!answered.ok) throw new Error(`no pages: ${answered.status}`);
  const pack = JSON.parse((await answered.text()).split(HERE).join(START));
  const lines = pack.lines.split("\n");
  const cache = await caches.open(NAME);
  const kept = HEADERS.map((name) => [name, answered.headers.get(name)]).filter(([, value]) => value);
  await Promise.all(pack.pages.map(({ address, type, moved, steps }) =>
    cache.put(address, moved ? Response.redirect(moved) : made(linesOf(steps, lines), type, kept))));
  await cache.addAll(pack.files);
}

/* Where new pages find no room, those of now stay, and nothing of the new takes the room of what children
   send. One by one: the room of a whole store comes back only when nobody has it open any more. */
async function giveBack(reason) {
  const cache = await caches.open(NAME);
  await Promise.all((await cache.keys()).map((each) => cache.delete(each)));
  await caches.delete(NAME);
  throw reason;
}

/* Each step leads from the line after the one before. */
function linesOf(steps, lines) {
  let place = -1;
  return steps.map((step) => {
    place += step + 1;
    return lines[place];
  });
}

function made(lines, type, headers) {
  return new Response(lines.join("\n"), { headers: [["Content-Type", type], ...headers] });
}

async function clear() {
  const names = await caches.keys();
  const isOld = (name) => name.startsWith(OURS) && name !== NAME && name !== RECORDINGS;
  await Promise.all(names.filter(isOld).map((name) => caches.delete(name)));
}

/* A file has another address whenever it changes. */
async function file(request) {
  return (await kept(request.url)) || fetch(request);
}

const kept = async (address) => (await caches.open(NAME)).match(address);

/* Some browsers play only what answers to the part they asked for. */
async function recording(request) {
  const whole = await (await caches.open(RECORDINGS)).match(request.url);
  if (!whole) return fetch(request);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") || "");
  return range ? part(whole, Number(range[1]), range[2]) : whole;
}

async function part(whole, first, upTo) {
  const bytes = await whole.arrayBuffer();
  const last = Math.min(upTo ? Number(upTo) : Infinity, bytes.byteLength - 1);
  if (first > last) return new Response(null, { status: 416, headers: [["Content-Range", `bytes */${bytes.byteLength}`]] });
  return new Response(bytes.slice(first, last + 1), {
    status: 206,
    headers: [
      ["Content-Type", whole.headers.get("Content-Type")], ["Content-Range", `bytes ${first}-${last}/${bytes.byteLength}`],
    ],
  });
}

/* Pages that depend on their address and language alone. */
function isPage(url) {
  return (url.pathname === START || url.pathname.startsWith(START + "/")) && !url.searchParams.has("go");
}

function keyOf(url) {
  return `${url.pathname}?language=${url.searchParams.get("language") || "es"}`;
}

/* The site's own page where it can be had; a session that was closed says so. */
async function page(request, key) {
  const ours = await kept(key);
  if (!ours) return fetch(request);
  try {
    const answered = await Promise.race([asked(request), tooLate()]);
    return answered.status < 500 ? answered : stillKiosk(ours, request);
  } catch (unreachable) {
    return stillKiosk(ours, request);
  }
}

/* Past the browser's own store: what that has of the last minute may be older than ours. */
function asked(request) {
  const { url, redirect } = request;
  return fetch(url, { cache: "no-cache", credentials: "omit", redirect });
}

/* Where a session has one band, its start leads on to it, with what the tablet's address says. */
function stillKiosk(ours, request) {
  if (ours.status !== 302) return ours;
  const to = new URL(ours.headers.get("Location"), self.location.href);
  if (new URL(request.url).searchParams.has("kiosk")) to.searchParams.set("kiosk", "1");
  return Response.redirect(to.href);
}

function tooLate() {
  return new Promise((resolve, reject) => self.setTimeout(() => reject(new Error("too late")), PATIENCE));
}
