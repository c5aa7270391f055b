// What an editor can do to the words: commands of the toolbar and the keyboard.

import { chainCommands, exitCode, lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { schema } from "./schema.js";
import { liftListItem, wrapInList } from "prosemirror-schema-list";
import { Selection, TextSelection } from "prosemirror-state";

const { nodes, marks } = schema;

export const bold = toggleMark(marks.strong);
export const italic = toggleMark(marks.em);

export function hasMark(type) {
  return ({ selection: { from, $from, to, empty }, storedMarks, doc }) =>
    (empty ? Boolean(type.isInSet(storedMarks || $from.marks())) : doc.rangeHasMark(from, to, type));
}

/** Whether the caret is inside of such a node. */
export const within = (type, attrs = {}) => ({ selection: { $from } }) => ancestor($from, type, attrs) !== null;

function ancestor($from, type, attrs = {}) {
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth);
    if (node.type === type && Object.entries(attrs).every(([name, value]) => node.attrs[name] === value)) return depth;
  }
  return null;
}

/** A heading of that level, or a paragraph again. The room before the block stays. */
export const heading = level => (state, dispatch) => {
  const { gap = null } = state.selection.$from.parent.attrs;
  return within(nodes.heading, { level })(state)
    ? setBlockType(nodes.paragraph, { gap })(state, dispatch)
    : setBlockType(nodes.heading, { level, gap })(state, dispatch);
};

export const list = type => (state, dispatch) =>
  (within(type)(state) ? liftListItem(nodes.list_item)(state, dispatch) : wrapInList(type)(state, dispatch));

export const quote = (state, dispatch) =>
  (within(nodes.quote)(state) ? lift(state, dispatch) : wrapIn(nodes.quote)(state, dispatch));

/** Puts blocks behind the block at that place, or instead of it where it is empty; the caret goes into the first.
 *  Tells the place behind them. */
export function putBlocks(tr, place, made) {
  const at = tr.doc.resolve(place);
  const [whole, from, to] = at.depth ? [at.node(1), at.before(1), at.after(1)] : [null, place, place];
  const empty = whole?.type === nodes.paragraph && !whole.content.size;
  const start = empty ? from : to;
  const last = to === tr.doc.content.size;
  tr.replaceWith(start, to, last ? [...made, nodes.paragraph.create()] : made);
  tr.setSelection(Selection.near(tr.doc.resolve(start + 1))).scrollIntoView();
  return start + made.reduce((size, node) => size + node.nodeSize, 0);
}

const insertBlocks = made => (state, dispatch) => {
  const { tr } = state;
  putBlocks(tr, state.selection.from, made);
  dispatch?.(tr);
  return true;
};

export const insertTable = (state, dispatch) => {
  const row = type => nodes.table_row.create(null, [0, 1, 2].map(() => type.create()));
  const rows = [row(nodes.table_header), row(nodes.table_cell), row(nodes.table_cell)];
  return insertBlocks([nodes.table.create(null, rows)])(state, dispatch);
};

export const insertRule = insertBlocks([nodes.rule.create()]);

/** A new line in the same paragraph; not where the text has no room for one. */
export const newLine = chainCommands(exitCode, (state, dispatch) => {
  const { $from } = state.selection;
  if (!$from.parent.type.contentMatch.matchType(nodes.line) || $from.parent.type.spec.tableRole) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.line.create()).scrollIntoView());
  return true;
});

const FIELDS = [nodes.figure_alt, nodes.figure_caption, nodes.figure_credit];

/** Enter in a line of a picture goes to the next one, and behind the last one to a paragraph. */
export const leaveField = (state, dispatch) => {
  const { $from } = state.selection;
  if (!FIELDS.includes($from.parent.type)) return false;
  const next = $from.after();
  if ($from.parent.type !== nodes.figure_credit)
    dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, next + 1)).scrollIntoView());
  else behind(state, next + 1, dispatch);
  return true;
};

/** The place in the cell above or below that of the caret; null where there is none. */
function inNextRow({ selection: { $from } }, step) {
  if (!$from.parent.type.spec.tableRole) return null;
  const [table, row, column] = [$from.node(-2), $from.index(-2) + step, $from.index(-1)];
  const next = table.maybeChild(row);
  if (!next) return null;
  let at = $from.posAtIndex(row, -2) + 1;
  for (let i = 0; i < Math.min(column, next.childCount - 1); i++) at += next.child(i).nodeSize;
  return at + 1;
}

/** Up and down stay in the column. */
export const toRow = step => (state, dispatch, view) => {
  const at = view?.endOfTextblock(step < 0 ? "up" : "down") ? inNextRow(state, step) : null;
  if (at === null) return false;
  dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, at)).scrollIntoView());
  return true;
};

/** Enter in a cell goes to the cell below; in the last row behind the table. */
export const leaveCell = (state, dispatch) => {
  const { $from } = state.selection;
  if (!$from.parent.type.spec.tableRole) return false;
  const at = inNextRow(state, 1);
  if (at === null) behind(state, $from.after(-2), dispatch);
  else dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, at)).scrollIntoView());
  return true;
};

/** A new paragraph at a place between blocks, with the caret in it. */
function behind(state, at, dispatch) {
  const tr = state.tr.insert(at, nodes.paragraph.create());
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView());
}
