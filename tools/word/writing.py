"""Paragraphs and tables as the plain HTML that `tools.convert` takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from itertools import groupby
from operator import attrgetter

from tools.word.pieces import BREAK, Block, RunLook, RunPiece, WordCell, WordParagraph, WordTable

LEVEL = 720
"""Twentieths of a point that make a level of indentation: Word's own step."""
NEAR = 170
"""Twentieths of a point within which two lists stand at the same edge."""
_MARKS = (("bold", "strong"), ("italic", "em"), ("underline", "u"), ("strike", "s"))
_CLASSES = ("title", "subtitle", "caption")


def html(body: list[Block], notes: list[list[Block]]) -> str:
    """The whole document."""
    usual = _usual_size(body)
    written = "\n".join(_blocks(body, usual))
    if not notes:
        return written
    rows = (f'<li id="fn-{number}">{"".join(_blocks(note, usual))}</li>' for number, note in enumerate(notes, start=1))
    return f'{written}\n<section class="footnotes"><ol>{"".join(rows)}</ol></section>'


def _usual_size(body: Iterable[Block]) -> float:
    sizes: Counter[float] = Counter()
    for block in _texts(body):
        for piece in block.pieces:
            sizes[piece.look.size] += len(piece.text)
    return max(sizes, key=lambda size: sizes[size], default=0)


def _texts(blocks: Iterable[Block]) -> Iterator[WordParagraph]:
    for block in blocks:
        if isinstance(block, WordParagraph):
            yield block
        else:
            yield from _texts(inner for row in block.rows for cell in row for inner in cell.blocks)


def _blocks(blocks: Iterable[Block], usual: float) -> Iterator[str]:
    for kind, group in groupby(_prepared(blocks), key=_kind):
        if kind == "list":
            yield from _lists([one for one in group if isinstance(one, WordParagraph)])
        elif kind == "quote":
            quoted = (_paragraph(one, usual) for one in group if isinstance(one, WordParagraph))
            yield f"<blockquote>{''.join(quoted)}</blockquote>"
        elif kind == "pre":
            lines = "\n".join(one.text for one in group if isinstance(one, WordParagraph))
            yield f"<pre>{escape(lines, quote=False)}</pre>"
        else:
            yield from (_block(one, usual) for one in group)


def _block(block: Block, usual: float) -> str:
    return _table(block, usual) if isinstance(block, WordTable) else _paragraph(block, usual)


def _kind(block: Block) -> str:
    if isinstance(block, WordTable):
        return "table"
    return "list" if block.numeral else block.role if block.role in ("quote", "pre") else ""


def _prepared(blocks: Iterable[Block]) -> Iterator[Block]:
    """Each with its number as text where no list of the web says the same; what floats beside it behind it."""
    for block in blocks:
        if isinstance(block, WordParagraph):
            yield _numbered(_trimmed(block))
            yield from _prepared(block.after)
        else:
            yield block


def _numbered(block: WordParagraph) -> WordParagraph:
    numeral = block.numeral
    if numeral is None:
        return block
    is_text = block.role or block.align in ("center", "right") or _all(block, "bold")
    if numeral.kind == "bullet" or (numeral.kind == "decimal" and not is_text):
        return replace(block, numeral=None) if numeral.kind == "bullet" and block.role else block
    first = next((piece.look for piece in block.pieces if piece.text.strip()), RunLook())
    said = [RunPiece(numeral.text + numeral.glue, replace(first, href="", raised=""))] if numeral.text else []
    return replace(block, numeral=None, pieces=[*said, *block.pieces], left=max(0, numeral.level * LEVEL))


def _trimmed(block: WordParagraph) -> WordParagraph:
    """Without breaks and spaces at its ends; a space between two pieces that look alike looks like them."""
    pieces = list(block.pieces)
    while pieces and _is_blank(pieces[0]):
        pieces.pop(0)
    while pieces and _is_blank(pieces[-1]):
        pieces.pop()
    for at in range(1, len(pieces) - 1):
        before, after = pieces[at - 1].look, pieces[at + 1].look
        if _is_blank(pieces[at]):
            pieces[at] = replace(pieces[at], look=before if before == after else RunLook(size=before.size))
    return replace(block, pieces=pieces)


def _is_blank(piece: RunPiece) -> bool:
    return piece.html == BREAK or not (piece.html or piece.text.strip(" \t\n\r\xa0"))


def _all(block: WordParagraph, mark: str) -> bool:
    looks = [getattr(piece.look, mark) for piece in block.pieces if piece.text.strip()]
    return bool(looks) and all(looks)


def _paragraph(block: WordParagraph, usual: float) -> str:
    heading = block.role if block.role.startswith("h") else ""
    pieces = (
        [replace(one, look=replace(one.look, bold=False)) for one in block.pieces]
        if heading and _all(block, "bold")
        else block.pieces
    )
    caps = _all(block, "caps")
    if caps:
        pieces = [replace(one, look=replace(one.look, caps=False)) for one in pieces]
    attributes = {
        "class": block.role if block.role in _CLASSES else "",
        "data-at": str(block.at),
        "data-align": block.align,
        "data-size": _own_size(block, usual),
        "data-indent": str(round(block.left / LEVEL)) if block.left >= LEVEL / 2 and not heading else "",
        "data-caps": "yes" if caps else "",
    }
    return _element(heading or "p", attributes, _inline(pieces))


