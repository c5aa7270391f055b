"""A draft as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from tools.report.draft import Block, Heading, Paragraph, Points, Report


def markdown(draft: Report) -> str:
    name = draft.organisation.name or "[…]"
    parts = [
        f"**{name}**",
        "**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**  \n**Độc lập – Tự do – Hạnh phúc**",
        "Số: […]/BC-[…]",
        f"*{draft.organisation.province or '[…]'}, {draft.dated}*",
        "# BÁO CÁO",
        f"**{draft.subject}**",
        *(part for block in draft.blocks for part in _block(block)),
        "**Nơi nhận:** […]; Lưu: VT.",
        "**[CHỨC VỤ NGƯỜI KÝ]**  \n*(chữ ký, dấu)*  \n**[Họ và tên]**",
    ]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * (block.level + 1)} {block.words}"
    elif isinstance(block, Paragraph):
        yield block.words
    elif isinstance(block, Points):
        yield "\n".join(f"- {item}" for item in block.items)
    else:
        rows = [block.head, ("---",) * len(block.head), *block.rows]
        yield "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
