document.documentElement.dataset.scripted = "";
if (/[?&]q=[^&]/.test(location.search)) document.documentElement.dataset.asked = "";
try {
  const size = localStorage.getItem("text-size");
  if (/^[0-5]$/.test(size)) document.documentElement.dataset.textSize = size;
} catch {}
