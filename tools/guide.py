"""The guide's table of everything that an editor can be told, made from the messages that stand beside the rules.

`python -m tools.guide` writes it anew into `content/README.md`, between the two marks.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

from plugins.base.problems import Message

GUIDE = Path(__file__).resolve().parents[1] / "content" / "README.md"
MARKS = re.compile(r"(?<=<!-- messages -->\n).*(?=<!-- /messages -->)", re.DOTALL)

# Where an editor looks, and the modules that tell of it; named as strings, because nothing of them is used.
SUBJECTS = {
    "Phần đầu của bài": (
        "plugins.base.header",
        "plugins.editorial.broken_headers",
        "plugins.base.moments",
        "plugins.editorial.schema",
        "plugins.editorial.readers",
        "plugins.editorial.rules",
        "plugins.editorial.survey",
        "plugins.editorial.taxonomy",
    ),
    "Chương trình và kết quả": ("plugins.editorial.program_fields", "plugins.programs.checks"),
    "Tệp, tên tệp, địa chỉ": (
        "plugins.base.addresses",
        "plugins.base.old_addresses",
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
        "plugins.media.references",
        "plugins.media.contents",
        "plugins.links.checks",
        "plugins.editorial.typing_slips",
        "plugins.editorial.pasted_tables",
    ),
    "Tệp ảnh (lời báo bắt đầu bằng tên tệp ảnh)": ("plugins.media.pictures", "plugins.media.svg"),
    "Các tệp trong `content/data`": ("plugins.editorial.data",),
}
FOUND = re.compile(r"\{[^}]+\}")


def table() -> str:
    """The tables of all subjects, as they stand in the guide."""
    return "".join(f"\n### {subject}\n\n{_table(*names)}" for subject, names in SUBJECTS.items()) + "\n"


def catalogue(*modules: ModuleType) -> tuple[Message, ...]:
    """The messages of some modules, in the order of their definition."""
    return tuple(found for module in modules for found in vars(module).values() if isinstance(found, Message))


def _table(*names: str) -> str:
    rows = (_row(message) for message in catalogue(*map(import_module, names)))
    return "".join(("| Thông báo | Cách sửa |\n|---|---|\n", *rows))


def _row(message: Message) -> str:
    return f"| {'cảnh báo: ' if message.warning else ''}{_shown(message.wrong)} | {_shown(message.mend)} |\n"


def _shown(template: str) -> str:
    """The sentence with … for whatever will have been found, hints left out; a bracket begins no link."""
    return FOUND.sub("…", template.replace("{hint}", "")).replace("….", "…").replace("[", r"\[")


def main() -> None:
    guide = GUIDE.read_text("utf-8")
    GUIDE.write_text(MARKS.sub(lambda _: table(), guide), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
