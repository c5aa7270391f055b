// The editing area in the place of the textarea, and the switch between both. The textarea stays the form's field.

import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { EditorState, NodeSelection, Plugin, Selection } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";
import { conflictView } from "./conflict_view.js";
import { close, open } from "./document.js";
import { button, el } from "./dom.js";
import { fieldView, figureView, plainView } from "./figure_view.js";
import { flaws, goToLine, showFlaws } from "./flaws.js";
import { keys } from "./keys.js";
import { askLink } from "./links.js";
import { replaceBody } from "./replace.js";
import { schema } from "./schema.js";
import { toolbar } from "./toolbar.js";
import { waiting } from "./waiting.js";
import { say } from "./words.js";

/** `changed()` is called after every change; `bring` brings files and pasted passages in (`bringing.js`). */
export function makeArea(textarea, { changed, bring, fileAddress }) {
  const place = el("div", { class: "writing" });
  const source = button(say("as_markdown"), () => setSource(textarea.hidden), { class: "as-markdown", "aria-pressed": "false" });
  textarea.before(source, place);
  textarea.addEventListener("input", changed);
  const view = makeView(place, textarea, { changed, bring, fileAddress });
  setSource(false);

  function setSource(on) {
    if (on) textarea.value = close(view.state.doc);
    else view.dispatch(replaceBody(view.state, textarea.value));
    textarea.hidden = !on;
    place.hidden = on;
    source.setAttribute("aria-pressed", String(on));
    document.querySelectorAll("[data-markdown-help]").forEach(help => (help.hidden = !on));
  }

  const body = () => (textarea.hidden ? close(view.state.doc) : textarea.value);
  return {
    view,
    body,
    /** Puts another body in the place of the present one; the caret stays in its words. */
    put: next => (textarea.hidden ? view.dispatch(replaceBody(view.state, next).setMeta("addToHistory", false)) : refill(textarea, next)),
    /** The form sends the textarea. */
    fill: () => (textarea.value = body()),
    showFlaws: problems => showFlaws(view, problems),
    goToLine: line => (textarea.hidden ? goToLine(view, line) : goToRow(textarea, line)),
  };
}

function makeView(place, textarea, { changed, bring, fileAddress }) {
  const bar = el("div", { class: "bars" });
  place.append(bar);
  const askPicture = (state, dispatch, view) => (dispatch ? bring.ask(view) : true);
  const state = EditorState.create({
    doc: open(textarea.value),
    plugins: [
      ...keys(askLink), history({ depth: 500 }), dropCursor({ class: "drop-cursor", color: false }), gapCursor(), tableEditing(),
      waiting, flaws, toolbar(bar, { askLink, askPicture }), labelled(textarea), typedOver, beyond, bring.plugin,
    ],
  });
  return new EditorView(place, {
    state,
    nodeViews: {
      figure: figureView(fileAddress),
      figure_alt: fieldView("figure_alt"),
      figure_caption: fieldView("figure_caption"),
      figure_credit: fieldView("figure_credit"),
      plain: plainView,
      conflict: conflictView,
    },
    dispatchTransaction(tr) {
      this.updateState(this.state.apply(tr));
      if (tr.docChanged) changed();
    },
  });
}

/** Whoever clicks a picture and types does not want another one with these words. A composition cannot be stopped: it
 *  goes to the words that come next. */
const onNode = view => view.state.selection instanceof NodeSelection;
const typedOver = new Plugin({
  props: {
    handleTextInput: onNode,
    handleDOMEvents: {
      beforeinput: (view, event) => {
        const stopped = onNode(view) && event.inputType === "insertText";
        if (stopped) event.preventDefault();
        return stopped;
      },
      compositionstart: view => {
        const { tr, selection } = view.state;
        if (onNode(view)) view.dispatch(tr.setSelection(Selection.near(selection.$to)));
        return false;
      },
    },
  },
});

/** A click below a picture or a table at the end begins a paragraph there. */
const beyond = new Plugin({
  props: {
    handleClick(view, _, event) {
      const last = view.dom.lastElementChild;
      const { doc, tr } = view.state;
      if (doc.lastChild.type.name === "paragraph" || event.clientY <= last.getBoundingClientRect().bottom) return false;
      tr.insert(doc.content.size, schema.nodes.paragraph.create());
      view.dispatch(tr.setSelection(Selection.atEnd(tr.doc)).scrollIntoView());
      return true;
    },
  },
});

/** The area is named as the textarea is. */
const labelled = textarea => new Plugin({
  props: {
    attributes: {
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": textarea.labels?.[0]?.textContent.trim() || say("body"),
      class: "words",
      lang: document.documentElement.lang || "vi",
    },
  },
});

/** Another value for a textarea; the caret stays in its words. */
function refill(textarea, next) {
  const before = textarea.value;
  let [from, end] = [0, 0];
  while (from < before.length && before[from] === next[from]) from++;
  while (end < Math.min(before.length, next.length) - from && before.at(-1 - end) === next.at(-1 - end)) end++;
  textarea.setRangeText(next.slice(from, next.length - end), from, before.length - end, "preserve");
}

function goToRow(textarea, line) {
  const at = textarea.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  textarea.focus();
  textarea.setSelectionRange(at, at);
}
