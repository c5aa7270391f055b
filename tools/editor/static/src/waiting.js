// Places where something is on its way (a picture that is being sent, a passage that is being read): they move with
// the words around them.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { el } from "./dom.js";

const key = new PluginKey("waiting");

export const waiting = new Plugin({
  key,
  state: {
    init: () => DecorationSet.empty,
    apply(tr, set) {
      const { add, remove } = tr.getMeta(key) ?? {};
      const mapped = set.map(tr.mapping, tr.doc);
      if (add) return mapped.add(tr.doc, [Decoration.widget(add.at, el("span", { class: "waiting" }, add.label), { id: add.id })]);
      return remove ? mapped.remove(mapped.find(null, null, spec => spec.id === remove)) : mapped;
    },
  },
  props: { decorations: state => key.getState(state) },
});

/** Marks a place with a word on what is awaited; gives a function that lifts the mark and tells where it is now. */
export function mark(view, at, label) {
  const id = {};
  view.dispatch(view.state.tr.setMeta(key, { add: { id, at, label } }));
  return () => {
    const [found] = key.getState(view.state).find(null, null, spec => spec.id === id);
    view.dispatch(view.state.tr.setMeta(key, { remove: id }));
    return found ? found.from : view.state.selection.from;
  };
}
