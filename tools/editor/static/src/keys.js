// The keyboard, and signs at the beginning of a paragraph that make it a list, a heading or a quote.

import { baseKeymap, chainCommands } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { goToNextCell } from "prosemirror-tables";
import * as commands from "./commands.js";
import { schema } from "./schema.js";

const { nodes } = schema;

export const keys = askLink => [
  inputRules({
    rules: [
      wrappingInputRule(/^\s*([-+*])\s$/, nodes.bullet_list),
      wrappingInputRule(/^(\d{1,2})\.\s$/, nodes.ordered_list, found => ({ start: Number(found[1]) })),
      wrappingInputRule(/^\s*>\s$/, nodes.quote),
      textblockTypeInputRule(/^(#{2,4})\s$/, nodes.heading, found => ({ level: found[1].length })),
    ],
  }),
  keymap({
    "Mod-z": undo,
    "Mod-y": redo,
    "Shift-Mod-z": redo,
    "Mod-b": commands.bold,
    "Mod-i": commands.italic,
    "Mod-k": askLink,
    "Mod-Alt-2": commands.heading(2),
    "Mod-Alt-3": commands.heading(3),
    "Shift-Enter": commands.newLine,
    Enter: chainCommands(commands.leaveField, commands.leaveCell, splitListItem(nodes.list_item)),
    ArrowUp: commands.toRow(-1),
    ArrowDown: commands.toRow(1),
    Tab: chainCommands(goToNextCell(1), sinkListItem(nodes.list_item)),
    "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(nodes.list_item)),
  }),
  keymap(baseKeymap),
];
