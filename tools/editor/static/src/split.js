// A text as a list of top-level blocks, and back. Nothing is lost between: gaps, texts and tail are the very text.

const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const HEADING = /^ {0,3}#{1,6}[ \t]/;
const ITEM = /^[ \t]*(?:[-*+]|\d{1,3}\.)[ \t]+\S/;
const QUOTE = /^ {0,3}>/;
const PICTURE = /^!\[/;
const NOTE = /^ {0,3}(?:\[[^\]\n]+\]:|\*\[[^\]\n]+\]:)/;
const DELIMITERS = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const OURS = /^<{7}(?: |$)/;
const THEIRS = /^>{7}(?: |$)/;
const BLOCK_TAG = new RegExp(
  "^<(?:!--|/?(?:address|article|aside|blockquote|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure"
  + "|footer|form|h[1-6]|header|hr|iframe|li|main|nav|object|ol|p|pre|script|section|style|summary|svg|table|tbody"
  + "|td|tfoot|th|thead|tr|ul|video)(?=[\\s/>]|$))", "i");

const blank = line => !line.trim();

/** Where a fence that begins at line `at` is closed; 0 where it is not, and then it is none. */
function afterFence(lines, at) {
  const opened = /^[ \t]*(`{3,}(?=[^`]*$)|~{3,})/.exec(lines[at]);
  if (!opened) return 0;
  const close = new RegExp(`^[ \\t]*${opened[1][0]}{${opened[1].length},}[ \\t]*\\r?$`);
  return afterLine(lines, at + 1, line => close.test(line));
}

/** The line behind the first one that `test` accepts, 0 where none does. */
function afterLine(lines, at, test) {
  for (let i = at; i < lines.length; i++) if (test(lines[i])) return i + 1;
  return 0;
}

function whileLines(lines, at, test) {
  let i = at;
  while (i < lines.length && !blank(lines[i]) && test(lines[i], i)) i++;
  return i;
}

const afterConflict = (lines, at) => (OURS.test(lines[at]) ? afterLine(lines, at, line => THEIRS.test(line)) : 0);

const isTable = (lines, at) =>
  lines[at].includes("|") && at + 1 < lines.length && lines[at + 1].includes("|") && DELIMITERS.test(lines[at + 1]);

function afterHtml(lines, at) {
  if (!BLOCK_TAG.test(lines[at])) return 0;
  const whole = /^<(!--|pre|script|style)/i.exec(lines[at]);
  const end = whole && (whole[1] === "!--" ? "-->" : `</${whole[1].toLowerCase()}`);
  const closed = end && afterLine(lines, at, line => line.toLowerCase().includes(end));
  return closed || whileLines(lines, at, (line, i) => i === at || !afterConflict(lines, i));
}

/** A list goes on over blank lines where what follows is indented, or is one more item of the same kind. */
function afterList(lines, at) {
  const ordered = /^[ \t]*\d/.test(lines[at]);
  let end = at + 1;
  for (let i = at + 1; i < lines.length; i++) {
    if (blank(lines[i])) continue;
    if (OURS.test(lines[i]) || RULE.test(lines[i])) break;
    const item = ITEM.test(lines[i]) && /^\s*\d/.test(lines[i]) === ordered;
    const indented = /^(?: {2}|\t)/.test(lines[i]);
    if (!item && !indented && (blank(lines[i - 1]) || interrupts(lines, i))) break;
    end = i + 1;
  }
  return end;
}

/** Explanations of links, notes and abbreviations; a note goes on over blank lines where it is indented. */
function afterNote(lines, at) {
  if (!NOTE.test(lines[at])) return 0;
  let end = at + 1;
  for (let i = end; i < lines.length; i++) {
    if (blank(lines[i])) continue;
    if (afterConflict(lines, i) || (blank(lines[i - 1]) && !/^(?: {4}|\t)/.test(lines[i]))) break;
    end = i + 1;
  }
  return end;
}

/** Whether line `at` begins a block of its own though no blank line stands before it. */
function interrupts(lines, at) {
  const line = lines[at];
  return HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line) || isTable(lines, at)
    || BLOCK_TAG.test(line) || Boolean(afterConflict(lines, at) || afterFence(lines, at));
}

/** The line behind the block that begins at line `at`. */
function afterBlock(lines, at) {
  const line = lines[at];
  const special = afterConflict(lines, at) || afterFence(lines, at) || afterHtml(lines, at) || afterNote(lines, at);
  if (special) return special;
  if (HEADING.test(line) || RULE.test(line)) return at + 1;
  if (isTable(lines, at)) return whileLines(lines, at, (row, i) => row.includes("|") && !afterConflict(lines, i));
  if (ITEM.test(line)) return afterList(lines, at);
  if (QUOTE.test(line)) return whileLines(lines, at, (_, i) => !afterConflict(lines, i));
  if (PICTURE.test(line)) return whileLines(lines, at, (row, i) => i === at || !(PICTURE.test(row) || interrupts(lines, i)));
  return whileLines(lines, at, (_, i) => i === at || !interrupts(lines, i));
}

/** `{blocks: [{gap, text}], tail}`: each block with the blank signs before it. */
export function split(text) {
  const lines = text.split("\n");
  const blocks = [];
  let rest = "";
  for (let at = 0; at < lines.length;) {
    const end = blank(lines[at]) ? at + 1 : afterBlock(lines, at);
    const piece = lines.slice(at, end).join("\n");
    const inner = piece.trim();
    if (inner) {
      const from = piece.indexOf(inner);
      blocks.push({ gap: rest + piece.slice(0, from), text: inner });
      rest = piece.slice(from + inner.length);
    } else rest += piece;
    if (end < lines.length) rest += "\n";
    at = end;
  }
  return { blocks, tail: rest };
}

/** Each block but the first with the room before it; "" for an empty one. A gap of null is the usual one, and one that no longer
 *  parts its neighbours becomes it. */
export function joints(blocks) {
  let before = null;
  return blocks.map(block => {
    if (!block.text) return "";
    const gap = before === null ? "" : between(before, block);
    before = block.text;
    return gap + block.text;
  });
}

export const join = blocks => joints(blocks).join("");

function between(before, { gap, text, usual = "\n\n" }) {
  if (gap === null || gap === undefined || !gap.includes("\n")) return usual;
  if (/\n[ \t\r]*\n$/.test(gap)) return gap;
  const parts = split(before).blocks.length + split(text).blocks.length;
  return split(before + gap + text).blocks.length === parts ? gap : usual;
}
