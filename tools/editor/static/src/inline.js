// Running text, as the site reads it: marks, links, line breaks. What is written in another way is left as it is
// written, or refused (null), so that its block stays in its own words.

const TOKEN = /\\([\\`*_{}[\]()>#+\-.!|])|`+|!\[|\[|\*+|~~|<\/?su[bp]>|(?: {2,})?\n/g;
const LINK = /\[((?:\\.|[^\\[\]\n])*)\]\(((?:[^()\s"'<>]|\([^()\s]*\)| (?!["' ]))*)(?: "([^"\n]*)")?\)/y;
// _nghiêng_ and __đậm__: written with stars here.
const UNDERSCORED = /(?:^|[\s"“'‘(,;:[*])_{1,3}(?=[^\s_])[^\n]*?[^\s_]_{1,3}(?=$|[\s"”'’),.;:!?\]*])/;
const REFUSED = /\]\(|\]\[|[\0\r\u000b\u000c\ufeff]/;
const SIGN = /[\\`![*~<\n_\0\r\u000b\u000c\ufeff\]]/;
const WORD = /[\p{L}\p{N}_]/u;
const STARS = { 1: ["em"], 2: ["strong"], 3: ["strong", "em"] };
const SIGNS = { strong: "**", em: "*", strike: "~~", sub: "<sub>", sup: "<sup>" };

/** The pieces of a line or of several: `{text, marks}` and `{line: "  \n", marks}`; null where a sign is not understood. */
export function readInline(source) {
  if (!SIGN.test(source)) return source ? [{ text: source, marks: {} }] : [];
  if (UNDERSCORED.test(source.replace(/`[^`\n]*`|\]\([^)\n]*\)/g, ""))) return null;
  const pieces = scan(source);
  return pieces && pieces.some(({ text = "", marks }) => !marks.code && REFUSED.test(text)) ? null : pieces && merged(pieces);
}

function scan(source) {
  const state = { source, at: 0, pieces: [], open: [] };
  TOKEN.lastIndex = 0;
  for (;;) {
    TOKEN.lastIndex = state.at;
    const token = TOKEN.exec(source);
    put(state, source.slice(state.at, token ? token.index : source.length));
    if (!token) return state.pieces;
    state.at = token.index + token[0].length;
    if (!take(state, token)) return null;
  }
}

function put(state, text, marks = {}) {
  if (text) state.pieces.push({ text, marks });
}

/** Reads one sign; false where it is not understood. */
function take(state, token) {
  const sign = token[0];
  if (sign === "![") return false;
  if (token[1]) put(state, token[1]);
  else if (sign.endsWith("\n")) state.pieces.push({ line: sign, marks: {} });
  else if (sign[0] === "`") return code(state, token);
  else if (sign === "[") return link(state, token);
  else if (sign[0] === "<") tag(state, sign);
  else return toggle(state, token);
  return true;
}

function code(state, { 0: sign, index }) {
  const end = state.source.indexOf("`", state.at);
  if (sign.length > 1 || end < 0 || /\s/.test(state.source[state.at]) || state.source.slice(index, end).includes("\n"))
    return false;
  put(state, state.source.slice(state.at, end), { code: true });
  state.at = end + 1;
  return true;
}

function link(state, token) {
  LINK.lastIndex = token.index;
  const found = LINK.exec(state.source);
  if (!found || !found[1].trim()) {
    put(state, "[");
    return true;
  }
  const inner = scan(found[1]);
  if (!inner) return false;
  const target = { href: found[2], title: found[3] ?? null };
  for (const piece of inner) state.pieces.push({ ...piece, marks: { ...piece.marks, link: target } });
  state.at = LINK.lastIndex;
  return true;
}

function tag(state, sign) {
  const mark = sign.includes("sub") ? "sub" : "sup";
  if (sign[1] === "/" ? !close(state, sign, [mark]) : !open(state, sign, [mark])) put(state, sign);
}

function toggle(state, { 0: sign, index }) {
  const before = state.source[index - 1] ?? " ";
  const after = state.source[state.at] ?? " ";
  const marks = sign === "~~" ? ["strike"] : STARS[sign.length];
  const single = sign === "*";
  const opens = marks && !/[\s)]/.test(after) && !(single && (WORD.test(before) || /[.,;:/]/.test(after)));
  const closes = marks && !/[\s(]/.test(before) && !(single && WORD.test(after));
  if ((closes && closeAll(state, sign, marks)) || (opens && open(state, sign, marks))) return true;
  put(state, sign);
  return sign.length < 3 || sign === "~~" || !opens && !closes;
}

/** Three stars may end what began with two and with one. */
const closeAll = (state, sign, marks) => close(state, sign, marks)
  || (marks.length > 1 && state.open.length > 1 && marks.every(mark => close(state, sign, [mark])));

function open(state, sign, marks) {
  if (state.open.some(one => one.marks.some(mark => marks.includes(mark)))) return false;
  state.open.push({ sign, marks, from: state.pieces.length });
  put(state, sign);
  return true;
}

/** Closes the sign that was opened last, where it is this one: what stands between gets its marks. */
function close(state, sign, marks) {
  const at = state.open.map(one => one.marks.join()).lastIndexOf(marks.join());
  if (at < 0) return false;
  const { from } = state.open[at];
  state.open.length = at;
  if (from === state.pieces.length - 1) return false;
  state.pieces.splice(from, 1);
  const added = Object.fromEntries(marks.map(mark => [mark, true]));
  for (let i = from; i < state.pieces.length; i++) {
    state.pieces[i] = { ...state.pieces[i], marks: { ...state.pieces[i].marks, ...added } };
  }
  return true;
}

const bare = marks => {
  for (const _ in marks) return false;
  return true;
};

const key = marks => (bare(marks) ? "" : JSON.stringify(Object.entries(marks).sort(([a], [b]) => (a < b ? -1 : 1))));

function merged(pieces) {
  const out = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (last?.text && piece.text && key(last.marks) === key(piece.marks)) last.text += piece.text;
    else out.push({ ...piece });
  }
  return out;
}

/** The pieces with the spaces at the edges of marks put outside of them: `**a **b` is no bold. */
function tidy(pieces) {
  if (pieces.every(piece => bare(piece.marks))) return merged(pieces);
  const parts = pieces.flatMap(piece => (piece.text ? ends(piece.text).map(text => ({ text, marks: piece.marks })) : [{ ...piece }]));
  for (let way = 0; way < 2; way++, parts.reverse()) {
    let before = {};
    for (const part of parts) before = part.marks = part.text?.trim() ? part.marks : shared(part.marks, before);
  }
  return merged(parts);
}

/** The spaces before, the words, the spaces behind: those that there are. */
function ends(text) {
  const words = text.trim();
  const at = text.indexOf(words);
  return words ? [text.slice(0, at), words, text.slice(at + words.length)].filter(Boolean) : [text];
}

function shared(marks, others) {
  const common = Object.keys(marks).filter(name => JSON.stringify(marks[name]) === JSON.stringify(others[name]));
  return Object.fromEntries(common.map(name => [name, marks[name]]));
}

const plain = text => text;
const escaped = text => text.replace(/[\\`*_[\]]/g, "\\$&");

/** Pieces as Markdown, in the simplest writing that is read as these pieces again. */
export function writeInline(pieces) {
  const wanted = tidy(pieces);
  const simple = write(wanted, plain);
  return sameInline(readInline(simple), wanted) ? simple : write(wanted, escaped);
}

const sameInline = (a, b) => Boolean(a && b) && JSON.stringify(tidy(a).map(shape)) === JSON.stringify(tidy(b).map(shape));

const shape = piece => [piece.text ?? piece.line, key(piece.marks)];

function write(pieces, words) {
  const active = [];
  let out = "";
  const leave = keep => {
    while (active.length > keep) {
      const [name, value] = active.pop();
      out += name === "link" ? target(value) : SIGNS[name].replace("<", "</");
    }
  };
  pieces.forEach((piece, at) => {
    const { marks } = piece;
    const held = active.findIndex(([name, value]) => JSON.stringify(marks[name]) !== JSON.stringify(value));
    leave(held < 0 ? active.length : held);
    for (const name of entering(marks, active, pieces, at)) {
      active.push([name, marks[name]]);
      out += name === "link" ? "[" : SIGNS[name];
    }
    out += piece.line ?? (piece.marks.code ? coded(piece.text) : words(piece.text));
  });
  leave(0);
  return out;
}

/** The marks that begin here, the one that goes on longest first. */
function entering(marks, active, pieces, at) {
  const names = Object.keys(SIGNS).concat("link").filter(name => marks[name] && !active.some(([held]) => held === name));
  const length = name => pieces.slice(at).findIndex(piece =>
    JSON.stringify(piece.marks[name]) !== JSON.stringify(marks[name])) >>> 0;
  const order = ["link", "strike", "strong", "em", "sub", "sup"];
  return names.map(name => [name, length(name)])
    .sort(([a, m], [b, n]) => n - m || order.indexOf(a) - order.indexOf(b)).map(([name]) => name);
}

const coded = text => (text.includes("`") ? text : `\`${text}\``);

const UNSAFE = /(\([^()\s]*\))|[<>"\n()]/g;

/** The second half of a link. What would end its address is written as it stands in addresses. */
function target({ href, title }) {
  const address = href.trim().replace(UNSAFE, (sign, paired) => paired ?? `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
  return `](${address}${title === null ? "" : ` "${title.replaceAll('"', "”")}"`})`;
}
