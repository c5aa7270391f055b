// From what is edited to the source of a block. What was not touched is written once, and remembered.

import { writeFigure } from "./figures.js";
import { inlineSource } from "./pieces.js";
import { join, split } from "./split.js";
import { writeTable } from "./tables.js";

const written = new WeakMap();

/** The source of a block; "" where there is nothing in it. */
export function writeBlock(node) {
  if (!written.has(node)) written.set(node, WRITERS[node.type.name](node));
  return written.get(node);
}

const WRITERS = {
  paragraph: writeParagraph,
  heading: node => lead("#".repeat(node.attrs.level), inlineSource(node).replace(/#+$/, "\\$&")),
  bullet_list: node => writeList(node, () => node.attrs.mark),
  ordered_list: node => writeList(node, at => `${node.attrs.start + at * node.attrs.step}.`),
  quote: writeQuote,
  table: writeTable,
  figure: writeFigure,
  rule: node => node.attrs.source,
  conflict: node => node.attrs.source,
  plain: node => node.textContent.replace(/^(?:[^\S\n]*\n)+|\s+$/g, ""),
};

const lead = (sign, words) => (words ? `${sign} ${words}` : "");

function writeParagraph(node) {
  const source = inlineSource(node).replace(/\n[^\S\n]*(?=\n)/g, "");
  return /^\s*(?:[#>+*-]|\d)/m.test(source) ? source.split("\n").map(asWords).join("\n") : source;
}

/** A line that would begin a block of another kind gets its sign taken from it. */
const asWords = line => (split(`a\n${line}`).blocks.length > 1 ? line.replace(/^(\s*)(?:([#>+*-])|(\d+)\.)/, escape) : line);

const escape = (_, room, sign, number) => room + (sign ? `\\${sign}` : `${number}\\.`);

/** Blocks inside of another, each with the room before it. */
function inside(node, usual) {
  return join(node.content.content.map(child => ({ gap: child.attrs.gap, text: writeBlock(child), usual: usual(child) })));
}

function writeQuote(node) {
  const source = inside(node, () => "\n\n");
  return source && source.split("\n").map(line => (line ? node.attrs.lead + line : ">")).join("\n");
}

function writeList(node, sign) {
  const { pad, indent, loose } = node.attrs;
  const usual = loose ? "\n\n" : "\n";
  let count = 0;
  const items = node.content.content.map(item => {
    const inner = inside(item, child => (child.type.name === "paragraph" ? "\n\n" : usual));
    if (!inner) return { text: "" };
    const mark = sign(count++);
    const room = " ".repeat(indent ?? (mark + pad).length);
    return { gap: item.attrs.gap, text: mark + pad + inner.replace(/\n(?=[^\n])/g, `\n${room}`) };
  });
  return items.filter(item => item.text).map((item, at) => (at ? item.gap ?? usual : "") + item.text).join("");
}
