"""The functions of tasks.py as commands, read by their signatures: a parameter before the star is a word to be typed,
the one with the star takes all other words, one behind it is an option; each may be typed by its name, too. What is
mistyped is told in Vietnamese.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from tools.options import OPTIONS

if TYPE_CHECKING:
    from invoke import Collection, Task

F = TypeVar("F", bound=Callable[..., None])

PROGRAM = "python3 tasks.py"
HELP, LIST = ("--help", "-h"), ("--list", "-l")
OPTION = re.compile("(--[a-z][a-z_-]*)(?:=(.*))?", re.DOTALL)
STARRED = 0x04  # among the flags of a function's code

COMMANDS: dict[str, Command] = {}


def command(**about: str) -> Callable[[F], F]:
    """Makes a function a command. What its parameters are for stands in tools/options.py, or is said here."""

    def keep(function: F) -> F:
        made = Command(function, OPTIONS | about)
        COMMANDS[made.name] = made
        return function

    return keep


def run(typed: Sequence[str]) -> None:
    """Calls what was typed behind tasks.py. Raises SystemExit with what is wrong in it."""
    first, *words = typed or HELP[:1]
    own = words[: words.index("--")] if "--" in words else words
    name = next(iter(words), "") if first in HELP else first
    if not name or name in LIST:
        print(f"Cách dùng: {PROGRAM} LỆNH [tùy chọn]\nTùy chọn của một lệnh: {PROGRAM} LỆNH --help\n\nCác lệnh:\n")
        _print_columns([(name, str(one.function.__doc__)) for name, one in sorted(COMMANDS.items())])
    elif name not in COMMANDS:
        raise SystemExit(_unknown(name, COMMANDS, f"Xem các lệnh: {PROGRAM} --help"))
    elif first in HELP or {*HELP} & {*own}:
        COMMANDS[name].explain()
    else:
        COMMANDS[name].run(words)


class Command:
    """What may be typed for a function."""

    def __init__(self, function: Callable[..., None], about: Mapping[str, str]) -> None:
        code = function.__code__
        first, last = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
        self.function = function
        self.name = _dashed(function.__name__)
        self.words = code.co_varnames[:first]
        self.needed = self.words[: first - len(function.__defaults__ or ())]
        self.starred = code.co_varnames[last : last + 1] if code.co_flags & STARRED else ()
        usual = {**dict.fromkeys(self.words, ""), **dict.fromkeys(self.starred, ())}
        # What each parameter is where nothing is typed. A flag is False; of what is () there may be several.
        self.usual: dict[str, object] = {**usual, **(function.__kwdefaults__ or {})}
        self.about = {name: about[name] for name in self.usual}

    def run(self, typed: Iterable[str]) -> None:
        given: dict[str, Any] = {name: [] for name in self.starred}
        free: list[str] = given[self.starred[0]] if self.starred else []
        waiting = iter(typed)
        for word in waiting:
            if word == "--":
                free += waiting
            elif option := OPTION.fullmatch(word):
                self._take(option, waiting, given)
            else:
                free.append(word)
        given |= {name: free.pop(0) for name in self.words if free and name not in given}
        if missing := [f"'{_dashed(name)}'" for name in self.needed if name not in given]:
            raise self._slip(f"Lệnh này còn thiếu: {', '.join(missing)}.")
        if free and not self.starred:
            raise self._slip(f"Thừa «{free[0]}»; nhiều chữ thì đặt trong dấu nháy kép.")
        self._call(given)

    def _take(self, option: re.Match[str], waiting: Iterator[str], given: dict[str, Any]) -> None:
        word, value = option.groups()
        name = word[2:].replace("-", "_")
        usual = self.usual.get(name)
        if usual is None:
            free = f'Nếu đó không phải tùy chọn, hãy gõ: {self.name} -- "{option[0]}"'
            raise SystemExit(_unknown(word, map(_option, self.usual), free if self.starred else self._see))
        if usual is False and value is not None:
            raise self._slip(f"Sau {word} không có giá trị nào.")
        if usual is not False and value is None:
            value = next(waiting, "--")
            if value == "--" or OPTION.fullmatch(value):
                raise self._slip(f"Sau {word} còn thiếu giá trị.")
        if usual == ():
            given.setdefault(name, []).append(value)
        else:
            given[name] = True if usual is False else value

    def _call(self, given: dict[str, Any]) -> None:
        words = [given.pop(name) for name in self.words if name in given]
        self.function(*words, *(word for name in self.starred for word in given.pop(name)), **given)

    @property
    def _see(self) -> str:
        return f"Xem: {PROGRAM} {self.name} --help"

    def _slip(self, words: str) -> SystemExit:
        return SystemExit(f"{words} {self._see}")

    def explain(self) -> None:
        words = [name if name in self.needed else f"[{name}]" for name in self.words]
        words += [f"[{name} …]" for name in self.starred]
        typed = " ".join([self.name, *map(str.upper, words), "[tùy chọn]"])
        print(f"Cách dùng: {PROGRAM} {typed}\n\n  {self.function.__doc__}\n\nTùy chọn:")
        ends = {name: "" if usual is False else "=…" for name, usual in self.usual.items()}
        _print_columns([(f"{_option(name)}{ends[name]}", self.about[name]) for name in sorted(self.usual)])

    def for_invoke(self) -> Task[Any]:
        """The same for `inv`, where what bears the star has to be typed by its name, or behind `--`."""
        from functools import wraps  # noqa: PLC0415 - loaded as rarely as Invoke
        from inspect import Parameter, Signature  # noqa: PLC0415

        from invoke import task  # noqa: PLC0415

        @wraps(self.function)
        def body(_: object, **given: Any) -> None:
            for name in self.starred:
                given[name] += sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
            self._call(given)

        several = [name for name, usual in self.usual.items() if usual == ()]
        usual = self.usual | dict.fromkeys(several) | dict.fromkeys(self.needed, Parameter.empty)
        options = [Parameter(name, Parameter.KEYWORD_ONLY, default=one) for name, one in usual.items()]
        vars(body)["__signature__"] = Signature([Parameter("_", Parameter.POSITIONAL_ONLY), *options])
        asked = {"positional": self.words, "iterable": several, "help": self.about.copy()}
        made: Task[Any] = task(auto_shortflags=False, **asked)(body)
        return made


def collection() -> Collection:
    """All of them, for Invoke."""
    from invoke import Collection  # noqa: PLC0415 - it takes longer to load than many a command takes

    return Collection(*(one.for_invoke() for one in COMMANDS.values()))


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _option(name: str) -> str:
    return f"--{_dashed(name)}"


def _unknown(word: str, known: Iterable[str], otherwise: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - for slips alone

    near = get_close_matches(word, [*known], 1)
    hint = f"Có phải ý bạn là «{near[0]}»?" if near else otherwise
    return f"Không có lệnh hay tùy chọn «{word}». {hint}"


def _print_columns(rows: Sequence[tuple[str, str]]) -> None:
    from shutil import get_terminal_size  # noqa: PLC0415 - for help alone
    from textwrap import fill  # noqa: PLC0415

    width, whole = max(len(name) for name, _ in rows), get_terminal_size().columns - 1
    for name, about in rows:
        line = f"  {name:{width}}   {about}"
        print(fill(line, whole, subsequent_indent=" " * (width + 5), break_on_hyphens=False))
    print()
