// Pictures, attachments and passages that are pasted, dropped or chosen go through the server, which makes them fit.

import { Slice } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { putBlocks } from "./commands.js";
import { open } from "./document.js";
import { button, el } from "./dom.js";
import { schema } from "./schema.js";
import { mark } from "./waiting.js";
import { say } from "./words.js";

// What makes a pasted passage more than a few words in a sentence.
const MANY = /<(?:h[1-6]|[uo]l|table|img|blockquote|pre|hr|figure)\b|<(?:p|div)\b[^]*<(?:p|div)\b/i;

// What is read and put in as words where it is dropped or pasted. Who chooses it by the button wants it attached.
const DOCUMENT = /\.(?:docx?|docm|dotx|odt|rtf)$/i;

/** `server.upload(file)` and `server.read(html or file)` answer with `{markdown}`, or `{error}`; `complain(text)` shows a
 * word. */
export function makeBringing({ server, complain }) {
  const each = give => (view, at, files) => files.reduce(async (before, file) =>
    arrive(view, await before, file.name, () => give(file), complain), Promise.resolve(at));
  const attach = each(server.upload);
  const send = each(file => (DOCUMENT.test(file.name) ? server.read(file) : server.upload(file)));
  return {
    plugin: new Plugin({
      props: {
        handlePaste: (view, event) => paste(view, event, { send, server, complain }),
        handleDrop: (view, event) => drop(view, event, send),
      },
    }),
    ask(view) {
      const input = el("input", { type: "file", multiple: true,
        onchange: () => attach(view, view.state.selection.from, [...input.files]) });
      input.click();
      return true;
    },
  };
}

function paste(view, event, { send, server, complain }) {
  const data = event.clipboardData;
  const html = data.getData("text/html");
  const { $from, from } = view.state.selection;
  if (data.files.length && !wordsOf(html)) return Boolean(send(view, from, [...data.files]));
  if (!html || html.includes("data-pm-slice") || $from.depth > 1 || $from.parent.type.spec.code || !MANY.test(html)) return false;
  view.dispatch(view.state.tr.deleteSelection());
  arrive(view, view.state.selection.from, say("reading"), () => server.read(html), complain);
  return true;
}

/** A picture that is copied on a page comes with HTML that holds nothing else. */
const wordsOf = html => new DOMParser().parseFromString(html, "text/html").body.textContent.trim();

function drop(view, event, send) {
  const files = [...(event.dataTransfer?.files ?? [])];
  if (!files.length) return false;
  event.preventDefault();
  send(view, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.selection.from, files);
  return true;
}

/** Asks the server, and puts what it answers where it was awaited. Resolves to the place behind it. */
async function arrive(view, at, label, ask, complain) {
  const lift = mark(view, at, say("bringing", { label }));
  const { markdown, error, remarks = [] } = await ask().catch(() => ({ error: say("not_brought", { label }) }));
  const place = lift();
  if (error) complain(error);
  if (remarks.length) view.dom.before(note(remarks));
  return error ? place : putIn(view, place, markdown);
}

/** What a person should look at, until they say that they have. */
function note(remarks) {
  const list = el("ul", { class: "remarks" }, ...remarks.map(one => el("li", {}, one)));
  const made = el("div", { class: "notice", role: "status" }, el("p", {}, say("look_at")), list, button(say("seen"), () => made.remove()));
  return made;
}

function putIn(view, place, markdown) {
  const made = open(markdown).content.content.map(node => node.type.create({ ...node.attrs, gap: null }, node.content));
  const { tr } = view.state;
  const alone = made.length === 1 && made[0].type === schema.nodes.paragraph;
  if (alone) tr.replace(place, place, new Slice(made[0].content, 0, 0)).scrollIntoView();
  const behind = alone ? tr.mapping.map(place) : putBlocks(tr, place, made);
  view.dispatch(tr);
  return behind;
}
