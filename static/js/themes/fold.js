// Themes are folded: on a telephone they are a list of their names. On a wide screen they stand open,
// beside the list; so does the theme that the address names, to which a press leads back.
const themes = [...document.querySelectorAll("article.theme > details")];
const all = document.querySelector("[data-all]");

if (matchMedia("(min-width: 64rem)").matches) openAll(true);
openNamed();
addEventListener("hashchange", openNamed);

if (all) {
  all.addEventListener("click", () => openAll(!areAllOpen()));
  document.addEventListener("toggle", sayWhatItDoes, true);
  sayWhatItDoes();
  all.parentElement.hidden = false;
}

function openNamed() {
  const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = themes.find((each) => each.parentElement === named);
  if (!fold) return;
  fold.open = true;
  named.scrollIntoView();
}

function openAll(isOpen) {
  for (const fold of themes) fold.open = isOpen;
}

function areAllOpen() {
  return themes.every((fold) => fold.open);
}

function sayWhatItDoes() {
  all.textContent = areAllOpen() ? all.dataset.foldAll : all.dataset.unfoldAll;
}
