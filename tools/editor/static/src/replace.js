// Another body takes the place of the present one: only blocks that differ are touched, so that the caret stays.

import { open } from "./document.js";
import { writeBlock } from "./serialise.js";

const MOST = 4_000_000;

/** A transaction after which the document is that of `body`. */
export function replaceBody(state, body) {
  const next = open(body);
  const [old, fresh] = [blocksOf(state.doc), blocksOf(next)];
  const { tr } = state;
  for (const run of runs(old, fresh).reverse()) put(tr, old, fresh, run);
  for (const name of ["lead", "tail"])
    if (state.doc.attrs[name] !== next.attrs[name]) tr.setDocAttribute(name, next.attrs[name]);
  return tr;
}

/** Blocks with their places. Empty ones, where somebody is about to write, count with the block before them. */
function blocksOf(doc) {
  const blocks = [];
  doc.forEach((node, from) => {
    const source = writeBlock(node);
    const block = { node, from, to: from + node.nodeSize, key: JSON.stringify([node.type.name, node.attrs.gap, source]) };
    if (source || !blocks.length) blocks.push(block);
  });
  return blocks;
}

function put(tr, old, fresh, [a, b, c, d]) {
  if (b - a === 1 && d - c === 1 && old[a].node.type === fresh[c].node.type && within(tr, old[a], fresh[c].node)) return;
  const from = a < old.length ? old[a].from : old.at(-1).to;
  tr.replaceWith(from, b > a ? old[b - 1].to : from, fresh.slice(c, d).map(block => block.node));
}

/** Changes only what differs inside of a block; false where its shape is another one. */
function within(tr, { node, from }, next) {
  const start = node.content.findDiffStart(next.content);
  if (start !== null) {
    let { a, b } = node.content.findDiffEnd(next.content);
    const overlap = start - Math.min(a, b);
    if (overlap > 0) [a, b] = [a + overlap, b + overlap];
    if (!node.resolve(start).sameParent(node.resolve(a)) || !next.resolve(start).sameParent(next.resolve(b))) return false;
    tr.replace(from + 1 + start, from + 1 + a, next.slice(start, b));
  }
  tr.setNodeMarkup(from, null, next.attrs);
  return true;
}

/** Where two lists differ: `[from, to, from, to]` in both, in order. */
function runs(old, fresh) {
  let head = 0;
  while (head < old.length && head < fresh.length && old[head].key === fresh[head].key) head++;
  let [a, b] = [old.length, fresh.length];
  while (a > head && b > head && old[a - 1].key === fresh[b - 1].key) [a, b] = [a - 1, b - 1];
  if (a === head && b === head) return [];
  if ((a - head) * (b - head) > MOST) return [[head, a, head, b]];
  return between(old.slice(head, a), fresh.slice(head, b)).map(run => run.map(at => at + head));
}

/** The longest common row of blocks, and the runs between its members. */
function between(old, fresh) {
  const width = fresh.length + 1;
  const best = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = fresh.length - 1; j >= 0; j--)
      best[i * width + j] = old[i].key === fresh[j].key ? best[(i + 1) * width + j + 1] + 1
        : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
  const found = [];
  let [i, j, a, c] = [0, 0, 0, 0];
  const close = () => (i > a || j > c) && found.push([a, i, c, j]);
  while (i < old.length && j < fresh.length) {
    if (old[i].key === fresh[j].key) {
      close();
      [a, c] = [++i, ++j];
    } else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
    else j++;
  }
  [i, j] = [old.length, fresh.length];
  close();
  return found;
}
