// The search page: asks the index while the reader types, keeps question and filters in the address, shows what was found.
import { able, ask, open } from "./search_index.js";
import { spellings, tooLong, words } from "./search_query.js";
import { excerpt, inTitles, marked, meant, named } from "./search_words.js";

const root = document.querySelector("[data-search]");
const form = root.querySelector("form");
const field = form.querySelector("[name=q]");
const drawer = root.querySelector("[data-search-filters]");
const filters = [...root.querySelectorAll("select[data-filter]")];
const order = root.querySelector("[data-search-order]");
const choices = [...filters, order];
const status = root.querySelector("[data-search-status]");
const instead = root.querySelector("[data-search-meant]");
const list = root.querySelector("[data-search-results]");
const more = root.querySelector("[data-search-more]");
const away = root.querySelector("[data-search-unfilter]");
const { index, home, parts, names, titles } = root.dataset;
const abbreviations = JSON.parse(root.dataset.abbreviations);

const PAUSE = 250;
const PATIENCE = 30_000;
const AT_ONCE = 8;
let question = 0;
let waiting = [];

/** What the site calls its index: another name after a release that changed a text. */
const editionBy = async (cache) => (await (await fetch(`${index}0/pagefind-entry.json?ts=0`, { cache })).json()).edition;

/** What is fetched once, and again where that failed. */
function once(make) {
  let made;
  const get = () => {
    if (!made) made = make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
  return { get, forget: () => (made = undefined) };
}

let opening = 0;
const opened = once(() => open(index, parts, home, (opening += 1)));
/** That of the index which was opened: the browser holds the answer still. */
const edition = once(() => editionBy("force-cache"));
const known = once(async () => (await fetch(names)).json());
const everyTitle = once(async () => (await fetch(titles)).json());

const inTime = (promise) => Promise.race([promise, new Promise((_, fail) => setTimeout(fail, PATIENCE))]);

/** A page that is open while the site changes would look through an index that is gone. */
async function asked(query, how) {
  if (!able()) return askedOfTitles(query);
  const stayed = question > 1 ? edition.get().then(async (before) => (await editionBy("no-cache")) === before) : Promise.resolve(true);
  stayed.catch(() => {});
  const answer = await askedOfIndex(query, how);
  if (answer.results.some((one) => one.phrase) || (await stayed)) return answer;
  opened.forget();
  edition.forget();
  return askedOfIndex(query, how);
}

/** Pagefind does not recover from what it could not load. */
async function askedOfIndex(query, how) {
  try {
    return await ask(await opened.get(), query, how);
  } catch (error) {
    opened.forget();
    throw error;
  }
}

async function askedOfTitles(query) {
  const found = inTitles(await everyTitle.get(), spellings(query, abbreviations));
  const results = found.map((one) => ({ phrase: one.phrase, view: { ...one, url: home + one.url.slice(1), about: [one.about], excerpt: [] } }));
  return { results, spellings: spellings(query, abbreviations), leftOut: [], unknown: [], begun: false };
}

/** The state of the page and what is told about it; `count` is a number where something was looked for. */
function show(state, { count, told = state, notes = [] } = {}) {
  root.dataset.searchState = state;
  document.documentElement.toggleAttribute("data-asked", state === "loading" || state === "done");
  const [before, after = ""] = (status.dataset[told] ?? "").replace("{q}", field.value.trim()).split("{n}");
  const number = Object.assign(document.createElement("span"), { textContent: (count ?? "").toLocaleString("vi") });
  number.dataset.searchCount = "";
  status.replaceChildren(before, ...(count === undefined ? [] : [number]), after, ...notes.map((note) => ` ${note}`));
  list.hidden = state !== "done" && (state !== "loading" || !list.querySelector("li"));
  list.setAttribute("aria-busy", state === "loading");
  away.hidden = state !== "empty" || !filters.some((filter) => filter.value);
  if (state !== "done" && state !== "empty") instead.hidden = true;
}

const note = (name, words) => status.dataset[name].replace("{n}", words);
const tooShort = () => words(field.value).join("").length < 2;

async function search() {
  const mine = ++question;
  const query = field.value.trim();
  const chosen = Object.fromEntries(filters.filter((filter) => filter.value).map((one) => [one.dataset.filter, [one.value]]));
  if (tooShort()) return show("idle", { told: words(query).length ? "short" : "idle" });
  show("loading");
  try {
    const how = { abbreviations, filters: chosen, newest: Boolean(order.value) };
    const [answer, besides] = await inTime(Promise.all([asked(query, how), known.get().catch(() => undefined)]));
    if (mine !== question) return undefined;
    const every = arranged(query, answer, besides && !Object.keys(chosen).length ? besides.names : []);
    propose(query, answer, besides);
    waiting = every;
    list.replaceChildren(more);
    const notes = notesOn(query, answer);
    if (!every.length) return show("empty", { count: 0, notes });
    const count = every.length;
    await inTime(append(() => mine === question));
    return mine === question ? show("done", { count, notes }) : undefined;
  } catch {
    return mine === question ? show("error") : undefined;
  }
}

/** What is shown, in order: a list or person of this very name, the texts, lists and people with the same words. */
function arranged(query, answer, names) {
  const { same, near } = named(query, names);
  const sought = spellings(query, abbreviations);
  const list = (group, found) => found.map((one) => ({ group, load: async () => ({ ...one, url: home + one.url.slice(1), about: [one.about], excerpt: [], sought }) }));
  const texts = answer.results.map((one) => ({ group: groupFor(query, answer, one), load: () => viewOf(one, answer) }));
  const first = Math.max(0, AT_ONCE - same.length - near.length);
  return [...list("named", same), ...texts.slice(0, first), ...list("near", near), ...texts.slice(first)];
}

function groupFor(query, answer, one) {
  if (answer.leftOut.length) return "some";
  if (order.value || words(query).length < 2) return "all";
  return one.phrase ? "phrase" : "loose";
}

async function viewOf({ result, view }, { spellings: sought, begun }) {
  if (view) return { ...view, sought };
  const page = await result.data();
  const about = [page.meta.date, labelOf("category", page.filters.category?.[0])];
  return { url: page.url, title: page.meta.title, about, excerpt: excerpt(page, sought, begun), sought, begun };
}

function notesOn(query, { leftOut }) {
  return [
    ...(leftOut.length ? [note("leftOut", leftOut.join(", "))] : []),
    ...(tooLong(query) ? [note("tooLong", words(query).join(" "))] : []),
    ...(able() ? [] : [note("old", "")]),
  ];
}

/** "Có phải ý bạn …?", where no page has all the words. */
function propose(query, { results, leftOut, unknown }, besides) {
  const better = besides && (!results.length || leftOut.length) ? meant(query, unknown, besides.next) : "";
  const link = instead.querySelector("a");
  instead.hidden = !better;
  link.textContent = better;
  link.href = `?${new URLSearchParams({ q: better })}`;
}

/** Puts the next results under their headings, each as soon as it is there; returns the first of them. */
async function append(wanted = () => true) {
  const next = waiting.slice(0, AT_ONCE);
  const loaded = next.map((one) => one.load());
  for (const one of loaded) one.catch(() => {});
  let first;
  for (const [place, one] of next.entries()) {
    const made = item(await loaded[place]);
    if (!wanted()) return undefined;
    groupOf(one.group).append(made);
    list.hidden = false;
    first = first ?? made;
  }
  waiting = waiting.slice(AT_ONCE);
  more.hidden = !waiting.length;
  more.textContent = more.dataset.words.replace("{n}", waiting.length.toLocaleString("vi"));
  list.append(more);
  return first;
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

function item({ url, title, about, excerpt, sought, begun }) {
  const made = root.querySelector("[data-search-item]").content.firstElementChild.cloneNode(true);
  const link = made.querySelector("a");
  link.href = url;
  link.replaceChildren(...marked(title, sought, begun));
  made.querySelector(".meta").textContent = about.filter(Boolean).join(" · ");
  made.querySelector("[data-search-excerpt]").replaceChildren(...excerpt);
  return made;
}

const labelOf = (name, value) =>
  filters.find((filter) => filter.dataset.filter === name)?.querySelector(`option[value="${CSS.escape(value ?? "-")}"]`)?.textContent;

/** The address says what is asked, so that it can be kept, shared and gone back to. */
function keepAddress(how) {
  const asking = new URLSearchParams();
  if (field.value.trim()) asking.set("q", field.value.trim());
  for (const choice of choices) if (choice.value) asking.set(choice.name, choice.value);
  const address = asking.toString() ? `?${asking}` : location.pathname;
  if (address !== location.search) history[how]({}, "", address);
}

function read() {
  const asking = new URLSearchParams(location.search);
  field.value = (asking.get("q") ?? "").normalize("NFC");
  for (const choice of choices) {
    choice.value = asking.get(choice.name) ?? "";
    if (choice.selectedIndex < 0) choice.value = "";
  }
}

let pause;
field.addEventListener("input", () => {
  clearTimeout(pause);
  question += 1;
  if (!tooShort()) show("loading");
  pause = setTimeout(() => {
    keepAddress("replaceState");
    search();
  }, PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pause);
  keepAddress("pushState");
  search();
});
for (const choice of choices) {
  choice.addEventListener("change", () => {
    keepAddress("pushState");
    search();
  });
}
away.addEventListener("click", () => {
  for (const filter of filters) filter.value = "";
  keepAddress("pushState");
  search();
  field.focus();
});
more.addEventListener("click", async () => {
  const first = await append().catch(() => show("error"));
  first?.querySelector("a").focus();
});
instead.querySelector("a").addEventListener("click", (event) => {
  event.preventDefault();
  field.value = event.currentTarget.textContent;
  keepAddress("pushState");
  search();
  field.focus();
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
drawer.open = matchMedia("(min-width: 48em)").matches || choices.some((choice) => choice.value);
if (able()) opened.get().catch(() => {});
search();
