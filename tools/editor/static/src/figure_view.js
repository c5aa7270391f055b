// How a picture and the lines behind it are drawn: the picture, and a named line for each.

import { button, el } from "./dom.js";
import { say } from "./words.js";

const elsewhere = src => /^(?:[a-z][a-z+.-]*:|\/\/)/i.test(src);

/** `address(name)` is where the small picture of a file beside the text is. */
export const figureView = address => (node, view, getPos) => {
  const picture = el("img", { alt: "" });
  const name = el("span", { class: "figure-name" });
  const remove = () => {
    const from = getPos();
    view.dispatch(view.state.tr.delete(from, from + view.state.doc.nodeAt(from).nodeSize));
    view.focus();
  };
  const head = el("div", { class: "figure-picture", contenteditable: "false" }, picture,
    el("div", { class: "figure-row" }, name, button(say("delete_figure"), remove, { class: "tool" })));
  const contentDOM = el("div", { class: "figure-fields" });
  const dom = el("figure", {}, head, contentDOM);
  const update = next => {
    if (next.type !== node.type) return false;
    const { src } = next.attrs;
    name.textContent = src;
    if (picture.dataset.of !== src) show(picture, src, address);
    return true;
  };
  update(node);
  return { dom, contentDOM, update, stopEvent: event => event.target.tagName === "BUTTON", ignoreMutation: one => one.type !== "selection" && !contentDOM.contains(one.target) };
};

function show(picture, src, address) {
  picture.dataset.of = src;
  if (elsewhere(src)) picture.removeAttribute("src");
  else picture.src = address(src);
}

/** What is kept in its own words says so. */
export const plainView = () => {
  const contentDOM = el("code", { spellcheck: "false" });
  const label = el("span", { class: "plain-label", contenteditable: "false" }, say("plain"));
  return { dom: el("pre", { class: "plain" }, label, contentDOM), contentDOM };
};

export const fieldView = name => () => {
  const contentDOM = el("div", { class: "figure-words" });
  const dom = el("div", { class: `figure-field ${name}`, role: "group", "aria-label": say(name) },
    el("span", { class: "figure-label", contenteditable: "false", "aria-hidden": "true" }, say(name)), contentDOM);
  return { dom, contentDOM };
};
