// Between nodes of running text and the pieces that are read and written as Markdown.

import { readInline, writeInline } from "./inline.js";
import { schema } from "./schema.js";

const marksOf = marks => Object.entries(marks).map(([name, value]) => schema.mark(name, value === true ? null : value));

/** Nodes of running text; null where the source has something that stays in its own words. */
export function inlineNodes(source) {
  return readInline(source)?.map(piece => (piece.text
    ? schema.text(piece.text, marksOf(piece.marks))
    : schema.node("line", { source: piece.line }, null, marksOf(piece.marks)))) ?? null;
}

/** The running text of a node, as pieces. */
function piecesOf(node) {
  const pieces = [];
  node.forEach(child => {
    const marks = Object.fromEntries(child.marks.map(mark => [mark.type.name, mark.type.name === "link" ? { ...mark.attrs } : true]));
    pieces.push(child.isText ? { text: child.text, marks } : { line: child.attrs.source, marks });
  });
  return pieces;
}

/** The running text of a node as Markdown, without blank signs at its ends. */
export const inlineSource = node => writeInline(piecesOf(node)).trim();
