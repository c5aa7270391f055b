// The row of tools over a text: the size of its letters, kept on the device, its address, the device's share sheet.
// A button that cannot work here goes; without script there is no row at all (head.js, reading.css).
const row = document.querySelector("[data-reading]");
const status = row.querySelector("[role=status]");
const root = document.documentElement;
const sizes = [...row.querySelectorAll("[data-text-step]")];
const NORMAL = 1;
const LARGEST = 5;
const address = () => document.querySelector("link[rel=canonical]").href;

const size = () => Number(root.dataset.textSize ?? NORMAL);

function mark() {
  for (const button of sizes) {
    const end = Number(button.dataset.textStep) < 0 ? 0 : LARGEST;
    button.setAttribute("aria-disabled", size() === end);
  }
}

function change(step) {
  const wanted = Math.max(0, Math.min(LARGEST, size() + step));
  root.dataset.textSize = wanted;
  status.textContent = row.dataset.sizes.replace("{n}", wanted + 1).replace("{all}", LARGEST + 1);
  mark();
  try {
    localStorage.setItem("text-size", wanted);
  } catch {
    // A private window keeps nothing; the page at hand is set all the same.
  }
}

async function copy() {
  try {
    await navigator.clipboard.writeText(address());
    status.textContent = row.dataset.copied;
  } catch {
    status.textContent = row.dataset.failed;
  }
}

function share() {
  navigator.share({ title: document.querySelector("h1").textContent.trim(), url: address() }).catch(() => {});
}

for (const button of sizes) button.addEventListener("click", () => change(Number(button.dataset.textStep)));
for (const [name, act, works] of [["copy", copy, navigator.clipboard], ["share", share, navigator.share]]) {
  const button = row.querySelector(`[data-${name}]`);
  if (works) button.addEventListener("click", act);
  else button.remove();
}
mark();
