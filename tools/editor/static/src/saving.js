// Saves by itself: a moment after the last key, one save at a time. What the server has not acknowledged is kept in
// the browser, and asked again.

import { ask, encoded } from "./server.js";
import { say } from "./words.js";

const PAUSE = 400;
// A page that is answered slowly asks less often: how many times what the last round took, at most so many milliseconds.
const SHARE = 4;
const LONGEST_REST = 3000;
const KEEP = 50;
const AGAIN = [2000, 5000, 10_000, 30_000];

// So that the server knows this page again, where its answer was lost on the way.
const PAGE = [...crypto.getRandomValues(new Uint32Array(4))].join("-");

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** `desk`: `current()` words in the form, `put(words)` others in their place, `busy()` where one must not. `tell`: `saved, offline, refused, merged`; the first
 * promises that it was looked at. */
export function makeSaving({ form, desk, drawer, turn, tell }) {
  const address = `${form.dataset.base}/bai/${encoded(form.dataset.path)}/luu`;
  const state = { acknowledged: desk.current(), timer: 0, keeping: 0, failures: 0, rest: 0 };
  const unsent = () => !same(desk.current(), state.acknowledged);

  function changed() {
    if (!state.keeping) state.keeping = setTimeout(keep, KEEP);
    schedule(Math.max(PAUSE, state.rest - Date.now()));
  }

  function keep() {
    clearTimeout(state.keeping);
    state.keeping = 0;
    return unsent() ? drawer.keep({ revision: form.dataset.revision, ...desk.current() }) : drawer.forget();
  }

  function schedule(after) {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save("autosave"), after);
  }

  /** Resolves to whether all that stands in the form is acknowledged. */
  const save = cause => turn(() => attempt(cause));

  async function attempt(cause) {
    clearTimeout(state.timer);
    const words = desk.current();
    if (cause === "autosave" && same(words, state.acknowledged)) return true;
    if (cause !== "presence") tell.saving();
    const begun = Date.now();
    const sent = { revision: form.dataset.revision, ...words, cause: cause === "save" ? cause : "autosave", page: PAGE };
    const answer = await ask(address, { method: "PUT", body: JSON.stringify(sent), headers: { "content-type": "application/json" } });
    return (ANSWERS[answer.status] ?? (answer.status && answer.status < 500 ? refused : later))(answer, words, cause, begun);
  }

  const ANSWERS = { 200: saved, 409: merged, 507: refused };

  function saved(answer, words, cause, begun) {
    form.dataset.revision = answer.revision;
    state.acknowledged = words;
    state.failures = 0;
    const whole = !unsent();
    if (whole) keep();
    else schedule(PAUSE);
    tell.saved(answer, whole).then(() => (state.rest = begun + Math.min(SHARE * (Date.now() - begun), LONGEST_REST)));
    return whole;
  }

  /** Somebody else was faster. What was typed since the question was asked is merged with the next one. */
  function merged(answer, words, cause) {
    if (desk.busy()) return postponed();
    if (same(desk.current(), words)) {
      desk.put(answer);
      form.dataset.revision = answer.revision;
      state.acknowledged = null;
      tell.merged(answer);
    }
    return attempt(cause);
  }

  /** A word that is being composed would be cut off. */
  function postponed() {
    schedule(PAUSE);
    return false;
  }

  function refused(answer) {
    tell.refused(answer.error ?? say("not_saved"));
    return false;
  }

  /** Told when it is true: the words are kept by then. */
  async function later() {
    schedule(AGAIN[Math.min(state.failures++, AGAIN.length - 1)]);
    await keep();
    tell.offline();
    return false;
  }

  addEventListener("online", () => unsent() && schedule(0));
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.hidden && unsent() && (keep(), schedule(0)));
  return { changed, keep, save, unsent, put: words => (desk.put(words), (form.dataset.revision = words.revision), (state.acknowledged = null), changed()) };
}
