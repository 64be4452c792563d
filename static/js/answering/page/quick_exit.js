/* Leaving quickly: a press, or three presses of Shift, and nothing of this page is to be seen. */

import { forgetAll, hasLeft } from "../sending/tab_memory.js";

const WITHIN = 1200;  // milliseconds for three presses of Shift

/* First everything is gone from the screen, the tab's memory, its fields and its address; only then
   the network is asked. Where it does not answer, the page stays blank: a browser's page about a
   missing network would name this site. */
export function leave(address) {
  if (hasLeft) return;
  forgetAll();
  document.documentElement.classList.add("left");
  document.title = "\u00a0";
  document.querySelectorAll("input, textarea, select").forEach((field) => { field.value = ""; });
  document.body.replaceWith(document.createElement("body"));
  window.history.replaceState(null, "", address);
  goOnWhereThereIsANetwork(address);
}

/* The neutral page may be another site's, behind a redirect that is not followed here. */
async function goOnWhereThereIsANetwork(address) {
  const asks = { method: "HEAD", credentials: "omit", cache: "no-store", redirect: "manual" };
  const answer = await window.fetch(address, asks).catch(() => ({ ok: false }));
  if (answer.ok || answer.type === "opaqueredirect") window.location.replace(address);
}

export function leaveOnThreeShifts(goAway) {
  let presses = [];
  const start = () => { presses = []; };
  document.addEventListener("pointerdown", start);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") return start();
    if (event.repeat) return undefined;
    presses = presses.filter((time) => event.timeStamp - time < WITHIN).concat(event.timeStamp);
    return presses.length >= 3 ? goAway() : undefined;
  });
}
