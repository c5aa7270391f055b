// One button: the text is looked at, and what the server says while it publishes appears line by line.

import { button, el } from "./dom.js";
import { ask, encoded, lines } from "./server.js";
import { say } from "./words.js";

// Milliseconds for a look at the text. One that takes longer is the first after a while; the server looks anyhow.
const LOOKING = 1500;

/** `look` tells what is wrong with the text, or null. Where something is, nothing is published and the promise is true.
 *  `published` is asked after it was done, and promises whether the page may stay as it is.
 *  Lines are JSON: `{line, address, outcome}`; the last one has an outcome. */
export async function publish(form, { look, published }) {
  const list = el("ol", {});
  const close = el("button", { class: "button", autofocus: true }, say("close"));
  const heading = el("h2", {}, say("publishing"));
  const dialog = el("dialog", { class: "ask publishing", "aria-label": say("publishing") },
    heading, el("div", { role: "log" }, list), el("form", { method: "dialog" }, close));
  let stays = Promise.resolve(true);
  dialog.addEventListener("close", async () => (dialog.remove(), await stays || location.reload()));
  document.body.append(dialog);
  dialog.showModal();
  const tell = step => list.append(row(step));
  const address = `${form.dataset.base}/bai/${encoded(form.dataset.path)}/dang`;
  const go = async () => {
    const done = await follow(form, address, tell).catch(error => {
      tell({ line: error.error ?? say("publish_cut"), outcome: false });
      return false;
    });
    heading.textContent = say(done ? "publishing_done" : "publishing_failed");
    if (done) stays = published();
  };
  const anyway = () => {
    const press = button(say("publish_anyway"), () => (press.remove(), go()), { class: "button" });
    close.before(press);
  };
  tell({ line: say("looking") });
  const [problems, { notice }] = await Promise.all([Promise.race([look(), pause(LOOKING)]), ask(address)]);
  if (problems?.some(problem => !problem.warning)) {
    dialog.close();
    return true;
  }
  if (!notice) return go();
  tell({ line: notice, outcome: false });
  anyway();
}

const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));

async function follow(form, address, tell) {
  const body = JSON.stringify({ revision: form.dataset.revision });
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
