// Marks the tables that are wider than their frame, so that they say so and keep their first column in sight.
const { wide } = document.currentScript.dataset;
const frames = document.querySelectorAll(".table-scroll");

function measure() {
  for (const frame of frames) {
    if (frame.scrollWidth > frame.clientWidth + 1) frame.dataset.wide = wide;
    else delete frame.dataset.wide;
  }
}

measure();
document.fonts.ready.then(measure);
addEventListener("resize", measure);
new MutationObserver(measure).observe(document.documentElement, { attributeFilter: ["data-text-size"] });
