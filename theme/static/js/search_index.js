// Asks Pagefind's index: which pages have the words of a question, which of them best, and with which words left out.
import { compound, letters, plain, quoted, remembered, spellings, words } from "./search_query.js";

const LOOKED_INTO = 8;
// The most spellings that a loose search is asked for: each costs as much as all the rest of its question.
const WEIGHED = 3;
// Titles before texts; what pictures are called finds, but makes no page better.
const RANKING = { diacriticSimilarity: 5, metaWeights: { title: 10, summary: 1, image_alt: 0, image: 0, date: 0 } };
// A table of references beside that of functions: what Pagefind's program is made with, and browsers before 2021 lack.
const TWO_TABLES = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 4, 7, 2, 112, 0, 0, 111, 0, 0]);

/** Whether this browser can run the program that reads the index. */
export const able = () => typeof WebAssembly === "object" && WebAssembly.validate(TWO_TABLES);

/**
 * The index at `folder`, opened. It has no worker, whose script and start are a round trip more, and its entry has the
 * address that the page has loaded already; the second time, after a failure or a release, all is asked for anew.
 */
export async function open(folder, parts, baseUrl, time) {
  const again = time > 1;
  const { createInstance } = await import(`${folder}0/pagefind.js${again ? `?${time}` : ""}`);
  if (again) await renew(folder, parts);
  const options = { baseUrl, ranking: RANKING, metaCacheTag: again ? `${Date.now()}` : "0", noWorker: true };
  const pagefind = createInstance(options);
  await pagefind.init();
  for (let part = 1; part < parts; part += 1) await pagefind.mergeIndex(`${folder}${part}/`, options);
  return pagefind;
}

/** Has the browser forget what it holds: what changed, and that a preload failed, which the next request would be told. */
async function renew(folder, parts) {
  const tables = Array.from({ length: parts }, (_, part) => `${folder}${part}/pagefind.vi.pf_meta`);
  const every = [...tables, `${folder}0/wasm.unknown.pagefind`];
  await Promise.all(every.map((file) => fetch(file, { cache: "reload" }).catch(() => {})));
}

/**
 * What a question finds: `results` in order, `spellings` that stand in them, `leftOut` words, `unknown` words that stand
 * nowhere, `begun` where the last word is the beginning of one.
 *
 * Pagefind shortens a word that it does not know until it knows it ("hoitoanh" finds "hội"). A quoted word is never
 * shortened: the pages of all quoted words are the pages that match, and the loose search gives them their weight.
 */
export async function ask(pagefind, query, { abbreviations, filters, newest }) {
  const seek = remembered(async (asked) => (await pagefind.search(asked, { filters })).results);
  const having = remembered(async (asked) => new Map((await seek(`"${asked}"`)).map((result) => [result.id, result])));
  const meant = await Promise.all(spellings(query, abbreviations).map(async (spelling) => {
    const parts = [...new Set(spelling.split(" "))].filter((word) => plain(word).match(/[\p{L}\p{N}]/u));
    return { spelling, parts, pages: inAll(await Promise.all(parts.map(having))) };
  }));
  const there = meant.filter(({ pages }) => pages.size);
  const found = new Map();
  const weighed = quoted(query) ? new Set() : worthWeighing(there);
  await Promise.all(there.map((one) => weigh(one, found, seek, having, weighed.has(one))));
  if (quoted(query)) for (const [id, { phrase }] of found) if (!phrase) found.delete(id);
  for (const one of quoted(query) ? [] : meant.filter(({ pages, parts }) => !pages.size && parts.some(compound))) {
    for (const result of await beginning(one, seek, having)) keep(found, { result, phrase: true, score: result.score });
  }
  const answer = { results: [...found.values()], spellings: there.map((one) => one.spelling), leftOut: [], unknown: [], begun: false };
  if (!found.size && !quoted(query)) Object.assign(answer, await lessExact(query, meant, seek, having));
  if (newest) await byDay(answer.results, pagefind, filters);
  else answer.results.sort((one, other) => other.phrase - one.phrase || other.score - one.score);
  return answer;
}

function inAll([first = new Map(), ...others]) {
  return new Map([...first].filter(([id]) => others.every((pages) => pages.has(id))));
}

/** The spellings that are asked for once more, loosely: the typed one, and those with pages that the others have not. */
function worthWeighing([typed, ...others]) {
  const known = new Set(typed?.pages.keys());
  const chosen = typed ? [typed] : [];
  for (const one of others.sort((first, second) => second.pages.size - first.pages.size)) {
    if (chosen.length < WEIGHED && [...one.pages.keys()].some((id) => !known.has(id))) {
      chosen.push(one);
      for (const id of one.pages.keys()) known.add(id);
    }
  }
  return new Set(chosen);
}

