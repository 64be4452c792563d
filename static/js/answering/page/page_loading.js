/* Another page of the site, fetched to be shown in the place of this one. */

export const PATIENCE = 30 * 1000;

export async function fetchPage(address, options, patience) {
  const control = new AbortController();
  const timer = window.setTimeout(() => control.abort(), patience || PATIENCE);
  try {
    const response = await window.fetch(address, { credentials: "omit", signal: control.signal, ...options });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const { status, headers, redirected, url } = response;
    return { page, status, isShort: headers.has("Preference-Applied"), moved: redirected && url };
  } finally {
    window.clearTimeout(timer);
  }
}

export const isPage = (page, name) => Boolean(page.querySelector(`main[data-page="${name}"]`));

/* The same questionnaire in another language or for another age. Asked for by its address alone:
   no answer leaves the page. */
export async function otherVersion(address) {
  const { status, page } = await fetchPage(address, {});
  if (status !== 200 || !isPage(page, "questionnaire")) throw new Error("not a page of ours");
  return page;
}

/* ------------------------------------------------------------------ one entry in the history */

/* Links and forms among children's pages take the place of the page they are on, so that "back" after
   leaving finds none of them. */
const OURS = ["/j/", "/join", "/help", "/withdraw"];
const IN_PLACE = ["join", "withdraw"];

export function isOurs(link) {
  return link.origin === window.location.origin && !link.target
    && OURS.some((start) => link.pathname.startsWith(start));
}

export function isSentInPlace(form) {
  const main = form.closest("main");
  return form.method === "post" && main && IN_PLACE.indexOf(main.dataset.page) >= 0;
}

/* { page } to show in place of this one, or { address } to go on to. */
export async function sendInPlace(form) {
  const fields = new URLSearchParams(new FormData(form));
  const { page, moved } = await fetchPage(form.action, { method: "POST", body: fields, cache: "no-store" });
  if (moved) return { address: moved };
  if (!page.querySelector("main[data-page]")) throw new Error("not a page of ours");
  return { page };
}
