// A picture with the lines behind it: caption and credit, as `plugins/media/figures.py` tells them apart.

import { inlineNodes, inlineSource } from "./pieces.js";
import { schema } from "./schema.js";

const PICTURE = /^!\[((?:\\.|[^\\[\]\n])*)\]\(((?:[^()\s"'<>]|\([^()\s]*\)| (?!["' ]))+)(?: "([^"\n]*)")?\)(?:\n([^]*))?$/;
const CREDIT = /^(?:(?:Ảnh|Tranh|Đồ họa|Nguồn ảnh|Minh họa)\s*:.*|(?:Tranh|Ảnh|Hình) minh họa|Ảnh tư liệu)\.?$/i;

const isCredit = source => CREDIT.test(source.normalize("NFC").replace(/[*_]/g, "").trim());

/** A figure; null where something stands between the lines that cannot be edited as it looks. */
export function readFigure(source) {
  const found = PICTURE.exec(source);
  if (!found) return null;
  const [, alt, src, title = null, behind = ""] = found;
  const lines = behind.split("\n");
  const credit = isCredit(lines.at(-1)) ? lines.pop() : "";
  const inner = [lines.join("\n"), credit].map(inlineNodes);
  return inner.every(Boolean) ? figure({ src, title }, alt.replace(/\\([[\]\\])/g, "$1"), ...inner) : null;
}

const figure = (attrs, alt = "", caption = [], credit = []) => schema.node("figure", attrs, [
  schema.node("figure_alt", null, alt ? [schema.text(alt)] : []),
  schema.node("figure_caption", null, caption),
  schema.node("figure_credit", null, credit),
]);

export function writeFigure(node) {
  const [alt, caption, credit] = node.content.content;
  const { src, title } = node.attrs;
  const words = alt.textContent.trim().replace(/[[\]\\]/g, "\\$&");
  const picture = `![${words}](${src}${title === null ? "" : ` "${title}"`})`;
  return [picture, inlineSource(caption).replace(/\n\s*\n/g, "\n"), credited(inlineSource(credit))].filter(Boolean).join("\n");
}

/** A name alone is a credit where it says so. */
const credited = source => (source && !isCredit(source) ? `Ảnh: ${source}` : source).replace(/\s*\n\s*/g, " ");
