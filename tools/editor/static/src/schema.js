// What a text is made of in the editing area. `gap` is the blank room before a block as it stands in the text, null
// where the block is new or the first one; the other attributes keep what a writing needs to come back letter by letter.

import { Schema } from "prosemirror-model";

const gap = { gap: { default: null } };
const ALIGNED = { left: "align-left", center: "align-center", right: "align-right" };

const cell = (tag, role) => ({
  content: "inline*",
  attrs: { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null }, align: { default: null } },
  tableRole: role,
  isolating: true,
  marks: "strong em strike code sub sup link",
  parseDOM: [{ tag }],
  toDOM: node => [tag, { class: ALIGNED[node.attrs.align] }, 0],
});

const field = (name, marks) => ({
  content: "inline*",
  marks,
  isolating: true,
  selectable: false,
  toDOM: () => ["div", { class: `figure-field ${name}` }, 0],
  parseDOM: [{ tag: `.figure-field.${name}` }],
});

const nodes = {
  doc: { content: "block+", attrs: { lead: { default: "" }, tail: { default: "\n" } } },
  paragraph: { content: "inline*", group: "block", attrs: gap, parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  heading: {
    content: "text*",
    group: "block",
    attrs: { ...gap, level: { default: 2 } },
    defining: true,
    parseDOM: [1, 2, 3, 4, 5, 6].map(level => ({ tag: `h${level}`, attrs: { level } })),
    toDOM: node => [`h${node.attrs.level}`, 0],
  },
  bullet_list: {
    content: "list_item+",
    group: "block",
    attrs: { ...gap, mark: { default: "-" }, pad: { default: " " }, indent: { default: null }, loose: { default: false } },
    parseDOM: [{ tag: "ul" }],
    toDOM: () => ["ul", 0],
  },
  ordered_list: {
    content: "list_item+",
    group: "block",
    attrs: { ...gap, start: { default: 1 }, step: { default: 1 }, pad: { default: " " }, indent: { default: null },
      loose: { default: false } },
    parseDOM: [{ tag: "ol", getAttrs: dom => ({ start: dom.start }) }],
    toDOM: node => ["ol", { start: node.attrs.start }, 0],
  },
  list_item: {
    content: "paragraph (paragraph | bullet_list | ordered_list)*",
    attrs: gap,
    defining: true,
    parseDOM: [{ tag: "li" }],
    toDOM: () => ["li", 0],
  },
  quote: {
    content: "(paragraph | heading | bullet_list | ordered_list)+",
    group: "block",
    attrs: { ...gap, lead: { default: "> " } },
    defining: true,
    parseDOM: [{ tag: "blockquote" }],
    toDOM: () => ["blockquote", 0],
  },
  table: {
    content: "table_row+",
    group: "block",
    attrs: { ...gap, delimiters: { default: null } },
    tableRole: "table",
    allowGapCursor: false,
    isolating: true,
    parseDOM: [{ tag: "table" }],
    toDOM: () => ["div", { class: "table-scroll" }, ["table", ["tbody", 0]]],
  },
  table_row: {
    content: "(table_cell | table_header)*",
    attrs: { source: { default: null } },
    tableRole: "row",
    allowGapCursor: false,
    parseDOM: [{ tag: "tr" }],
    toDOM: () => ["tr", 0],
  },
  table_cell: cell("td", "cell"),
  table_header: cell("th", "header_cell"),
  figure: {
    content: "figure_alt figure_caption figure_credit",
    group: "block",
    attrs: { ...gap, src: {}, title: { default: null } },
    isolating: true,
    draggable: true,
    allowGapCursor: false, // what is typed there would be another figure
    toDOM: node => ["figure", { "data-src": node.attrs.src }, 0],
    parseDOM: [{ tag: "figure[data-src]", getAttrs: dom => ({ src: dom.dataset.src }) }],
  },
  figure_alt: { ...field("alt", ""), content: "text*" },
  figure_caption: field("caption", "_"),
  figure_credit: field("credit", "_"),
  rule: {
    group: "block",
    attrs: { ...gap, source: { default: "---" } },
    parseDOM: [{ tag: "hr" }],
    toDOM: () => ["hr"],
  },
  plain: {
    content: "text*",
    group: "block",
    marks: "",
    code: true,
    defining: true,
    attrs: gap,
    parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
    toDOM: () => ["pre", { class: "plain", spellcheck: "false" }, 0],
  },
  conflict: {
    group: "block",
    atom: true,
    attrs: { ...gap, source: {} },
    toDOM: node => ["div", { class: "conflict", "data-source": node.attrs.source }],
    parseDOM: [{ tag: "div.conflict", getAttrs: dom => ({ source: dom.dataset.source }) }],
  },
  line: {
    inline: true,
    group: "inline",
    selectable: false,
    attrs: { source: { default: "  \n" } },
    parseDOM: [{ tag: "br" }],
    // A line that only ends in the source goes on behind a space, here as on the site.
    toDOM: node => (node.attrs.source === "\n" ? ["span", { class: "soft" }, " "] : ["br"]),
  },
  text: { group: "inline" },
};

const simple = (...tags) => ({ parseDOM: tags.map(tag => ({ tag })), toDOM: () => [tags[0], 0] });

const marks = {
  link: {
    attrs: { href: {}, title: { default: null } },
    inclusive: false,
    parseDOM: [{ tag: "a[href]", getAttrs: dom => ({ href: dom.getAttribute("href"), title: dom.getAttribute("title") }) }],
    toDOM: mark => ["a", { href: mark.attrs.href, title: mark.attrs.title, rel: "noopener" }, 0],
  },
  strike: simple("del", "s"),
  strong: simple("strong", "b"),
  em: simple("em", "i"),
  sub: simple("sub"),
  sup: simple("sup"),
  code: { ...simple("code"), code: true },
};

export const schema = new Schema({ nodes, marks });
