/* Which recordings and films the page has of what stands on it. Nothing is fetched before a press,
   but by a session's tablets that have no voice (offline_recordings.js). */

const FILES = { m: ["mp3", "audio/mpeg"], o: ["opus", "audio/ogg; codecs=opus"], 4: ["mp4", "video/mp4"], w: ["webm", "video/webm"] };

export const saidIn = (element) => element.textContent.split(/\s+/).filter(Boolean).join(" ");

/* As surveys/media/recordings.py: FNV-1a of 32 bits. */
export function markOf(text) {
  let value = 0x811c9dc5;
  new TextEncoder().encode(text).forEach((byte) => { value = Math.imul(value ^ byte, 0x01000193); });
  return (value >>> 0).toString(16).padStart(8, "0");
}

function plays(media, type) {
  return Boolean(media.canPlayType && media.canPlayType(type));
}

/* A shelf of files: element with data-address and data-marks. */
export class Shelf {
  constructor(element, tag) {
    this.address = element.dataset.address;
    this.media = document.createElement(tag);
    this.letters = {};
    (element.dataset.marks || "").split(" ").filter(Boolean).forEach((each) => {
      const [mark, letters] = each.split(":");
      this.letters[mark] = letters;
    });
  }

  /* { address, isSynthetic } of what says that text, in a format that plays here; else undefined. */
  of(text) {
    return this.filed(markOf(text));
  }

  /* The addresses of all that plays here. */
  all() {
    return Object.keys(this.letters).map((mark) => this.filed(mark)).filter(Boolean).map(({ address }) => address);
  }

  /* Is that the address of a recording of the same page, maybe of an older one? */
  holds(address) {
    return address.indexOf(this.address.replace(/[^/]*\/$/, "")) === 0;
  }

  filed(mark) {
    const letters = Array.from(this.letters[mark] || "");
    const letter = letters.find((each) => FILES[each] && plays(this.media, FILES[each][1]));
    return letter && { address: this.address + mark + "." + FILES[letter][0], isSynthetic: letters.indexOf("s") >= 0 };
  }
}
