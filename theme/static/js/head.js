document.documentElement.dataset.scripted = "";
try {
  const size = localStorage.getItem("text-size");
  if (/^[0-5]$/.test(size)) document.documentElement.dataset.textSize = size;
} catch {}
