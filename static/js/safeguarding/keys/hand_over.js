// Cases that this officer opens are sealed for another officer as well.
import { onPassing, openedPair } from "./reseal.js";
import * as keys from "./crypto.js";
import { costOf } from "./passphrase_fields.js";

const form = document.getElementById("pass-on");

await keys.ready;
document.querySelector("[data-starting]")?.remove();
if (form) arrange();

function arrange() {
  const target = keys.fromBase64(form.dataset.target);
  document.getElementById("fingerprint").textContent = keys.fingerprint(target); // of these very bytes
  form.hidden = false;
  onPassing(form, () => {
    const mine = openedPair(form, "old", costOf(form));
    if (!mine) return null;
    return {
      reseal: (sealed) => keys.resealed(sealed, mine.private, mine.public, target),
      forget: () => keys.wipe(mine.private),
    };
  });
}
