// From the source of a block to what is edited. A block is edited as it looks only where writing it again gives the
// very same source; any other stays in its own words.

import { readFigure } from "./figures.js";
import { inlineNodes } from "./pieces.js";
import { schema } from "./schema.js";
import { writeBlock } from "./serialise.js";
import { split } from "./split.js";
import { readTable } from "./tables.js";

const HEADING = /^(#{1,6}) (\S.*)$/;
const RULE = /^([-*_])(?:[ \t]*\1){2,}$/;
const ITEM = /^([-*+]|(\d{1,3})\.)( +)(\S[^]*)$/;
const OWN_WORDS = /^(?:<{7}|>{7}|={7}| {0,3}(?:```|~~~)|:[ \t]|\||\s)/m;
const NOTES = /^(?:\[[^\]\n]+\]:|\*\[[^\]\n]+\]:)/m;
const HASHES = /^#{1,6}(?:\s|$)|^##/m;
const DEEPEST = 8;
let depth = 0;
const ATTRIBUTES = /\{:|\{#/;

/** The node of one block. */
export function readBlock({ gap, text }) {
  const found = read(text);
  const node = found && withGap(found, gap);
  return node && writeBlock(node) === text ? node : withGap(plain(text), gap);
}

const plain = text => schema.node("plain", null, text ? [schema.text(text)] : []);

const withGap = (node, gap) => node.type.create({ ...node.attrs, gap }, node.content, node.marks);

function read(text) {
  if (/^<{7}(?: |$)/m.test(text)) return readConflict(text);
  if (/[\r\t]/.test(text)) return null;
  return readRule(text) ?? readHeading(text) ?? readMany(text);
}

const readRule = text => (RULE.test(text) ? schema.node("rule", { source: text }) : null);

function readConflict(text) {
  return /^<{7}[^\n]*\n(?:[^]*\n)?={7}[^\n]*\n(?:[^]*\n)?>{7}[^\n]*$/.test(text) ? schema.node("conflict", { source: text }) : null;
}

function readHeading(text) {
  const found = HEADING.exec(text);
  if (!found || /#$/.test(text) || ATTRIBUTES.test(text)) return null;
  const inner = inlineNodes(found[2]);
  return inner && schema.node("heading", { level: found[1].length }, inner);
}

function readMany(text) {
  if (text.startsWith("![")) return readFigure(text);
  if (ITEM.test(text)) return readList(text);
  if (text.startsWith(">")) return readQuote(text);
  return /^[^\n]*\|[^\n]*\n[ :|-]+(?:\n|$)/.test(text) ? readTable(text) : readParagraph(text);
}

function readParagraph(text) {
  if (OWN_WORDS.test(text) || NOTES.test(text) || ATTRIBUTES.test(text) || /^<[/!?a-z]/i.test(text) || HASHES.test(text)) return null;
  const inner = inlineNodes(text);
  return inner && schema.node("paragraph", null, inner);
}

function readQuote(text) {
  const lines = text.split("\n");
  if (!lines.every(line => line.startsWith(">"))) return null;
  const lead = lines[0].startsWith("> ") ? "> " : ">";
  const inner = readInner(lines.map(line => line.slice(line.startsWith(lead) ? lead.length : 1)).join("\n"));
  return inner && schema.nodes.quote.validContent(inner) ? schema.node("quote", { lead }, inner) : null;
}

/** The blocks inside of another; null where one of them stays in its own words, or lies too deep to be looked at. */
function readInner(text) {
  if (depth >= DEEPEST) return null;
  depth++;
  const nodes = split(text).blocks.map(({ gap, text: source }, at) => {
    const node = read(source);
    return node && withGap(node, at ? gap : null);
  });
  depth--;
  return nodes.length && nodes.every(Boolean) ? schema.nodes.doc.create(null, nodes).content : null;
}

function readList(text) {
  const items = splitItems(text);
  const first = ITEM.exec(items[0].text);
  const ordered = Boolean(first[2]);
  const indent = /\n( +)\S/.exec(text)?.[1].length ?? null;
  const made = items.map(({ gap, text: source }) => readItem(source, gap, indent ?? 0));
  if (!made.every(Boolean)) return null;
  const numbers = items.slice(0, 2).map(item => Number(ITEM.exec(item.text)[2]));
  const attrs = {
    pad: first[3],
    indent,
    loose: items.some(item => item.gap && item.gap.includes("\n\n")),
    ...(ordered ? { start: numbers[0], step: numbers[1] === numbers[0] ? 0 : 1 } : { mark: first[1] }),
  };
  return schema.node(ordered ? "ordered_list" : "bullet_list", attrs, made);
}

/** Each item with its children, which are indented, and the room before it. */
function splitItems(text) {
  const items = [];
  let gap = "";
  for (const line of text.split("\n")) {
    if (ITEM.test(line)) items.push({ gap: items.length ? `${gap}\n` : null, text: line });
    else if (line) items.at(-1).text += `${gap}\n${line}`;
    gap = line ? "" : `${gap}\n`;
  }
  return items;
}

function readItem(source, gap, indent) {
  const [first, ...rest] = source.split("\n");
  const lead = " ".repeat(indent);
  if (rest.length && (!indent || !rest.every(line => !line || line.startsWith(lead)))) return null;
  const inner = readInner([ITEM.exec(first)[4], ...rest.map(line => line.slice(indent))].join("\n"));
  return inner && schema.nodes.list_item.validContent(inner) ? schema.node("list_item", { gap }, inner) : null;
}
