// Reads a body of Markdown a line (as JSON), and answers what the editing area makes of it.

import { createInterface } from "node:readline";
import { close, open } from "../../tools/editor/static/src/document.js";
import { schema } from "../../tools/editor/static/src/schema.js";
import { EditorState } from "../../tools/editor/node_modules/prosemirror-state/dist/index.js";

const WORD = " thêm";

const kinds = doc => doc.content.content.map(node => node.type.name);

/** The body after one word was typed at the end of the first line of block `index`; null where it has none. */
function withWord(doc, index) {
  let at = null;
  let start = 0;
  for (let i = 0; i < index; i++) start += doc.child(i).nodeSize;
  const block = doc.child(index);
  if (block.type.spec.code) at = start + 1 + block.textContent.split("\n")[0].length;
  else if (block.isTextblock) at = start + 1 + block.content.size;
  else block.descendants((node, pos) => {
    if (at === null && node.isTextblock && node.content.size) at = start + 1 + pos + 1 + node.content.size;
  });
  if (at === null) return null;
  const { tr } = EditorState.create({ doc });
  const after = tr.insertText(WORD, at).doc;
  return { body: close(after), kinds: kinds(open(close(after))) };
}

function opened(body, edits) {
  const doc = open(body);
  const indexes = [...Array(doc.childCount).keys()].slice(0, edits);
  return {
    body: close(doc),
    kinds: kinds(doc),
    edited: indexes.map(index => withWord(doc, index)),
  };
}

/** Words that somebody types into a paragraph: their source, and what it is when it is opened again. */
function typed(words) {
  const doc = schema.node("doc", null, [schema.node("paragraph", null, words ? [schema.text(words)] : [])]);
  const body = close(doc);
  const again = open(body);
  return { body, kinds: kinds(again), words: again.textContent };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { body, edits = 50, words } = JSON.parse(line);
  console.log(JSON.stringify(words === undefined ? opened(body, edits) : typed(words)));
}
