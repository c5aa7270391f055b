// The search page: asks the index while the reader types, keeps question and filters in the address, shows what was found.
import { compound, letters, plain, quoted, spellings, words } from "./search_query.js";

const root = document.querySelector("[data-search]");
const form = root.querySelector("form");
const field = form.querySelector("[name=q]");
const drawer = root.querySelector("[data-search-filters]");
const filters = [...root.querySelectorAll("select")];
const status = root.querySelector("[data-search-status]");
const list = root.querySelector("[data-search-results]");
const more = root.querySelector("[data-search-more]");
const away = root.querySelector("[data-search-unfilter]");
const { index, home, parts } = root.dataset;
const abbreviations = JSON.parse(root.dataset.abbreviations);

const PAUSE = 250;
const PATIENCE = 30_000;
const AT_ONCE = 10;
const LOOKED_INTO = 40;
const OPTIONS = { baseUrl: home, ranking: { diacriticSimilarity: 5 }, excerptEllipsis: "…" };
let engine;
let edition;
let question = 0;
let waiting = [];

/** What the site calls its index at this moment; it has another name after a release that changed a text. */
async function current() {
  const answer = await fetch(`${index}edition.txt`, { cache: "no-cache" });
  if (!answer.ok) throw new Error(answer.status);
  return answer.text();
}

async function load() {
  edition = await current();
  const pagefind = await import(`${index}0/pagefind.js`);
  await pagefind.destroy();
  await pagefind.options(OPTIONS);
  await pagefind.init();
  const others = Array.from({ length: parts - 1 }, (_, part) => `${index}${part + 1}/`);
  await Promise.all(others.map((part) => pagefind.mergeIndex(part, OPTIONS)));
  return pagefind;
}

function ready() {
  if (!engine) engine = load().catch((error) => {
    engine = undefined;
    throw error;
  });
  return engine;
}

const inTime = (promise) => Promise.race([promise, new Promise((_, fail) => setTimeout(fail, PATIENCE))]);

/**
 * All pages that have every word of a spelling, those with the very phrase first.
 * Pagefind shortens a word that it does not know until it knows it ("hoitoanh" finds "hội"), and each part of the index
 * does so for itself. A quoted word is never shortened: the pages of all quoted words are the pages that match, and the
 * loose search gives them their weight.
 */
async function ask(query, filters) {
  const pagefind = await ready();
  const found = new Map();
  const seek = async (asked) => (await pagefind.search(asked, { filters })).results;
  const memory = new Map();
  const having = async (asked) => {
    if (!memory.has(asked)) memory.set(asked, new Map((await seek(`"${asked}"`)).map((result) => [result.id, result])));
    return memory.get(asked);
  };
  for (const spelling of spellings(query, abbreviations)) {
    const parts = [...new Set(spelling.split(" "))].filter((word) => plain(word).match(/[\p{L}\p{N}]/u));
    const pages = await inAll(parts, having);
    const phrase = parts.length > 1 ? await having(spelling) : pages;
    for (const result of phrase.values()) keep(found, result, true, 0);
    if (quoted(query) || !parts.length) continue;
    const loose = await seek(spelling);
    const matching = pages.size ? loose.filter((result) => pages.has(result.id)) : await begun(parts, having, loose);
    const whole = !pages.size && parts.some(compound);
    for (const result of matching) keep(found, result, whole, result.score);
  }
  return [...found.values()].sort((one, other) => other.phrase - one.phrase || other.score - one.score);
}

/** The result itself is kept: Pagefind forgets what belongs to one that nobody holds any more. */
function keep(found, result, phrase, score) {
  const known = found.get(result.id) ?? { phrase: false, score: 0, result };
  if (phrase && !known.phrase) Object.assign(known, { phrase, result });
  known.score = Math.max(known.score, score);
  found.set(result.id, known);
}

async function inAll(words, having) {
  const [first = new Map(), ...others] = await Promise.all(words.map(having));
  return new Map([...first].filter(([id]) => others.every((pages) => pages.has(id))));
}

/** The pages in which the last word, still being typed, is the beginning of one; the best of them are looked into. */
async function begun(words, having, loose) {
  const whole = words.slice(0, -1);
  const last = plain(words[words.length - 1]);
  if ((await having(words[words.length - 1])).size) return [];
  const pages = whole.length && (await inAll(whole, having));
  const likely = loose.filter((result) => !pages || pages.has(result.id)).slice(0, LOOKED_INTO);
  const texts = await Promise.all(likely.map((result) => result.data()));
  return likely.filter((_, place) => {
    const { content, locations } = texts[place];
    const read = content.split(/\s+/);
    const begins = (word) => word.startsWith(last) || (compound(last) && letters(word).startsWith(letters(last)));
    return locations.some((at) => [read[at] ?? "", ...(read[at] ?? "").split(/[^\p{L}\p{N}]+/u)].map(plain).some(begins));
  });
}

/** A page that is open while the site changes would look through an index that is gone. */
async function asked(query, chosen) {
  const found = await ask(query, chosen);
  if (found.some((one) => one.phrase) || (await current()) === edition) return found;
  engine = undefined;
  return ask(query, chosen);
}

function show(state, count = "") {
  root.dataset.searchState = state;
  document.documentElement.toggleAttribute("data-asked", state === "loading" || state === "done");
  const [before, after = ""] = (status.dataset[state] ?? "").replace("{q}", field.value.trim()).split("{n}");
  const number = Object.assign(document.createElement("span"), { textContent: count && count.toLocaleString("vi") });
  number.dataset.searchCount = "";
  status.replaceChildren(before, ...(count === "" ? [] : [number]), after);
  list.hidden = state !== "done" && (state !== "loading" || !list.querySelector("li"));
  list.setAttribute("aria-busy", state === "loading");
  away.hidden = state !== "empty" || !filters.some((filter) => filter.value);
}

