// The row under a text: its address copied, the device's share sheet. A button that cannot work here goes; without
// script there is no row at all (head.js, share.css).
const row = document.querySelector("[data-share-row]");
const status = row.querySelector("[role=status]");
const address = () => document.querySelector("link[rel=canonical]").href;

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

for (const [name, act, works] of [["copy", copy, navigator.clipboard], ["share", share, navigator.share]]) {
  const button = row.querySelector(`[data-${name}]`);
  if (works) button.addEventListener("click", act);
  else button.remove();
}
