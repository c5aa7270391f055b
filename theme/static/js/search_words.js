// What the page does with words by itself: marks them in titles and excerpts, finds names, mends what was mistyped.
import { everyWord, letters, plain, remembered, words } from "./search_query.js";

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const AROUND = 14;
const HEAD = 120;
const MOST_NEAR = 5;
const MOST_MENDED = 2;

const inWords = (text) => [...text.matchAll(WORD)].map((found) => ({ word: found[0], from: found.index, to: found.index + found[0].length }));

/** The same letters with the same marks, wherever a mark was put: hóa and hoá. */
const exact = remembered((word) => [...word.toLowerCase().normalize("NFD")].sort().join(""));

const bare = remembered((word) => word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, ""));

/** Who typed no marks means all of them, and d for đ too; who typed some means these. */
function means(asked, read) {
  if (bare(asked) !== asked) return exact(asked) === exact(read);
  return bare(read) === asked || plain(read) === asked;
}

/** Where a whole spelling stands, else its single words; `begun` where the last word is still being typed. */
function places(text, spellings, begun) {
  const read = inWords(text);
  const sought = spellings.map((spelling) => inWords(spelling).map(({ word }) => word));
  const fits = (asked, at) => asked.every((word, step) => read[at + step] && means(word, read[at + step].word));
  const runs = sought.filter((asked) => asked.length > 1).flatMap((asked) =>
    read.flatMap(({ from }, at) => (fits(asked, at) ? [{ from, to: read[at + asked.length - 1].to }] : [])),
  );
  if (runs.length) return runs.sort((one, other) => one.from - other.from);
  const starts = (asked, word) => begun && asked.length > 1 && plain(word).startsWith(plain(asked));
  return read.filter(({ word }) => sought.some((asked) =>
    asked.some((one, at) => means(one, word) || (at === asked.length - 1 && starts(one, word)))));
}

/** A text as pieces, strings and <mark>; words that follow one another are one mark. */
export function marked(text, spellings, begun = false) {
  const pieces = [];
  let end = 0;
  for (const { from, to } of places(text, spellings, begun)) {
    const between = text.slice(end, from);
    const last = pieces[pieces.length - 1];
    if (from < end) continue;
    if (last instanceof Element && /^\s+$/.test(between)) last.textContent += between + text.slice(from, to);
    else pieces.push(between, Object.assign(document.createElement("mark"), { textContent: text.slice(from, to) }));
    end = to;
  }
  return [...pieces, text.slice(end)];
}

/** The part of the text itself that holds most of what was sought; the summary where only title or byline have it. */
export function excerpt(page, spellings, begun) {
  const body = withoutHead(page.content, [page.meta.title, page.meta.summary, page.meta.date]);
  const found = places(body, spellings, begun);
  if (!found.length) return marked(page.meta.summary || first(body), spellings, begun);
  const read = inWords(body);
  const close = found.map(({ from }) => found.filter((other) => other.from >= from && other.from < from + 120).length);
  const at = read.findIndex(({ from }) => from === found[close.indexOf(Math.max(...close))].from);
  const start = Math.max(0, at - AROUND);
  const end = Math.min(read.length - 1, at + 2 * AROUND);
  const text = body.slice(start ? read[start].from : 0, end < read.length - 1 ? read[end].to : body.length).trim();
  return [start ? "…" : "", ...marked(text, spellings, begun), end < read.length - 1 ? "…" : ""];
}

function first(body) {
  const read = inWords(body);
  return read.length > 3 * AROUND ? `${body.slice(0, read[3 * AROUND].to)}…` : body;
}

/** The text behind title, summary and day, which stand above the excerpt already or say nothing. */
function withoutHead(content, told) {
  const read = inWords(content);
  let end = 0;
  for (const known of told.filter(Boolean)) {
    const sought = inWords(known);
    const at = read.slice(0, HEAD).findIndex((_, place) => sought.every(({ word }, step) => read[place + step]?.word === word));
    if (at >= 0) end = Math.max(end, read[at + sought.length - 1].to);
  }
  return content.slice(end).replace(/^[^\p{L}\p{N}“"«(]+/u, "");
}

/** The names that are the very question, and those that share its words. */
export function named(query, names) {
  const asked = words(query).map(letters);
  const known = names.map(([name, url, about]) => ({ title: name, url, about, words: everyWord(name).map(letters) }));
  const same = known.filter((one) => one.words.join(" ") === asked.join(" "));
  const near = known.filter((one) => !same.includes(one) && (holds(one.words, asked) || (one.words.length > 1 && holds(asked, one.words))));
  return { same, near: near.slice(0, MOST_NEAR) };
}

/** Whether the words of `part` stand in `whole` one behind the other. */
const holds = (whole, part) => part.length > 0 && ` ${whole.join(" ")} `.includes(` ${part.join(" ")} `);

/**
 * The question with at most two words exchanged for such as stand beside their neighbours in a title; "" where there are
 * none. `unknown` are the words that stand nowhere; `next` maps words to those that follow them.
 */
export function meant(query, unknown, next) {
  const asked = words(query);
  const pairs = Object.entries(next).flatMap(([word, others]) => others.split(" ").map((other) => [word, other]));
  const known = [...new Set(pairs.flat())];
  const doubtful = asked.map((_, at) => at).filter((at) => !unknown.length || unknown.includes(asked[at]));
  const mended = [...asked];
  let most = MOST_MENDED;
  for (const at of doubtful) {
    const better = most && nearest(mended, at, known, pairs);
    if (better) {
      mended[at] = better;
      most -= 1;
    }
  }
  return most < MOST_MENDED ? mended.join(" ") : "";
}

function nearest(asked, at, known, pairs) {
  const [word, before, after] = [plain(asked[at]), asked[at - 1], asked[at + 1]].map((one) => one && plain(one));
  const beside = asked.length < 2 ? known
    : pairs.flatMap(([one, other]) => [...(plain(one) === before ? [other] : []), ...(plain(other) === after ? [one] : [])]);
  const most = word.length > 4 ? 2 : 1;
  const likely = [...new Set(beside)].map((one) => ({ one, far: distance(word, plain(one)) }));
  const [best] = likely.filter(({ far }) => far > 0 && far <= most).sort((one, other) => one.far - other.far);
  return likely.some(({ far }) => far === 0) ? undefined : best?.one;
}

/** How many letters are to be put in, left out, exchanged or turned round to make one word of the other. */
function distance(one, other) {
  if (Math.abs(one.length - other.length) > 2) return 3;
  const rows = [Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row += 1) {
    rows[row] = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const cost = one[row - 1] === other[at - 1] ? 0 : 1;
      const turned = row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1];
      const steps = [rows[row - 1][at] + 1, rows[row][at - 1] + 1, rows[row - 1][at - 1] + cost];
      rows[row][at] = Math.min(...steps, turned ? rows[row - 2][at - 2] + 1 : 3);
    }
  }
  return rows[one.length][other.length];
}

/** The titles that have every word of a spelling, for browsers that cannot read the index; whole phrases first. */
export function inTitles(titles, spellings) {
  const sought = spellings.map((spelling) => words(spelling).map(letters));
  const found = titles.map(([title, url, about]) => ({ title, url, about, words: everyWord(title).map(letters) }));
  const has = (one) => sought.some((asked) => asked.every((word) => one.words.includes(word)));
  const phrase = (one) => sought.some((asked) => holds(one.words, asked));
  return found.filter(has).map((one) => ({ ...one, phrase: phrase(one) })).sort((one, other) => other.phrase - one.phrase);
}
