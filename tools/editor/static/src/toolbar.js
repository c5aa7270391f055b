// The row of buttons over the editing area. One stop of the Tab key; arrows go from button to button.

import { redo, undo } from "prosemirror-history";
import { Plugin } from "prosemirror-state";
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable } from "prosemirror-tables";
import * as commands from "./commands.js";
import { button, el } from "./dom.js";
import { schema } from "./schema.js";
import { say } from "./words.js";

const { nodes, marks } = schema;

/** name of the words, command, whether it is on, keys. `inTable`: only shown there. */
const tools = ({ askLink, askPicture }) => [
  ["bold", commands.bold, commands.hasMark(marks.strong), "Control+B"],
  ["italic", commands.italic, commands.hasMark(marks.em), "Control+I"],
  ["heading", commands.heading(2), commands.within(nodes.heading, { level: 2 })],
  ["subheading", commands.heading(3), commands.within(nodes.heading, { level: 3 })],
  ["bullets", commands.list(nodes.bullet_list), commands.within(nodes.bullet_list)],
  ["numbers", commands.list(nodes.ordered_list), commands.within(nodes.ordered_list)],
  ["quote", commands.quote, commands.within(nodes.quote)],
  ["link", askLink, commands.hasMark(marks.link), "Control+K"],
  ["picture", askPicture],
  ["table", commands.insertTable],
  ["rule", commands.insertRule],
  ["undo", undo, null, "Control+Z"],
  ["redo", redo, null, "Control+Y"],
];

const TABLE_TOOLS = [
  ["row", addRowAfter],
  ["column", addColumnAfter],
  ["delete_row", deleteRow],
  ["delete_column", deleteColumn],
  ["delete_table", deleteTable],
];

/** A plugin that draws the buttons into `place` and keeps them true. */
export const toolbar = (place, actions) => new Plugin({
  view(view) {
    const rows = [tools(actions), TABLE_TOOLS].map(table => table.map(tool => draw(view, tool)));
    const bars = rows.map((row, at) => bar(row, say(at ? "table_tools" : "tools")));
    place.append(...bars);
    const update = () => {
      rows.flat().forEach(tool => refresh(view, tool));
      bars[1].hidden = !commands.within(nodes.table)(view.state);
    };
    update();
    return { update, destroy: () => bars.forEach(one => one.remove()) };
  },
});

function draw(view, [name, command, active, keys]) {
  const run = () => {
    command(view.state, view.dispatch, view);
    if (!document.querySelector("dialog[open]")) view.focus();
  };
  const made = button(say(name), run, { class: `tool tool-${name}`, "aria-keyshortcuts": keys, "aria-pressed": active ? "false" : null });
  made.addEventListener("mousedown", event => event.preventDefault());
  return { made, command, active };
}

function refresh(view, { made, command, active }) {
  made.setAttribute("aria-disabled", String(!command(view.state, undefined, view)));
  if (active) made.setAttribute("aria-pressed", String(active(view.state)));
}

function bar(row, label) {
  const buttons = row.map(tool => tool.made);
  buttons.forEach((one, at) => (one.tabIndex = at ? -1 : 0));
  const move = event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length);
    buttons.forEach(one => (one.tabIndex = one === next ? 0 : -1));
    next.focus();
  };
  return el("div", { class: "tools", role: "toolbar", "aria-label": label, onkeydown: move }, ...buttons);
}
