// One button: what the server says while it publishes appears line by line.

import { button, el } from "./dom.js";
import { encoded, lines } from "./server.js";
import { say } from "./words.js";

/** Lines are JSON: `{line, address, outcome}`; the last one has an outcome. */
export async function publish(form) {
  const list = el("ol", {});
  const close = el("button", { class: "button", autofocus: true }, say("close"));
  const dialog = el("dialog", { class: "ask publishing", "aria-label": say("publishing") },
    el("h2", {}, say("publishing")), el("div", { role: "log" }, list), el("form", { method: "dialog" }, close));
  let done = false;
  dialog.addEventListener("close", () => (done ? location.reload() : dialog.remove()));
  document.body.append(dialog);
  dialog.showModal();
  const tell = step => list.append(row(step));
  const go = async known => {
    done = await follow(form, tell, known).catch(error => {
      tell({ line: error.notice ?? error.error ?? say("publish_cut"), outcome: false });
      if (error.notice) anyway();
      return false;
    });
  };
  const anyway = () => {
    const press = button(say("publish_anyway"), () => (press.remove(), go(true)), { class: "button" });
    close.before(press);
  };
  await go(false);
}

/** What has to be known first comes instead of lines; who asks again says that it is known. */
async function follow(form, tell, known) {
  const address = `${form.dataset.base}/bai/${encoded(form.dataset.path)}/dang`;
  const body = JSON.stringify({ revision: form.dataset.revision, ...(known && { known }) });
  let outcome = null;
  for await (const line of lines(address, { method: "POST", body, headers: { "content-type": "application/json" } })) {
    const step = JSON.parse(line);
    tell(step);
    outcome = step.outcome ?? outcome;
  }
  if (outcome === null) throw {};
  return outcome;
}

function row({ line, address, outcome }) {
  const kind = outcome === true ? "done" : outcome === false ? "error" : null;
  const link = address ? [" ", el("a", { href: address, target: "_blank", rel: "noopener" }, address)] : [];
  return el("li", { class: kind }, line, ...link);
}
