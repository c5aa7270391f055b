// A body of Markdown as a document, and back: `close(open(body))` is `body`.

import { readBlock } from "./parse.js";
import { schema } from "./schema.js";
import { writeBlock } from "./serialise.js";
import { join, joints, split } from "./split.js";

export function open(body) {
  const { blocks, tail } = split(body);
  const lead = blocks[0]?.gap ?? "";
  const nodes = blocks.map((block, at) => readBlock(at ? block : { ...block, gap: null }));
  return schema.node("doc", { lead, tail }, nodes.length ? nodes : [schema.node("paragraph")]);
}

const blocksOf = doc => doc.content.content.map(node => ({ gap: node.attrs.gap, text: writeBlock(node) }));

export const close = doc => doc.attrs.lead + join(blocksOf(doc)) + doc.attrs.tail;

/** The number of the block in which line `line` of the body (from 1) stands. */
export function blockAtLine(doc, line) {
  let last = doc.attrs.lead.split("\n").length;
  const found = joints(blocksOf(doc)).findIndex(text => (last += text.split("\n").length - 1) >= line);
  return found < 0 ? doc.childCount - 1 : found;
}
