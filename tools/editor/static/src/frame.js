// The page as readers will see it, in a frame. A new one loads below the one that is seen, and takes its place when it
// is there: nothing turns white, and the place to which somebody has scrolled stays.

import { el } from "./dom.js";
import { queue } from "./server.js";
import { say } from "./words.js";

// Milliseconds: after which somebody waits, for the first page or another one; how long a page that is laid out waits for
// its pictures, and any page for being laid out.
const LONG = { first: 1000, again: 3000 };
const PICTURES = 1000;
const LONGEST = 10_000;

const pause = time => new Promise(done => setTimeout(done, time));
const painted = () => Promise.race([new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))), pause(200)]);

const loaded = frame => new Promise(done => frame.addEventListener("load", done, { once: true }));

/** The page in it says that it is laid out, and where it is scrolled to. */
const told = frame => new Promise(done => {
  const hear = ({ source }) => source === frame.contentWindow && (removeEventListener("message", hear), done());
  addEventListener("message", hear);
});

/** `show(address)`; `during(work)` says that it takes long while it does; `tell(words)`. */
export function makeFrame() {
  const pane = document.querySelector("[data-frame]")?.parentElement;
  if (!pane) return { show() {}, during: work => work, tell() {} };
  const said = document.querySelector("[data-frame-said]");
  const turn = queue();
  let seen = document.querySelector("[data-frame]");
  let wanted = "";
  let place = ""; // to which the page is scrolled, in its own words (`showing.SCROLL`)
  let isFirst = true;

  /** Nobody looks at a pane that is put away; what is wanted waits until somebody does. */
  async function load() {
    if (!wanted || !pane.clientHeight) return;
    const next = el("iframe", { title: seen.title, name: place, src: wanted, inert: true });
    wanted = "";
    seen.before(next);
    await Promise.race([loaded(next), told(next).then(() => pause(PICTURES)), pause(LONGEST)]);
    next.contentWindow.postMessage(place, "*"); // whose origin has no name
    await painted();
    put(next);
  }

  function put(next) {
    next.inert = false;
    next.dataset.frame = "";
    if (document.activeElement === seen) next.focus({ preventScroll: true });
    seen.remove();
    seen = next;
    isFirst = false;
  }

  async function during(work) {
    const kind = isFirst ? "first" : "again";
    const timer = setTimeout(() => tell(say(`looking_${kind}`)), LONG[kind]);
    const answer = await work;
    clearTimeout(timer);
    tell("");
    return answer;
  }

  const tell = words => (said.textContent = words);
  addEventListener("message", ({ source, data }) => source === seen.contentWindow && typeof data === "string" && (place = data));
  new ResizeObserver(() => wanted && turn(load)).observe(pane);
  return { show: address => (wanted = address, turn(load)), during, tell };
}
