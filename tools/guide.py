"""The guide's tables that are made of the code: the fields and what their lists hold, from the table of fields, and all
that an editor can be told, from the messages that stand beside the rules.

`python -m tools.guide` writes them anew into `content/README.md`, between their marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType

from plugins.base.model import ContentKind
from plugins.base.problems import Message
from plugins.editorial import FIELDS, Field, Part
from tools import ROOT

GUIDE = ROOT / "content" / "README.md"

# Where an editor looks, and the modules that tell of it; named as strings, because nothing of them is used.
SUBJECTS = {
    "Phần đầu của bài": (
        "plugins.base.header",
        "plugins.base.header_nodes",
        "plugins.base.header_yaml",
        "plugins.editorial.broken_headers",
        "plugins.base.moments",
        "plugins.editorial.schema",
        "plugins.editorial.readers",
        "plugins.editorial.rules",
        "plugins.editorial.read_texts",
        "plugins.editorial.contents",
        "plugins.editorial.taxonomy",
    ),
    "Chương trình và kết quả": ("plugins.editorial.program_fields", "plugins.programs.checks"),
    "Tệp, tên tệp, địa chỉ": (
        "plugins.base.addresses",
        "plugins.base.old_addresses",
        "plugins.editorial.old_places",
        "plugins.editorial.reading",
        "plugins.base.file_names",
        "plugins.editorial.copies",
        "plugins.editorial.characters",
    ),
    "Nội dung, đường dẫn, tệp đính kèm": (
        "plugins.media.body",
        "plugins.media.flaws",
        "plugins.media.pipes",
        "plugins.media.charts",
        "plugins.media.rendering",
        "plugins.media.references",
        "plugins.media.publishing",
        "plugins.media.contents",
        "plugins.links.checks",
        "plugins.editorial.typing_slips",
        "plugins.editorial.pasted_tables",
    ),
    "Tệp ảnh (lời báo bắt đầu bằng tên tệp ảnh)": (
        "plugins.media.pictures",
        "plugins.media.pixels",
        "plugins.media.svg",
    ),
    "Các tệp trong `content/data`": ("plugins.editorial.data",),
}
FOUND = re.compile(r"\{[^}]+\}")


def fields() -> str:
    rows = (_cells(f"`{row.name}`", _spelled(row.spellings), _guide(row)) for row in FIELDS)
    return "".join(("\n| Ô | Cách viết khác | Ghi gì |\n|---|---|---|\n", *rows, "\n"))


def _guide(row: Field) -> str:
    only = "Chỉ cho chương trình. " if row.kinds == {ContentKind.PROGRAM} else ""
    needed = f"Bắt buộc{'' if row.required == row.kinds else ' với tin, bài'}. " if row.required else ""
    return f"{only}{needed}{row.guide}"


def parts() -> str:
    """The fields inside of lists, by the list that they stand in; a list that stands in two places once."""
    lists = dict(_lists((row.spellings[0], row.parts) for row in FIELDS if row.parts))
    rows = (
        _cells(where, f"`{one.name}`", f"`{one.spelling}`", f"{'Bắt buộc. ' if one.required else ''}{one.guide}")
        for where, inside in lists.items()
        for one in inside
    )
    return "".join(("\n| Ở đâu | Ô | Cách viết khác | Ghi gì |\n|---|---|---|---|\n", *rows, "\n"))


def _lists(given: Iterable[tuple[str, tuple[Part, ...]]]) -> Iterator[tuple[str, tuple[Part, ...]]]:
    for where, inside in given:
        yield where, inside
        yield from _lists((one.spelling.capitalize(), one.parts) for one in inside if one.parts)


def _spelled(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words) or "–"


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def messages() -> str:
    """The tables of all subjects."""
    return "".join(f"\n### {subject}\n\n{_table(*names)}" for subject, names in SUBJECTS.items()) + "\n"


def catalogue(*modules: ModuleType) -> tuple[Message, ...]:
    """The messages of some modules, in the order of their definition."""
    return tuple(found for module in modules for found in vars(module).values() if isinstance(found, Message))


def _table(*names: str) -> str:
    rows = (_row(message) for message in catalogue(*map(import_module, names)))
    return "".join(("| Thông báo | Cách sửa |\n|---|---|\n", *rows))


def _row(message: Message) -> str:
    return _cells(f"{'cảnh báo: ' if message.warning else ''}{_shown(message.wrong)}", _shown(message.mend))


def _shown(template: str) -> str:
    """The sentence with … for whatever will have been found, hints left out; a bracket begins no link."""
    return FOUND.sub("…", template.replace("{hint}", "")).replace("….", "…").replace("[", r"\[")


TABLES = {"fields": fields, "parts": parts, "messages": messages}
MARKED = re.compile(rf"(<!-- ({'|'.join(TABLES)}) -->\n).*?(<!-- /\2 -->)", re.DOTALL)


def written(guide: str) -> str:
    """The guide with its tables as the code has them."""
    return MARKED.sub(lambda match: f"{match[1]}{TABLES[match[2]]()}{match[3]}", guide)


def main() -> None:
    GUIDE.write_text(written(GUIDE.read_text("utf-8")), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
