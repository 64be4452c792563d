// The sheet for the authority: what an opened case shows on paper, printed or as a file of its own.
// It is made here, from what was opened here; the site only learns, beforehand, that it is made.
const STYLE = `
body { font: 12pt/1.5 sans-serif; color: #000; background: #fff; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5em; } h2 { font-size: 1.1em; margin: 1.5em 0 0; } p, ol { margin: .5em 0; }
blockquote { margin: 1em 0; padding-left: 1em; border-left: 4px solid; font-size: 1.2em; white-space: pre-wrap; overflow-wrap: anywhere; }
dl div { margin-top: .5em; } dt { font-size: .9em; } dd { margin: 0; font-weight: bold; }
svg { display: block; width: 100%; max-width: 30rem; height: auto; border: 1px solid; }
.blanks div { margin-top: 1.6em; border-bottom: 1px solid; max-width: 26rem; } ol { padding-left: 1.2em; }
@media print { body { margin: 0; } }`;

// The second half of a double press can come after the site has answered the first.
const DOUBLE_PRESS_MS = 1000;
const doublePress = () => new Promise((over) => setTimeout(over, DOUBLE_PRESS_MS));

document.addEventListener("submit", async (press) => {
  const form = press.target;
  if (form.id !== "notice") return;
  press.preventDefault();
  if (press.submitter?.disabled) return;
  const buttons = [...form.querySelectorAll("button:not([type=button])")];
  for (const button of buttons) button.disabled = true;
  await Promise.all([make(form, press.submitter?.value === "file"), doublePress()]);
  for (const button of buttons) button.disabled = false;
  press.submitter?.focus();
});

async function make(form, isFile) {
  const options = { method: "POST", body: new URLSearchParams(new FormData(form)) };
  const file = isFile ? await asPage().catch(() => null) : "";
  const response = file === null ? null : await fetch(form.action, options).catch(() => null);
  const isLogged = Boolean(response?.ok) && !response.redirected;
  document.getElementById("unreachable").hidden = isLogged;
  if (!isLogged) return;
  if (isFile) download(file, form.dataset.file);
  else window.print();
}

function download(page, name) {
  const file = new Blob([page], { type: "text/html;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// A page that needs nothing else: no script, no key, no address. Its style is put in as text: this
// page's own policy stops any style that is made here.
async function asPage() {
  const sheet = document.querySelector("main [data-desk]").cloneNode(true);
  const apart = ".no-print, [hidden], template, script, noscript, form, a, button";
  for (const part of sheet.querySelectorAll(apart)) part.remove();
  await carryStamps([...sheet.querySelectorAll("use")]);
  for (const [number, title] of sheet.querySelectorAll("p.title").entries()) {
    title.replaceWith(worded(number ? "h2" : "h1", title.textContent));
  }
  for (const part of sheet.querySelectorAll(":not(svg, svg *)")) keepOnly(part, ["class", "lang"]);
  const title = worded("title", sheet.querySelector("h1").textContent).outerHTML;
  const head = `<meta charset="utf-8">${title}<style>${STYLE}</style>`;
  const lang = document.documentElement.lang;
  return `<!doctype html>\n<html lang="${lang}"><head>${head}</head><body>${sheet.innerHTML}</body></html>\n`;
}

// The stamps of a drawing are pictures of another file: those that are used go with it.
async function carryStamps(stamps) {
  if (!stamps.length) return;
  const [address] = stamps[0].getAttribute("href").split("#");
  const text = await fetch(address).then((found) => found.text());
  const pictures = new DOMParser().parseFromString(text, "image/svg+xml");
  for (const stamp of stamps) {
    const [, name] = stamp.getAttribute("href").split("#");
    const picture = pictures.getElementById(name); // none is there any more once it was taken
    if (picture) stamp.parentNode.prepend(picture);
    stamp.setAttribute("href", `#${name}`);
  }
}

function worded(name, words) {
  return Object.assign(document.createElement(name), { textContent: words });
}

function keepOnly(part, kept) {
  for (const { name } of [...part.attributes]) if (!kept.includes(name)) part.removeAttribute(name);
}
