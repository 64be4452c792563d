// What a retired key opens is sealed for the key in use, and looked at once with that before it is
// sent: the site erases the old envelope when it takes the new one.
import { onPassing, openedPair } from "./reseal.js";
import * as keys from "./crypto.js";
import { costOf } from "./passphrase_fields.js";

const form = document.getElementById("pass-on");

await keys.ready;
form.hidden = false;
document.querySelector("[data-starting]").remove();

onPassing(form, () => {
  const old = openedPair(form, "old", costOf(form));
  const pair = old && openedPair(form, "new", costOf(form));
  if (!pair) {
    keys.wipe(old?.private);
    return null;
  }
  return {
    reseal: (sealed) => {
      const again = keys.resealed(sealed, old.private, old.public, pair.public);
      if (!keys.sameContent(sealed, old, again, pair)) throw new Error("sealed wrongly");
      return again;
    },
    forget: () => [old, pair].forEach((each) => keys.wipe(each.private)),
  };
});
