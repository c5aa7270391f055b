// Buttons that copy what they name: an address (data-copy-text) or the text of an element (data-copy-from).
const status = document.querySelector("[data-copy-status]");

async function copy(button) {
  const { copyText, copyFrom } = button.dataset;
  try {
    await navigator.clipboard.writeText(copyText ?? document.getElementById(copyFrom).textContent);
    status.textContent = status.dataset.copied;
    button.textContent = status.dataset.done;
  } catch {
    status.textContent = status.dataset.failed;
  }
}

for (const button of document.querySelectorAll("[data-copy-text], [data-copy-from]")) {
  if (navigator.clipboard) button.addEventListener("click", () => copy(button));
  else button.remove();
}
