// Tables. A row whose cells say what they said leaves as it came, however its columns were drawn.

import { inlineNodes, inlineSource } from "./pieces.js";
import { schema } from "./schema.js";

/** The cells of a row; a bar behind a backslash is one of the words. */
const cellsOf = row => {
  const inner = row.trim().replace(/^\|/, "").replace(/(^|[^\\])\|$/, "$1");
  return [...inner.matchAll(/((?:\\\||[^|])*)(?:\||$)/g)].slice(0, -1).map(found => found[1].trim());
};

const alignment = cell => {
  const [left, right] = [cell.startsWith(":"), cell.endsWith(":")];
  return left && right ? "center" : right ? "right" : left ? "left" : null;
};

/** A table; null where a row has more or fewer cells than the first, or a cell cannot be edited as it looks. */
export function readTable(source) {
  const [head, delimiters, ...rows] = source.split("\n");
  const aligns = cellsOf(delimiters).map(alignment);
  const made = [head, ...rows].map((row, at) => readRow(row, at ? "table_cell" : "table_header", aligns));
  return made.every(Boolean) ? schema.node("table", { delimiters }, made) : null;
}

function readRow(source, type, aligns) {
  const cells = cellsOf(source);
  const inner = cells.map(cell => (/`[^`]*\|/.test(cell) ? null : inlineNodes(cell.replaceAll("\\|", "|"))));
  if (cells.length !== aligns.length || !inner.every(Boolean)) return null;
  return schema.node("table_row", { source }, inner.map((nodes, at) => schema.node(type, { align: aligns[at] }, nodes)));
}

const cellSource = cell => inlineSource(cell).replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ");

const sources = row => row.content.content.map(cellSource);

export function writeTable(table) {
  const rows = table.content.content;
  const aligns = rows[0].content.content.map(cell => cell.attrs.align);
  const { delimiters } = table.attrs;
  const kept = delimiters && String(cellsOf(delimiters).map(alignment)) === String(aligns);
  const drawn = rows.map(row => writeRow(row, aligns));
  drawn.splice(1, 0, kept && cellsOf(delimiters).length === aligns.length ? delimiters : `|${aligns.map(delimiter).join("|")}|`);
  return drawn.join("\n");
}

function writeRow(row, aligns) {
  const cells = sources(row);
  const { source } = row.attrs;
  const before = source && readRow(source, "table_cell", aligns);
  if (before && JSON.stringify(sources(before)) === JSON.stringify(cells)) return source;
  return `| ${cells.join(" | ")} |`.replace(/\| {2}(?=\|)/g, "| ");
}

const delimiter = align => ({ left: ":---", right: "---:", center: ":---:" })[align] ?? "---";
