// Signing in again without leaving the page: the form of the sign-in page in a dialog.

import { button, el } from "./dom.js";
import { say } from "./words.js";

let running = null;

/** Resolves when somebody has signed in; the page then has the new session's token. */
export function signIn(address) {
  running ??= ask(address).finally(() => (running = null));
  return running;
}

const pageOf = async response => new DOMParser().parseFromString(await response.text(), "text/html");

async function ask(address) {
  const dialog = el("dialog", { class: "ask", "aria-label": say("sign_in") });
  dialog.addEventListener("cancel", event => event.preventDefault());
  document.body.append(dialog);
  const before = document.activeElement;
  for (let page = await pageOf(await reach(address)); page; page = await answered(dialog, page, address));
  await renew();
  dialog.remove();
  before?.focus();
}

/** Asks until there is a network again. */
async function reach(address, given) {
  for (;;) {
    const response = await fetch(address, given).catch(() => null);
    if (response) return response;
    await new Promise(done => setTimeout(done, 3000));
  }
}

/** Shows the form of a page and sends it. The page with the next form where it was refused, null where not. */
async function answered(dialog, page, address) {
  const form = document.adoptNode(page.querySelector("input[type=password]").form);
  const said = [...page.querySelectorAll("[role=alert], .problem, .notice")].map(one => one.textContent.trim()).filter(Boolean);
  dialog.replaceChildren(el("p", {}, say("signed_out")), el("p", { role: "alert", class: "problem" }, said[0] ?? ""), form);
  if (!dialog.open) dialog.showModal();
  form.querySelector("input:not([type=hidden])").focus();
  await new Promise(done => form.addEventListener("submit", event => (event.preventDefault(), done()), { once: true }));
  const response = await reach(new URL(form.getAttribute("action") || address, location), { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const next = await pageOf(response);
  return next.querySelector("input[type=password]") ? next : null;
}

/** This page as the server has it now. */
export const fresh = async () => pageOf(await reach(location.href));

/** The token of the session as it is now; whether it is another one. */
export async function renew() {
  const token = (await fresh()).querySelector("meta[name=token]").content;
  const meta = document.querySelector("meta[name=token]");
  const other = meta.content !== token;
  meta.content = token;
  document.querySelectorAll("input[name=token]").forEach(field => (field.value = token));
  return other;
}
