// What is wrong in a block, said under it.

import { Plugin, PluginKey, Selection } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { blockAtLine } from "./document.js";
import { el } from "./dom.js";

const key = new PluginKey("flaws");

export const flaws = new Plugin({
  key,
  state: {
    init: () => DecorationSet.empty,
    apply: (tr, set) => (tr.getMeta(key) ? drawn(tr.doc, tr.getMeta(key)) : set.map(tr.mapping, tr.doc)),
  },
  props: { decorations: state => key.getState(state) },
});

/** `problems`: `{body_line, text, warning}`. */
export const showFlaws = (view, problems) => view.dispatch(view.state.tr.setMeta(key, problems));

function drawn(doc, problems) {
  return DecorationSet.create(doc, problems.flatMap(({ body_line, text, warning }) => {
    const [from, to] = range(doc, body_line);
    const kind = warning ? "warning" : "error";
    const note = () => el("p", { class: `flaw ${kind}`, contenteditable: "false" }, text);
    return [Decoration.node(from, to, { class: `has-${kind}` }), Decoration.widget(to, note, { side: -1, key: kind + text })];
  }));
}

function range(doc, line) {
  let at = 0;
  const index = blockAtLine(doc, line);
  for (let i = 0; i < index; i++) at += doc.child(i).nodeSize;
  return [at, at + doc.child(index).nodeSize];
}

/** The caret goes to the block in which that line stands. */
export function goToLine(view, line) {
  const [from] = range(view.state.doc, line);
  const { state } = view;
  view.dispatch(state.tr.setSelection(Selection.near(state.doc.resolve(from + 1))).scrollIntoView());
  view.focus();
}
