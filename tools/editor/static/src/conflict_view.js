// A passage that two people changed: both wordings, and a button for each way to go on.

import { button, el } from "./dom.js";
import { open } from "./document.js";
import { say } from "./words.js";
import { writeBlock } from "./serialise.js";

const PARTS = /^<{7} ?([^\n]*)\n([^]*?)(?:^\|{7}[^\n]*\n[^]*?)?^={7}[^\n]*\n([^]*?)^>{7} ?([^\n]*)$/m;

/** Both wordings between git's marks, and whose they are. */
function wordings(source) {
  const [, name, ours, theirs, other] = PARTS.exec(source);
  return [[name, ours], [other, theirs]].map(([whose, words]) => [whose, words.replace(/\n$/, "")]);
}

export function conflictView(node, view, getPos) {
  const [[name, ours], [other, theirs]] = wordings(node.attrs.source);
  const both = [ours, theirs].filter(Boolean).join("\n\n");
  const choose = words => () => keep(view, getPos(), words);
  const way = (whose, words) => el("div", {}, el("strong", {}, whose), el("pre", {}, words || say("nothing")));
  const dom = el("div", { class: "conflict", contenteditable: "false", role: "group", "aria-label": say("conflict") },
    el("p", {}, say("conflict")), way(name || say("ours"), ours), way(other || say("theirs"), theirs),
    el("div", { class: "buttons" }, button(say("keep_ours"), choose(ours)), button(say("keep_theirs"), choose(theirs)),
      button(say("keep_both"), choose(both))));
  return { dom, stopEvent: event => event.target.tagName === "BUTTON", ignoreMutation: () => true };
}

const tight = node => node?.attrs.gap === "\n";

/** The chosen words take the place of the passage. They are read together with what stands close to it, since a row of
 *  a table or an item of a list may be all that differed. */
function keep(view, pos, words) {
  const { doc } = view.state;
  const at = doc.resolve(pos).index(0);
  let [from, to] = [at, at];
  while (from > 0 && tight(doc.child(from))) from--;
  while (tight(doc.maybeChild(to + 1))) to++;
  let [start, end, text] = [0, 0, ""];
  doc.forEach((node, offset, index) => {
    if (index < from || index > to) return;
    if (index === from) start = offset;
    end = offset + node.nodeSize;
    const source = index === at ? words : writeBlock(node);
    if (source) text += (text ? node.attrs.gap ?? "\n\n" : "") + source;
  });
  const { gap } = doc.child(from).attrs;
  const made = open(text).content.content.map((node, index) =>
    (index ? node : node.type.create({ ...node.attrs, gap }, node.content)));
  view.dispatch(view.state.tr.replaceWith(start, end, made).scrollIntoView());
  view.focus();
}
