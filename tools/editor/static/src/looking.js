// What is wrong, beside the field or the block where it is mended; and the page as readers will see it.

import { button, el } from "./dom.js";
import { makeFrame } from "./frame.js";
import { ask, encoded, queue } from "./server.js";
import { say } from "./words.js";

/** A function that looks at a revision, shows what it finds, and promises the problems. One look at a time; of those
 * that wait, only the newest is asked for. */
export function makeLooking({ form, area }) {
  const frame = makeFrame();
  const list = document.querySelector("[data-problems]");
  const turn = queue();
  let newest = "";
  let told = null;

  async function look(revision) {
    if (revision !== newest) return null;
    const address = `${form.dataset.base}/bai/${encoded(form.dataset.path)}/soat?ban=${encodeURIComponent(revision)}`;
    const answer = await frame.during(ask(address));
    if (answer.status !== 200) {
      if (revision === newest) newest = ""; // so that it is asked for again
      frame.tell(answer.error ?? say("not_shown"));
      return null;
    }
    if (answer.frame) frame.show(new URL(answer.frame, location));
    if (revision !== newest) return null;
    showFields(form, answer.problems);
    area.showFlaws(answer.problems.filter(one => one.body_line));
    if (list) showList(list, answer, area, form);
    return answer.problems;
  }

  return revision => {
    if (revision === newest) return told;
    newest = revision;
    return (told = turn(() => look(revision)));
  };
}

function showFields(form, problems) {
  for (const place of form.querySelectorAll("[data-problem-for]")) {
    const name = place.dataset.problemFor;
    const own = problems.filter(one => one.field === name);
    place.textContent = own.map(one => one.text).join(" ");
    place.classList.toggle("warning", own.length > 0 && own.every(one => one.warning));
    fieldOf(form, name)?.setAttribute("aria-invalid", String(own.some(one => !one.warning)));
    if (own.length) unfold(place);
  }
}

/** What is folded away cannot be seen, nor go to. */
function unfold(place) {
  for (let box = place.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
}

const fieldOf = (form, name) => document.getElementById(`f-${name}`) ?? [...form.elements].find(one => one.name.startsWith(`${name}.`));

/** What a field is called, as its label says. */
function nameOf(form, { field, body_line }) {
  const control = field ? fieldOf(form, field) : body_line && form.querySelector("[data-body]");
  const label = control?.labels?.[0] ?? control?.querySelector?.("legend");
  return label?.firstChild.textContent.trim() ?? "";
}

function showList(list, { problems, elsewhere = 0 }, area, form) {
  const go = one => () => (one.body_line ? area.goToLine(one.body_line) : fieldOf(form, one.field)?.focus());
  const rows = problems.map(one => {
    const name = nameOf(form, one);
    return el("li", { class: one.warning ? "warning" : "error" }, ...(name ? [button(name, go(one)), ": "] : []), one.text);
  });
  list.replaceChildren(...rows, ...(elsewhere ? [el("li", { class: "quiet" }, say("elsewhere", { count: elsewhere }))] : []));
  const whole = list.closest(".flaws");
  if (whole) whole.hidden = !list.childElementCount;
}