def _own_size(block: WordParagraph, usual: float) -> str:
    sizes = {piece.look.size for piece in block.pieces if piece.text.strip()}
    return f"{sizes.pop():g}" if len(sizes) == 1 and sizes != {usual} else ""


def _inline(pieces: Sequence[RunPiece]) -> str:
    return "".join(
        f'<a href="{escape(href)}">{_capitals(list(group))}</a>' if href else _capitals(list(group))
        for href, group in groupby(pieces, key=attrgetter("look.href"))
    )


def _capitals(pieces: Sequence[RunPiece]) -> str:
    return "".join(
        f'<span data-caps="yes">{_marked(list(group))}</span>' if caps else _marked(list(group))
        for caps, group in groupby(pieces, key=attrgetter("look.caps"))
    )


def _marked(pieces: Sequence[RunPiece], marks: Sequence[tuple[str, str]] = _MARKS) -> str:
    """Each mark around as much as it holds for, so that none ends where the next begins."""
    if not marks:
        return "".join(map(_raised, pieces))
    (name, tag), *rest = marks
    return "".join(
        f"<{tag}>{_marked(list(group), rest)}</{tag}>" if on else _marked(list(group), rest)
        for on, group in groupby(pieces, key=attrgetter(f"look.{name}"))
    )


def _raised(piece: RunPiece) -> str:
    said = piece.html or escape(piece.text, quote=False)
    raised = piece.look.raised
    return f"<{raised}>{said}</{raised}>" if raised and piece.text.strip() else said


@dataclass(frozen=True, slots=True)
class _ListEdge:
    """Where an open list stands."""

    list: str
    level: int
    left: int


def _lists(items: list[WordParagraph]) -> Iterator[str]:
    """Items that follow each other, as lists in lists."""
    edges: list[_ListEdge] = []
    depths = []
    for item in items:
        assert item.numeral
        edge = _ListEdge(item.numeral.list, item.numeral.level, item.numeral.left)
        while edges and _is_outside(edge, edges[-1]):
            edges.pop()
        if not edges or _is_inside(edge, edges[-1]):
            edges.append(edge)
        else:
            edges[-1] = edge
        depths.append(len(edges))
    yield _nested(list(zip(items, depths, strict=True)), 1)


def _is_inside(edge: _ListEdge, of: _ListEdge) -> bool:
    return edge.level > of.level if edge.list == of.list else edge.left > of.left + NEAR


def _is_outside(edge: _ListEdge, of: _ListEdge) -> bool:
    return edge.level < of.level if edge.list == of.list else edge.left < of.left - NEAR


def _nested(items: list[tuple[WordParagraph, int]], depth: int) -> str:
    """The lists at a depth: each begins anew where its kind changes or a number does not follow the one before."""
    written, open_kind, expected, at = [], "", 0, 0
    while at < len(items):
        item = items[at][0]
        assert item.numeral
        end = next((later for later in range(at + 1, len(items)) if items[later][1] <= depth), len(items))
        kind, count = item.numeral.kind, item.numeral.value
        if kind != open_kind or (kind == "decimal" and count != expected):
            written.append(f"</{_tag(open_kind)}>" if open_kind else "")
            start = f' start="{count}"' if kind == "decimal" and count != 1 else ""
            written.append(f"<{_tag(kind)}{start}>")
        inner = _nested(items[at + 1 : end], depth + 1)
        written.append(_element("li", {"data-at": str(item.at)}, _inline(item.pieces) + inner))
        open_kind, expected, at = kind, count + 1, end
    return "".join(written) + (f"</{_tag(open_kind)}>" if open_kind else "")


def _tag(kind: str) -> str:
    return "ol" if kind == "decimal" else "ul"


def _table(block: WordTable, usual: float) -> str:
    rows = [
        f"<tr>{''.join(map(partial(_cell, usual, 'th' if at < block.head else 'td'), row))}</tr>"
        for at, row in enumerate(block.rows)
    ]
    head = f"<thead>{''.join(rows[: block.head])}</thead>" if 0 < block.head < len(rows) else ""
    body = "".join(rows[block.head :] if head else rows)
    return _element("table", {"data-at": str(block.at)}, f"{head}<tbody>{body}</tbody>")


def _cell(usual: float, tag: str, cell: WordCell) -> str:
    texts = [block for block in cell.blocks if isinstance(block, WordParagraph)]
    aligns = {block.align for block in texts}
    attributes = {
        "colspan": str(cell.colspan) if cell.colspan > 1 else "",
        "rowspan": str(cell.rowspan) if cell.rowspan > 1 else "",
        "data-align": aligns.pop() if len(aligns) == 1 else "",
    }
    return _element(tag, attributes, "".join(_blocks(cell.blocks, usual)))


def _element(tag: str, attributes: dict[str, str], inner: str) -> str:
    said = "".join(f' {name}="{value}"' for name, value in attributes.items() if value)
    return f"<{tag}{said}>{inner}</{tag}>"
