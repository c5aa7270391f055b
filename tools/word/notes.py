"""Footnotes and endnotes: one list at the end, numbered in the order in which the text names them."""

from __future__ import annotations

from tools.word.ooxml import Element, W, attribute


class Notes:
    """`parts` are the roots of the footnotes and the endnotes, by their kind."""

    def __init__(self, parts: dict[str, Element | None]) -> None:
        self._written = {
            (kind, attribute(one, "id")): one
            for kind, root in parts.items()
            if root is not None
            for one in root.iter(f"{W}footnote", f"{W}endnote")
            if attribute(one, "type") in ("", "normal")
        }
        self.named: list[tuple[str, Element]] = []
        """Kind and element of each note that the text names, in that order."""

    def mark(self, kind: str, name: str) -> str:
        """What stands in the text for a note; nothing where there is none. Named again, a note is no new one."""
        note = self._written.get((kind, name))
        if note is None:
            return ""
        if (kind, note) not in self.named:
            self.named.append((kind, note))
        number = self.named.index((kind, note)) + 1
        return f'<sup class="noteref"><a href="#fn-{number}">{number}</a></sup>'
