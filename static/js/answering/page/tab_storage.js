/* The tab's own memory: what `act` gives of it, or null where the browser refuses it or has no room. */

export function tabStore(act) {
  try {
    return act(window.sessionStorage);
  } catch (refused) {
    return null;
  }
}
