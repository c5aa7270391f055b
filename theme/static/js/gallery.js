// Opens the pictures of a gallery large, in a dialog that is swiped, scrolled or stepped through; Esc closes it and the
// focus goes back to where it was. Without this script the links lead to the picture files.
const view = document.querySelector("[data-gallery-view]");
const strip = view.querySelector("[data-gallery-strip]");
const count = view.querySelector("[data-gallery-count]");
const steps = [...view.querySelectorAll("[data-gallery-step]")];
let opener;
let shown = 0;

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function enlarged(figure) {
  const copy = figure.cloneNode(true);
  copy.querySelector(".enlarge").remove();
  for (const source of copy.querySelectorAll("source")) source.sizes = "100vw";
  for (const marked of copy.querySelectorAll("[id]")) marked.removeAttribute("id");
  return copy;
}

function say() {
  const all = strip.children.length;
  const words = count.dataset.words.replace("{n}", shown + 1).replace("{all}", all);
  if (count.textContent !== words) count.textContent = words;
  for (const button of steps) {
    const end = Number(button.dataset.galleryStep) < 0 ? 0 : all - 1;
    button.setAttribute("aria-disabled", shown === end);
  }
}

function show(number, smoothly) {
  shown = Math.max(0, Math.min(number, strip.children.length - 1));
  strip.scrollTo({ left: strip.children[shown].offsetLeft, behavior: smoothly && !still() ? "smooth" : "instant" });
  say();
}

function open(link) {
  const figures = [...link.closest(".gallery").querySelectorAll("figure")];
  opener = link;
  strip.replaceChildren(...figures.map(enlarged));
  view.showModal();
  show(figures.indexOf(link.closest("figure")), false);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".gallery .enlarge");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link);
});

view.addEventListener("keydown", (event) => {
  const goal = { ArrowLeft: shown - 1, ArrowRight: shown + 1, Home: 0, End: Infinity }[event.key];
  if (goal === undefined) return;
  event.preventDefault();
  show(goal, true);
});

strip.addEventListener("scrollend", () => {
  shown = Math.round(strip.scrollLeft / strip.clientWidth);
  say();
});

addEventListener("resize", () => view.open && show(shown, false));

for (const button of steps) button.addEventListener("click", () => show(shown + Number(button.dataset.galleryStep), true));
view.querySelector("[data-gallery-close]").addEventListener("click", () => view.close());
view.addEventListener("close", () => {
  strip.replaceChildren();
  opener.focus();
});