/** The pages of a spelling: those that have it as a phrase, and those that have its words. */
async function weigh({ spelling, parts, pages }, found, seek, having, scored) {
  const [phrase, loose] = await Promise.all([parts.length > 1 ? having(spelling) : pages, scored ? seek(spelling) : []]);
  const scores = new Map(loose.map((result) => [result.id, result.score]));
  for (const [id, result] of pages) keep(found, { result, phrase: false, score: scores.get(id) ?? 0 });
  for (const result of phrase.values()) keep(found, { result, phrase: true, score: 0 });
}

/** The result itself is kept: Pagefind forgets what belongs to one that nobody holds any more. */
function keep(found, { result, phrase, score }) {
  const known = found.get(result.id) ?? { result, phrase: false, score: 0 };
  if (phrase && !known.phrase) Object.assign(known, { phrase, result });
  known.score = Math.max(known.score, score);
  found.set(result.id, known);
}

/** Where no page has all the words: the last may be the beginning of one, or some are to be left out. */
async function lessExact(query, meant, seek, having) {
  const begun = (await Promise.all(meant.map((one) => beginning(one, seek, having)))).flat();
  if (begun.length) return { results: distinct(begun), spellings: meant.map((one) => one.spelling), begun: true };
  return withFewer(words(query), meant, seek, having);
}

function distinct(found) {
  return [...new Map(found.map((result) => [result.id, { result, phrase: false, score: result.score }])).values()];
}

/** The pages in which the last word, still being typed, is the beginning of one; the best of them are looked into. */
async function beginning({ spelling, parts }, seek, having) {
  if (!parts.length || (await having(parts[parts.length - 1])).size) return [];
  const last = plain(parts[parts.length - 1]);
  const pages = parts.length > 1 && inAll(await Promise.all(parts.slice(0, -1).map(having)));
  if (pages && !pages.size) return [];
  const likely = (await seek(spelling)).filter((result) => !pages || pages.has(result.id)).slice(0, LOOKED_INTO);
  const texts = await Promise.all(likely.map((result) => result.data()));
  const begins = (word) => word.startsWith(last) || (compound(last) && letters(word).startsWith(letters(last)));
  return likely.filter((_, place) => {
    const read = texts[place].content.split(/\s+/);
    return texts[place].locations.some((at) => [read[at] ?? "", ...(read[at] ?? "").split(/[^\p{L}\p{N}]+/u)].map(plain).some(begins));
  });
}

/** The pages that have most of the words; of sets of equally many words, the rarest one. */
async function withFewer(asked, meant, seek, having) {
  const alike = meant.map(({ spelling }) => spelling.split(" ")).filter((spelling) => spelling.length === asked.length);
  const columns = await Promise.all(asked.map(async (_, at) => {
    const forms = await Promise.all([...new Set(alike.map((spelling) => spelling[at]))].map(having));
    return new Map(forms.flatMap((pages) => [...pages]));
  }));
  const unknown = asked.filter((_, at) => !columns[at].size);
  const sets = new Map();
  for (const id of new Set(columns.flatMap((pages) => [...pages.keys()]))) {
    const held = columns.flatMap((pages, at) => (pages.has(id) ? [at] : []));
    sets.set(held.join(), { held, pages: [...(sets.get(held.join())?.pages ?? []), id] });
  }
  const rare = ({ held }) => held.reduce((sum, at) => sum - Math.log(columns[at].size), 0);
  const [best] = [...sets.values()].sort((one, other) => other.held.length - one.held.length || rare(other) - rare(one));
  if (!best || asked.length < 2) return { unknown };
  const kept = best.held.map((at) => asked[at]).join(" ");
  const scores = new Map((await seek(kept)).map((result) => [result.id, result.score]));
  const results = best.pages.map((id) => ({ result: columns[best.held[0]].get(id), phrase: false, score: scores.get(id) ?? 0 }));
  const leftOut = asked.filter((_, at) => !best.held.includes(at));
  return { results, spellings: alike.map((spelling) => best.held.map((at) => spelling[at]).join(" ")), leftOut, unknown };
}

/** Newest first; what has no day comes last. */
async function byDay(results, pagefind, filters) {
  const days = (await pagefind.search(null, { filters, sort: { day: "desc" } })).results;
  const places = new Map(days.map(({ id }, place) => [id, place]));
  const place = ({ result }) => places.get(result.id) ?? days.length;
  results.sort((one, other) => place(one) - place(other));
}
