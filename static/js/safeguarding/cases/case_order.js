// Order of the desk's list, once the key is open: near-identical cases are one line with a count, and
// channels take turns, so that a flood from one of them cannot bury what came by another. The
// envelopes opened here say the channel and how alike two texts are (consult/safeguarding/cases/near_duplicates.py),
// nothing of what they say; to read a case it still has to be opened, which is logged.
import * as keys from "../keys/crypto.js";

const ALIKE = 0.8; // estimated share of letter runs in common

const envelopes = new Map(); // case -> what its envelope said, while the key is open

// cases: [{ level, state, channel, likeness }] in the server's order, which is by level, new ones
// first, then by waiting. Returns lines in the order to show, each a list of cases.
export function lines(cases) {
  const blocks = new Map();
  for (const line of alike(cases)) {
    const [{ level, state, channel }] = line;
    const block = `${level} ${state === "new"}`;
    if (!blocks.has(block)) blocks.set(block, new Map());
    const channels = blocks.get(block);
    if (!channels.has(channel)) channels.set(channel, []);
    channels.get(channel).push(line);
  }
  return [...blocks.values()].flatMap((channels) => inTurns([...channels.values()]));
}

// Cases of one level, state and channel whose texts are nearly the same; each in one line.
function alike(cases) {
  const found = [];
  const places = new Map();
  for (const each of cases) {
    const place = `${each.level} ${each.state} ${each.channel}`;
    if (!places.has(place)) places.set(place, []);
    const near = places.get(place).find(([first]) => share(first, each) >= ALIKE);
    if (near) {
      near.push(each);
    } else {
      const line = [each];
      places.get(place).push(line);
      found.push(line);
    }
  }
  return found;
}

function share(one, other) {
  if (!one.likeness || !other.likeness) return 0;
  const { length } = one.likeness;
  let equal = 0;
  for (let place = 0; place < length; place += 1) {
    if (one.likeness[place] === other.likeness[place]) equal += 1;
  }
  return equal / length;
}

function inTurns(queues) {
  const longest = Math.max(...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, turn) =>
    queues.filter((queue) => turn < queue.length).map((queue) => queue[turn]),
  ).flat();
}

// Put the list on the page in order. `open` opens an envelope, or throws; `isOpen`: is the key still?
export async function sort(section, open, isOpen) {
  const list = section.querySelector("[data-cases]");
  const items = section.dataset.all ? await allOf(section.dataset.all) : [...list.children];
  if (!items || !list.isConnected || !isOpen()) return;
  const original = list.cloneNode(true);
  const cases = items.map((item) => ({ item, ...item.dataset, ...said(item, open) }));
  const shown = lines(cases);
  list.replaceChildren(...shown.map((line) => asLine(line, section)));
  for (const pages of section.querySelectorAll("[data-pages]")) pages.hidden = true;
  const summary = section.querySelector("[data-sorted]");
  summary.querySelector("[data-cases-count]").textContent = String(cases.length);
  summary.querySelector("[data-lines-count]").textContent = String(shown.length);
  summary.hidden = false;
  section.unsort = () => {
    list.replaceChildren(...original.children);
    summary.hidden = true;
    for (const pages of section.querySelectorAll("[data-pages]")) pages.hidden = false;
  };
}

// Forget what the envelopes said, and show the server's order again.
export function unsort(section) {
  envelopes.clear();
  section?.unsort?.();
}

// Every case that waits, not only those of this page of the list.
async function allOf(address) {
  try {
    const response = await fetch(address);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.querySelectorAll("#waiting [data-cases] > li");
    return response.ok ? [...found].map((item) => document.adoptNode(item)) : null;
  } catch {
    document.getElementById("unreachable").hidden = false;
    return null;
  }
}

function said(item, open) {
  const { case: id, sorting } = item.dataset;
  if (!envelopes.has(id)) envelopes.set(id, opened(sorting, open));
  return envelopes.get(id);
}

function opened(sorting, open) {
  if (!sorting) return { channel: "", likeness: null };
  try {
    const { channel, likeness } = open(keys.fromBase64(sorting));
    return { channel, likeness: new Uint32Array(keys.fromBase64(likeness).slice().buffer) };
  } catch {
    return { channel: "", likeness: null }; // sealed for a key from before
  }
}

function asLine(line, section) {
  for (const { item, channel } of line) nameChannel(item, channel, section);
  const [{ item }] = line;
  if (line.length === 1) return item;
  const made = section.querySelector("template").content.cloneNode(true).firstElementChild;
  made.classList.add(...item.classList);
  made.querySelector("[data-count]").textContent = String(line.length);
  for (const part of ["level", "state", "channel", "when"]) {
    const place = made.querySelector(`[data-part="${part}"]`);
    place.textContent = item.querySelector(`[data-part="${part}"]`).textContent;
  }
  made.querySelector("ol").append(...line.map((each) => each.item));
  return made;
}

function nameChannel(item, channel, section) {
  const name = section.querySelector(`[data-channel-name="${CSS.escape(channel)}"]`);
  item.querySelector('[data-part="channel"]').textContent = name ? name.textContent : "";
}
