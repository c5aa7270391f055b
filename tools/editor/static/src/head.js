// What stands above the form: in which state the text is, and what can be done with it. A fresh copy of the page says it.

import { fresh, queue } from "./server.js";

const turn = queue(); // so that the newest copy is the last

/** Where what the server says of a text is not what the page shows. */
export function stateIs(form, { is_draft, submitted }) {
  const state = `${is_draft} ${submitted}`;
  if (form.dataset.state !== state) renewHead(form);
  form.dataset.state = state;
}

/** Resolves to the form of the fresh copy; null where there is none, as somebody has to sign in. */
export const renewHead = form => turn(() => renew(form));

async function renew(form) {
  const page = await fresh();
  const now = page.querySelector("form[data-editor]");
  if (!now) return null;
  form.dataset.state = now.dataset.state;
  put(document.querySelector("[data-head]"), page.querySelector("[data-head]"));
  return now;
}

function put(old, head) {
  const there = old?.contains(document.activeElement) && document.activeElement.href;
  old?.replaceWith(document.adoptNode(head));
  if (there) [...head.querySelectorAll("a")].find(one => one.href === there)?.focus();
}
