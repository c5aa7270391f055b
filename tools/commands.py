"""Invoke's program as this project shows it: few options, Vietnamese words, and a calm end by Ctrl-C."""

from __future__ import annotations

import difflib
import re

from invoke import ParseError, Program

from tools import ctrl_c


class Commands(Program):
    """Invoke's program with its first words in Vietnamese, and without its two dozen options for runners of shells."""

    def run(self, argv: list[str] | None = None, exit: bool = True) -> None:  # noqa: A002 - Invoke's signature
        """Invoke ends a command that was interrupted without a word, and with the code of a failure."""
        try:
            super().run(argv, exit)
        except SystemExit as end:
            if isinstance(end.__context__, KeyboardInterrupt) and not end.__suppress_context__:
                ctrl_c.end()
            raise

    def print_help(self) -> None:
        print(f"Cách dùng: {self.binary} LỆNH [tùy chọn]\nTùy chọn của một lệnh: {self.binary} LỆNH --help\n")
        self.list_tasks()

    def print_task_help(self, name: str) -> None:
        """One command: what it does, and its options."""
        known = self.parser.contexts[name]
        print(f"Cách dùng: {self.binary} {name} [tùy chọn]\n\n  {self.collection[name].__doc__}\n")
        if options := known.help_tuples():
            print("Tùy chọn:")
            self.print_columns(options)

    def task_list_opener(self, extra: str = "") -> str:  # noqa: ARG002 - Invoke's signature
        return "Các lệnh"

    def parse_tasks(self) -> None:
        try:
            super().parse_tasks()
        except ParseError as error:
            raise ParseError(self._in_vietnamese(str(error)), error.context) from None

    def _in_vietnamese(self, words: str) -> str:
        unknown = re.fullmatch(r"No idea what '(.+)' is!", words)
        if not unknown:
            return words
        near = difflib.get_close_matches(unknown[1], self.collection.task_names, 1)
        meant = f" Có phải ý bạn là «{near[0]}»?" if near else f" Xem các lệnh: {self.binary} --help"
        if self.argv[1:2] == ["publish"]:
            meant = f' Nếu đó là lời nhắn, hãy gõ: publish --message="{unknown[1]}"'
        return f"Không có lệnh hay tùy chọn «{unknown[1]}».{meant}"
