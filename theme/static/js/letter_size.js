// A− and A+ on every page: the size of letters, kept on the device. head.js applies it before anything is drawn; without
// script there are no buttons (letter_size.css).
const group = document.querySelector("[data-letter-size]");
const root = document.documentElement;
const NORMAL = 1;
const LARGEST = 5;

const size = () => Number(root.dataset.textSize ?? NORMAL);

function mark() {
  for (const button of group.querySelectorAll("button")) {
    const end = Number(button.dataset.textStep) < 0 ? 0 : LARGEST;
    button.setAttribute("aria-disabled", size() === end);
  }
}

function change(step) {
  const wanted = Math.max(0, Math.min(LARGEST, size() + step));
  root.dataset.textSize = wanted;
  group.querySelector("[role=status]").textContent = group.dataset.sizes
    .replace("{n}", wanted + 1)
    .replace("{all}", LARGEST + 1);
  mark();
  try {
    localStorage.setItem("text-size", wanted);
  } catch {
    // A private window keeps nothing; the page at hand is set all the same.
  }
}

if (group) {
  group.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) change(Number(button.dataset.textStep));
  });
  mark();
}
