"""Invoke's program as this project shows it: few options, Vietnamese words, and a calm end by Ctrl-C."""

from __future__ import annotations

import difflib
import re
import sys

from invoke import Collection, ParseError, Program

from tools import ctrl_c

UNKNOWN = re.compile("No idea what '(.+)' is!")
# The other slips that Invoke tells, in English, with the name of what is missing.
MISSING = {
    re.compile("'.+' did not receive required positional arguments: (.+)"): "Lệnh này còn thiếu: {}.",
    re.compile("Flag <Argument: ([^ >]+).* needed value and was not given one!"): "Sau --{} còn thiếu giá trị.",
}


class Commands(Program):
    """Invoke's program with its first words in Vietnamese, and without its two dozen options for runners of shells."""

    def __init__(self, namespace: Collection) -> None:
        super().__init__(namespace=namespace, binary="python3 tasks.py", name="tasks")

    def run(self, argv: list[str] | None = None, exit: bool = True) -> None:  # noqa: A002 - Invoke's signature
        """Invoke ends a command that was interrupted without a word, and with the code of a failure."""
        try:
            super().run(typed_fully(with_help_first(argv or sys.argv)), exit)
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
        words = " ".join([name, *(one.name.upper() for one in known.positional_args)])
        print(f"Cách dùng: {self.binary} {words} [tùy chọn]\n\n  {self.collection[name].__doc__}\n")
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
        if unknown := UNKNOWN.fullmatch(words):
            return f"Không có lệnh hay tùy chọn «{unknown[1]}».{self._meant(unknown[1])}"
        for slip, told in MISSING.items():
            if missing := slip.fullmatch(words):
                return f"{told.format(missing[1].replace('_', '-'))} Xem: {self.binary} {self.argv[1]} --help"
        return words

    def _meant(self, typed: str) -> str:
        if self.argv[1:2] == ["publish"]:
            return f' Nếu đó là lời nhắn, hãy gõ: publish --message="{typed}"'
        near = difflib.get_close_matches(typed, self.collection.task_names, 1)
        return f" Có phải ý bạn là «{near[0]}»?" if near else f" Xem các lệnh: {self.binary} --help"


def with_help_first(argv: list[str]) -> list[str]:
    """`NAME --help` as `--help NAME`: Invoke would take it for the value of a positional argument that is missing."""
    own = argv[2 : argv.index("--")] if "--" in argv else argv[2:]
    return [argv[0], "--help", argv[1]] if {"--help", "-h"} & set(own) else argv


def typed_fully(argv: list[str]) -> list[str]:
    """What people leave out where it is clear, as Invoke wants to have it."""
    return with_files_named(with_message_named(with_nobody_named(argv)))


def with_nobody_named(argv: list[str]) -> list[str]:
    """`account DIR list` as `account DIR list ""`."""
    listing = argv[1:2] == ["account"] and argv[3:] == ["list"]
    return [*argv, ""] if listing else argv


def with_message_named(argv: list[str]) -> list[str]:
    """`publish …` as `publish --message "…"`. Whatever is no option is the message, dashes and all."""
    if argv[1:2] != ["publish"]:
        return argv
    end = argv.index("--") if "--" in argv else len(argv)
    options = [word for word in argv[2:end] if re.fullmatch(r"--[a-z-]*[a-z]", word)]
    said = [word.removeprefix("--message=") for word in argv[2:end] if word not in options] + argv[end + 1 :]
    # With a space before it no message is taken for an option; `publish` strips it.
    message = ["--message", f" {' '.join(said)}"] if said or "--message" in options else []
    return [*argv[:2], *(word for word in options if word != "--message"), *message]


def with_files_named(argv: list[str]) -> list[str]:
    """`import-word A B` and `import-word --file A B` as `--file A --file B`."""
    if argv[1:2] != ["import-word"]:
        return argv
    given: list[str] = []
    for word in argv[2:]:
        of_option = given and re.fullmatch("--[a-z]+", given[-1])
        if not of_option and not word.startswith("--"):
            given.append("--file")
        given.append(word)
    return [*argv[:2], *given]
