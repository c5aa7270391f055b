"""An equation of Word as one line of text: what can be read aloud, not what can be computed."""

from __future__ import annotations

from tools.word.ooxml import MATH, Element, W

_SIMPLE = {"sSup": ("e", "^", "sup"), "sSub": ("e", "_", "sub")}


def as_text(element: Element) -> str:
    """`m:oMath` in reading order: x^2, (a + b)/(c), √(x)."""
    return "".join(map(_part, element))


def _part(element: Element) -> str:
    name = str(element.tag).removeprefix(MATH)
    if name == "t" or element.tag == f"{W}t":
        return element.text or ""
    if element.tag in (f"{W}del", f"{W}moveFrom") or name.endswith("Pr"):
        return ""
    if name == "f":
        return f"{_held(element, 'num')}/{_held(element, 'den')}"
    if name in _SIMPLE:
        base, sign, small = _SIMPLE[name]
        return f"{_of(element, base)}{sign}{_held(element, small)}"
    return _larger(element, name)


def _larger(element: Element, name: str) -> str:
    if name == "sSubSup":
        return f"{_of(element, 'e')}_{_held(element, 'sub')}^{_held(element, 'sup')}"
    if name == "rad":
        return f"{_of(element, 'deg')}√({_of(element, 'e')})"
    if name == "nary":
        sign = _sign(element, "naryPr", "chr") or "∫"
        below, above = _of(element, "sub"), _of(element, "sup")
        ends = (f"_{_around(below)}" if below else "") + (f"^{_around(above)}" if above else "")
        return f"{sign}{ends} {_of(element, 'e')}"
    if name == "d":
        begin, end = _sign(element, "dPr", "begChr"), _sign(element, "dPr", "endChr")
        inner = ", ".join(as_text(one) for one in element.findall(f"{MATH}e"))
        return f"{'(' if begin is None else begin}{inner}{')' if end is None else end}"
    return _rows(element, name)


def _rows(element: Element, name: str) -> str:
    if name == "func":
        return f"{_of(element, 'fName')} {_of(element, 'e')}"
    if name == "m":
        rows = (", ".join(as_text(one) for one in row) for row in element.findall(f"{MATH}mr"))
        return f"[{'; '.join(rows)}]"
    return ("; " if name == "eqArr" else "").join(map(_part, element))


def _of(element: Element, name: str) -> str:
    found = element.find(MATH + name)
    return "" if found is None else as_text(found)


def _held(element: Element, name: str) -> str:
    return _around(_of(element, name))


def _around(words: str) -> str:
    return words if len(words) == 1 or words.isalnum() else f"({words})"


def _sign(element: Element, properties: str, name: str) -> str | None:
    found = element.find(f"{MATH}{properties}/{MATH}{name}")
    return None if found is None else str(found.get(f"{MATH}val", ""))
