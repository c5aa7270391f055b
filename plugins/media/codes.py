"""The QR code of an address, for paper: an SVG that stands in the page, made once in the life of an address.

segno makes one code of each size. All others of that size differ from it by their message alone, each byte of which
turns modules of its own: a code is the exclusive or of what they turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, reduce
from itertools import accumulate, chain, pairwise, zip_longest
from operator import getitem, xor
from pathlib import Path
from typing import Any

from markupsafe import Markup

from plugins.base.cache import Cache
from plugins.base.fingerprint import fingerprint

# All eight masks can be read; choosing the prettiest takes five times as long as the code itself.
MASK = 3
QUIET_ZONE = 4  # modules, as ISO/IEC 18004 asks
TIMING = 6  # the column that no message is in
FREE = 2  # segno's mark for a module that is not set yet
MADE_BY = fingerprint(__file__)


class Codes:
    """`save` keeps what was made."""

    def __init__(self, cache: Path) -> None:
        self._cache = Cache(cache / "codes.sqlite", MADE_BY)
        self.save = self._cache.save

    def svg(self, address: str) -> Markup:
        """Error correction M, so that a fold or a stain may cover a seventh of it."""
        content = address.encode()
        made = self._cache.get(content)
        if made is None:
            made = _svg(content).encode()
            self._cache.put(content, made)
        return Markup(made.decode())  # our own, of figures alone


def _svg(content: bytes) -> str:
    symbol, nothing = _sample(len(content))
    return symbol.drawn(nothing ^ symbol.turned_by(content))


@cache
def _sample(length: int) -> tuple[_Symbol, int]:
    """What segno makes of as many bytes that are 0: in the smallest version, at the level that has room in it."""
    import segno

    code = segno.make(bytes(length), "m", mode="byte", mask=MASK, micro=False)
    return _symbol(int(code.version), code.error), int("".join(map(str, chain(*code.matrix))), 2)


@cache
def _symbol(version: int, level: str) -> _Symbol:
    return _Symbol(version, level)


class _Symbol:
    """What codes of one version and level have in common. Numbers are modules, a bit each, row by row."""

    def __init__(self, version: int, level: str) -> None:
        self._width = version * 4 + 17
        sizes, self._correcting = _blocks(version, level)
        self._blocks = [slice(start, end) for start, end in pairwise(accumulate(sizes, initial=0))]
        self._head = 2 if version < 10 else 3  # words before the last that has bits of the content: mode and length
        places, order = list(_places(self._width)), list(_interleaved(sizes, self._correcting))
        words = sorted(range(len(order)), key=order.__getitem__)
        self._turned = [_Turned(places[8 * word : 8 * word + 8]) for word in words]
        self._runs = _Runs(self._width)

    def turned_by(self, content: bytes) -> int:
        """What its bits turn, and the bits of the words that correct them."""
        words = (int.from_bytes(content) << 4).to_bytes(self._head + len(content)).ljust(self._blocks[-1].stop, b"\0")
        correcting = [_correction(words[block], self._correcting) for block in self._blocks]
        return reduce(xor, map(getitem, self._turned, b"".join([words, *correcting])))

    def drawn(self, code: int) -> str:
        """As segno writes it: each dark run from the end of the one before."""
        wide, modules = self._width, f"{code:0{self._width**2}b}"
        rows = "\n".join([modules[start : start + wide] for start in range(0, len(modules), wide)])
        first, *runs = rows.replace("10", "1 0").replace("1\n", "1 \n").split(" ")
        path = f"M{QUIET_ZONE} {QUIET_ZONE}.5h{len(first)}{''.join(map(self._runs.__getitem__, runs))}"
        size = wide + 2 * QUIET_ZONE
        return f'<svg viewBox="0 0 {size} {size}"><path stroke="#000" d="{path}"/></svg>'


class _Turned(dict[int, int]):
    """What each byte turns at one place of the message, by the places of its bits."""

    def __init__(self, places: list[int]) -> None:
        self._places = places

    def __missing__(self, byte: int) -> int:
        self[byte] = sum(place for bit, place in enumerate(reversed(self._places)) if byte >> bit & 1)
        return self[byte]


class _Runs(dict[str, str]):
    """How a dark run is drawn, by what stands from the one before to its end."""

    def __init__(self, width: int) -> None:
        self._width = width

    def __missing__(self, run: str) -> str:
        light = run.rstrip("1")
        down = light.count("\n")
        right = len(light) - down * (self._width + 1)
        self[run] = f"m{right} {down}h{len(run) - len(light)}" if light != run else ""
        return self[run]


def _blocks(version: int, level: str) -> tuple[list[int], int]:
    """How many words each block has, and how many correct it."""
    from segno import consts

    ecc: Any = consts.ECC
    groups = ecc[version][consts.ERROR_MAPPING[level]]
    return [one.num_data for one in groups for _ in range(one.num_blocks)], groups[0].num_total - groups[0].num_data


def _places(width: int) -> Iterator[int]:
    """The modules of a message in the order of its bits: two columns at a time, from the right, up and down in turn."""
    rows = _free(width)
    columns = [column for column in reversed(range(width)) if column != TIMING]
    for turn, pair in enumerate(zip(columns[::2], columns[1::2], strict=True)):
        for row in range(width) if turn % 2 else reversed(range(width)):
            yield from (1 << (width - row) * width - column - 1 for column in pair if rows[row][column])


def _free(width: int) -> list[list[bool]]:
    """Where no pattern and nothing about the code itself stands."""
    from segno import encoder

    made: Any = encoder
    matrix = made.make_matrix(width, width)
    made.add_finder_patterns(matrix, width, width)
    made.add_alignment_patterns(matrix, width, width)
    return [[module == FREE for module in row] for row in matrix]


def _interleaved(sizes: list[int], correcting: int) -> Iterator[int]:
    """The numbers of words as they are placed: the first of each block, the second of each, then so what corrects."""
    ends = accumulate([*sizes, *[correcting] * len(sizes)], initial=0)
    ranges = [range(start, end) for start, end in pairwise(ends)]
    for part in (ranges[: len(sizes)], ranges[len(sizes) :]):
        yield from (word for words in zip_longest(*part) for word in words if word is not None)


def _correction(block: bytes, count: int) -> bytes:
    """Reed and Solomon's words: what is left of a block when it is divided by their polynomial."""
    table, shift = _multiples(count), 8 * (count - 1)
    rest, low = 0, (1 << shift) - 1
    for word in block:
        rest = (rest & low) << 8 ^ table[rest >> shift ^ word]
    return rest.to_bytes(count)


@cache
def _multiples(count: int) -> list[int]:
    """Of the polynomial that leaves so many words."""
    from segno.consts import GALIOS_EXP, GALIOS_LOG, GEN_POLY

    times = ((GALIOS_EXP[GALIOS_LOG[word] + part] for part in GEN_POLY[count]) for word in range(1, 256))
    return [0, *map(int.from_bytes, times)]
