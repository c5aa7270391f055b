// Asks for the address of a link, and for its words where none are chosen.

import { TextSelection } from "prosemirror-state";
import { button, el } from "./dom.js";
import { schema } from "./schema.js";
import { say } from "./words.js";

const type = schema.marks.link;

/** A command that opens the dialog; in a link it changes that one. */
export function askLink(state, dispatch, view) {
  if (!state.selection.$from.parent.type.allowsMarkType(type)) return false;
  if (dispatch && view) ask(view, around(state));
  return true;
}

/** The chosen words, or the link in which the caret stands. */
function around({ selection: { $from, from, to, empty } }) {
  const near = [$from.nodeAfter, $from.nodeBefore].map(node => node && type.isInSet(node.marks));
  const mark = near.find(Boolean);
  if (!mark || !empty) return { from, to, mark };
  const { parent } = $from;
  let [first, last] = [$from.index() - (near[0] ? 0 : 1), $from.index() - (near[0] ? 0 : 1)];
  while (first > 0 && mark.isInSet(parent.child(first - 1).marks)) first--;
  while (last + 1 < parent.childCount && mark.isInSet(parent.child(last + 1).marks)) last++;
  const start = $from.posAtIndex(first);
  return { from: start, to: $from.posAtIndex(last + 1), mark };
}

function ask(view, { from, to, mark }) {
  const words = el("input", { id: "link-words", value: view.state.doc.textBetween(from, to, " ") });
  const address = el("input", { id: "link-address", value: mark?.attrs.href ?? "", required: true, autocomplete: "off", inputmode: "url" });
  const close = () => dialog.close();
  const remove = () => {
    view.dispatch(view.state.tr.removeMark(from, to, type));
    close();
  };
  const form = el("form", { method: "dialog" },
    el("label", { for: "link-words" }, say("link_words")), words,
    el("label", { for: "link-address" }, say("link_address")), address,
    el("p", { class: "hint" }, say("link_hint")),
    el("div", { class: "buttons" }, el("button", {}, say("link_set")), ...(mark ? [button(say("link_remove"), remove)] : []),
      button(say("cancel"), close)));
  form.addEventListener("submit", () => set(view, from, to, words.value, address.value, mark));
  const dialog = el("dialog", { class: "ask", "aria-label": say("link"), onclose: () => (dialog.remove(), view.focus()) }, form);
  document.body.append(dialog);
  dialog.showModal();
  (words.value ? address : words).focus();
}

function set(view, from, to, words, href, mark) {
  const { state } = view;
  const link = type.create({ href: href.trim(), title: mark?.attrs.title ?? null });
  const tr = state.tr;
  if (words !== state.doc.textBetween(from, to, " ") || from === to)
    tr.replaceWith(from, to, schema.text(words || href.trim(), state.doc.resolve(from).marks()));
  const end = tr.mapping.map(to);
  tr.removeMark(from, end, type).addMark(from, end, link);
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, end)).removeStoredMark(type).scrollIntoView());
}
