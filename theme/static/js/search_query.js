// What a reader typed, as the spellings that the index is asked for. Nothing here knows the page.
const MOST_WITH_D = 8;
const MOST = 16;
const [MOST_WORDS, MOST_LETTERS, MOST_TYPED] = [7, 40, 800];
const SMALL = new Set("ai bị các cái cho có của đã đâu để đến đó được gì khi không là làm muốn nào này như những ở phải sao sẽ tại thì thế trong từ và về với".split(" "));
const QUOTED = /^\s*["“”«].+["“”»]\s*$/;
const SYLLABLE_WITH_I = /^(h|k|l|m|s|t|v|qu)([iìíỉĩịyỳýỷỹỵ])$/;
const SIGNS = /[^\p{L}\p{N}\p{M}&]+/u;
const FIGURE = /^\d+([.,]\d+)+\D?$/;
const ACRONYM_WITH_D = /^[bcghklmnpqstvx]+d[bcdghklmnpqstvx]*$/;
const FORMULA = /^\p{L}{1,3}(\d{1,2}\p{L}{0,2}){1,3}$/u;
const [LOW, HIGH] = ["₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹"];
const I = "iìíỉĩị";
const Y = "yỳýỷỹỵ";

/** Makes what is asked for once: a question has its words in many spellings, a text has each of its words many times. */
export function remembered(make) {
  const known = new Map();
  return (asked) => known.get(asked) ?? known.set(asked, make(asked)).get(asked);
}

/** Whether a word is made of several by signs: 45/2019, NĐ-CP. */
export const compound = (word) => word.split(SIGNS).filter(Boolean).length > 1;

/** Lower case without marks, đ as d: how two spellings are compared. */
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");

/** The same without signs: the index knows 45/2019/QĐ-UBND as one long word. */
export const letters = (word) => plain(word).replace(/[^\p{L}\p{N}]/gu, "");

/** All words of a text: composed, lower case, without quotation marks. */
export const everyWord = (text) =>
  text.normalize("NFC").toLowerCase().replace(/["“”«»]/g, " ").split(/\s+/).filter((word) => letters(word) || word === "&");

/** The words that are sought: of a long question the first seven that say something; each costs a piece of the index. */
export function words(query) {
  const all = everyWord(query.slice(0, MOST_TYPED)).map((word) => word.slice(0, MOST_LETTERS));
  const telling = all.length > MOST_WORDS ? all.filter((word) => !SMALL.has(word)) : all;
  return telling.slice(0, MOST_WORDS);
}

/** Whether more was typed than is sought. */
export const tooLong = (query) => query.length > MOST_TYPED || everyWord(query).join(" ") !== words(query).join(" ");

/** Whether the reader asked for the very phrase. */
export const quoted = (query) => QUOTED.test(query);

/**
 * The spellings of `query`, the typed one first, at most 16.
 * `abbreviations` maps short forms to long ones; each stands for the other.
 */
export function spellings(query, abbreviations = {}) {
  const asked = words(query);
  if (!asked.length) return [];
  const meant = [asked, ...exchanged(asked, abbreviations), ...shaped(asked)];
  const joined = meant.flatMap((one) => [one, replaced(one, "&", "và"), replaced(one, "và", "&")]);
  const others = joined.flatMap((one) => [one, respelt(one, I, Y), respelt(one, Y, I)]);
  const found = new Set(withD(asked, MOST_WITH_D));
  for (const other of others) for (const spelling of withD(other, 2)) found.add(spelling);
  return [...found].slice(0, MOST);
}

/**
 * A part of a number or a compound («45/2019» of 45/2019/QĐ-UBND, «NĐ-CP», «C++»): the index knows the whole and its
 * smallest parts, so signs are tried as spaces. A figure (65,4 or 1.012) is one word. CO2 and m2 may be set CO₂ and m²;
 * «nd-cp» is NĐ-CP.
 */
function shaped(typed) {
  const apart = typed.flatMap((word) => (FIGURE.test(word) ? word : word.split(SIGNS).filter(Boolean)));
  const barred = apart.map((word) => (ACRONYM_WITH_D.test(word) ? word.replace("d", "đ") : word));
  const forms = [LOW, HIGH].map((signs) => typed.map((word) => (FORMULA.test(word) ? set(word, signs) : word)));
  const level = typed.map((word) => word.normalize("NFKC"));
  return [apart, barred, ...forms, level].filter((one) => one.length && one.join(" ") !== typed.join(" "));
}

const set = (word, signs) => word.replace(/\d/g, (figure) => signs[figure]);

/** Each word that begins with d and bears no marks may have been meant with đ. */
function withD(spelling, most) {
  const open = spelling.flatMap((word, place) => (/^d\p{L}*$/u.test(word) && plain(word) === word ? [place] : []));
  const all = 2 ** open.length - 1;
  const masks = [0, all, ...Array.from({ length: Math.min(all, 2 ** 10) }, (_, mask) => mask)];
  return [...new Set(masks)].slice(0, most).map((mask) =>
    spelling.map((word, place) => (mask & (1 << open.indexOf(place)) && open.includes(place) ? `đ${word.slice(1)}` : word)).join(" "),
  );
}

function* exchanged(typed, abbreviations) {
  for (const [short, long] of Object.entries(abbreviations)) {
    for (const [from, to] of [[short, long], [long, short]]) {
      const place = found(typed, words(from));
      if (place >= 0) yield [...typed.slice(0, place), ...words(to), ...typed.slice(place + words(from).length)];
    }
  }
}

/** Where `part` stands in `whole`, word by word and without regard to marks; -1 where it does not. */
function found(whole, part) {
  const [inside, sought] = [whole.map(letters), part.map(letters)];
  return inside.findIndex((_, place) => sought.every((word, step) => inside[place + step] === word));
}

const replaced = (typed, from, to) => typed.map((word) => (word === from ? to : word));

/** kĩ as kỹ and the other way round: the same syllable, spelt by two schools. */
const respelt = (typed, from, to) =>
  typed.map((word) => {
    const [, head, vowel] = SYLLABLE_WITH_I.exec(word) ?? [];
    return head && from.includes(vowel) ? head + to[from.indexOf(vowel)] : word;
  });
