// On paper, the day of printing, which no page knows when it is made.
addEventListener("beforeprint", () => {
  const now = new Date();
  const day = `${now.getDate()}/${now.getMonth() + 1}/${now.getFullYear()}`;
  for (const place of document.querySelectorAll("[data-print-day]")) {
    place.textContent = place.dataset.printDay.replace("{day}", day);
  }
});