const tooShort = () => words(field.value).join("").length < 2;

async function search() {
  const mine = ++question;
  const query = field.value.trim();
  const chosen = Object.fromEntries(filters.filter((filter) => filter.value).map((one) => [one.dataset.filter, [one.value]]));
  if (tooShort()) return show("idle");
  show("loading");
  try {
    const found = await inTime(asked(query, chosen));
    if (mine !== question) return undefined;
    waiting = found;
    list.replaceChildren(more);
    if (!found.length) return show("empty", 0);
    await inTime(append(words(query).length > 1));
    return mine === question ? show("done", found.length) : undefined;
  } catch {
    return mine === question ? show("error") : undefined;
  }
}

/** Puts the next results under their headings; returns the first of them. */
async function append(headed) {
  const next = waiting.slice(0, AT_ONCE);
  const pages = await Promise.all(next.map((one) => one.result.data()));
  waiting = waiting.slice(AT_ONCE);
  const made = next.map((one, place) => {
    const kind = one.phrase ? "phrase" : "loose";
    return groupOf(headed ? kind : "all").appendChild(item(pages[place]));
  });
  more.hidden = !waiting.length;
  more.textContent = more.dataset.words.replace("{n}", waiting.length.toLocaleString("vi"));
  list.append(more);
  return made[0];
}

function groupOf(name) {
  const known = list.querySelector(`[data-group=${name}] ol`);
  if (known) return known;
  const group = root.querySelector("[data-search-group]").content.firstElementChild.cloneNode(true);
  group.dataset.group = name;
  group.querySelector("h2").textContent = list.dataset[name];
  list.append(group);
  return group.querySelector("ol");
}

function item(page) {
  const made = root.querySelector("[data-search-item]").content.firstElementChild.cloneNode(true);
  const link = made.querySelector("a");
  link.href = page.url;
  link.replaceChildren(...marked(page.meta.title));
  const about = [page.meta.date, labelOf("category", page.filters.category?.[0])].filter(Boolean);
  made.querySelector(".meta").textContent = about.join(" · ");
  made.querySelector("[data-search-excerpt]").replaceChildren(...excerpt(page));
  return made;
}

const labelOf = (name, value) =>
  filters.find((filter) => filter.dataset.filter === name)?.querySelector(`option[value="${CSS.escape(value ?? "-")}"]`)?.textContent;

/** The place that matches best; where that is the title, which stands above already, the summary. */
function excerpt(page) {
  const repeats = page.plain_excerpt.startsWith(page.meta.title.slice(0, 40)) && page.meta.summary;
  return repeats ? marked(page.meta.summary) : fromMarks(page.excerpt);
}

/**
 * Pagefind's excerpt has words between <mark> tags, and all other angle brackets escaped: text, nothing else. Words that
 * follow one another are one mark, and what stands around a word («xã;») is not of it.
 */
function fromMarks(html) {
  const pieces = html.replaceAll(/<\/mark>(\s*)<mark>/g, "$1").split(/<mark>(.*?)<\/mark>/s);
  return pieces.flatMap((piece, at) => {
    const text = piece.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    const [, before, words, after] = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su.exec(text);
    return at % 2 ? [before, Object.assign(document.createElement("mark"), { textContent: words }), after] : text;
  });
}

function marked(text) {
  const sought = new Set(words(field.value).map(plain));
  return text.split(/([\p{L}\p{N}]+)/u).map((piece) =>
    sought.has(plain(piece)) ? Object.assign(document.createElement("mark"), { textContent: piece }) : piece,
  );
}

/** The address says what is asked, so that it can be kept, shared and gone back to. */
function note(how) {
  const asking = new URLSearchParams();
  if (field.value.trim()) asking.set("q", field.value.trim());
  for (const filter of filters) if (filter.value) asking.set(filter.name, filter.value);
  const address = asking.toString() ? `?${asking}` : location.pathname;
  if (address !== location.search) history[how]({}, "", address);
}

function read() {
  const asking = new URLSearchParams(location.search);
  field.value = (asking.get("q") ?? "").normalize("NFC");
  for (const filter of filters) {
    filter.value = asking.get(filter.name) ?? "";
    if (filter.selectedIndex < 0) filter.value = "";
  }
}

let pause;
field.addEventListener("input", () => {
  clearTimeout(pause);
  question += 1;
  if (!tooShort()) show("loading");
  pause = setTimeout(() => {
    note("replaceState");
    search();
  }, PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  note("pushState");
  search();
});
for (const filter of filters) {
  filter.addEventListener("change", () => {
    note("pushState");
    search();
  });
}
away.addEventListener("click", () => {
  for (const filter of filters) filter.value = "";
  note("pushState");
  search();
  field.focus();
});
more.addEventListener("click", async () => {
  const first = await append(words(field.value).length > 1).catch(() => show("error"));
  first?.querySelector("a").focus();
});
addEventListener("popstate", () => {
  read();
  search();
});

/** Arrow keys go from the field to the results and among them; Escape goes back to the field. */
root.addEventListener("keydown", (event) => {
  const links = [...list.querySelectorAll("[data-search-result]")];
  const place = links.indexOf(document.activeElement);
  if (event.isComposing || (place < 0 && document.activeElement !== field)) return;
  const goals = { ArrowDown: links[place + 1], ArrowUp: place > 0 ? links[place - 1] : field, Escape: field };
  const goal = place < 0 && event.key !== "ArrowDown" ? undefined : goals[event.key];
  if (!goal || list.hidden) return;
  event.preventDefault();
  goal.focus();
});

read();
drawer.open = matchMedia("(min-width: 48em)").matches || filters.some((filter) => filter.value);
search();
