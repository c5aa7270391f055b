"""Drawings that would keep a browser busy are refused by counting; those of common programs are taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plugins.media.svg import InvalidDrawing, clean

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200">'
DOT = '<circle r="1"/>'


def drawing(inside: str) -> bytes:
    return f"{HEAD}{inside}</svg>".encode()


def tower(kind: str, use: Callable[[str], str], levels: int = 8, width: int = 10) -> str:
    """Parts of one kind, each made of several uses of the one before; the last is used once."""
    floors = [f'<{kind} id="a0">{DOT}</{kind}>']
    floors += [f'<{kind} id="a{level}">{use(f"a{level - 1}") * width}</{kind}>' for level in range(1, levels)]
    return "".join(floors) + use(f"a{levels - 1}")


def styled(rule: str, inside: str) -> str:
    return f"<style>{rule}</style>{inside}"


PATH = '<path d="M0 0h9"'
BOMBS = {
    "use": tower("g", lambda name: f'<use href="#{name}"/>'),
    "symbol": tower("symbol", lambda name: f'<use href="#{name}"/>'),
    "fill": tower("pattern", lambda name: f'{PATH} fill="url(#{name})"/>'),
    "percent": tower("pattern", lambda name: f'{PATH} fill="url(#%61{name[1:]})"/>'),
    "stroke": tower("pattern", lambda name: f"{PATH} style=\"stroke: URL( '#{name}' ) red\"/>"),
    "fill inherited": tower("pattern", lambda name: f'<g fill="url(#{name})">{PATH}/>{PATH}/></g>'),
    "fill asked of above": tower("pattern", lambda name: f'<g fill="url(#{name})">{PATH} fill="inherit"/></g>'),
    "fill through use": '<path id="p" d="M0 0h9"/>'
    + tower("pattern", lambda name: f'<use href="#p" fill="url(#{name})"/>'),
    "pattern of pattern": "".join(
        f'<pattern id="a{level}" href="#b{level}"/><pattern id="b{level}">'
        + f'{PATH} fill="url(#a{level - 1})"/>' * 10
        + "</pattern>"
        for level in range(1, 9)
    )
    + f'<pattern id="a0">{DOT}</pattern>{PATH} fill="url(#a8)"/>',
    "mask": tower("mask", lambda name: f'<g mask="url(#{name})"/>'),
    "mask asked of above": tower("mask", lambda name: f'<g mask="url(#{name})"><g mask="inherit"/></g>'),
    "clip": tower("clipPath", lambda name: f'{PATH} clip-path="url(#{name})"/>'),
    "marker": tower("marker", lambda name: f'<path d="M0 0{"h1" * 9}" marker-mid="url(#{name})"/>'),
    "marker by style": tower("marker", lambda name: f'<polyline points="{"1 1 " * 9}" style="marker:url(#{name})"/>'),
    "markers on a long line": f'<marker id="m">{DOT * 200}</marker><path d="M0 0{"h1" * 2000}" marker-mid="url(#m)"/>',
    "filters": f'<filter id="f">{"<feMorphology/>" * 30}</filter>' + f'{PATH} filter="url(#f)"/>' * 30,
    "filter of a class": styled(
        ".a>.b{filter:url(#f)}",
        f'<filter id="f">{"<feOffset/>" * 30}</filter><g class="a">' + f'{PATH} class="b"/>' * 30 + "</g>",
    ),
    "rule within a rule": styled(
        "g{fill:url(#a7);path{stroke:red}}",
        tower("pattern", lambda n: f'{PATH} fill="url(#{n})"/>') + f"<g>{PATH}/></g>" * 9,
    ),
    "rule of all": styled("*{fill:url(#p)}", f'<pattern id="p">{DOT}</pattern>'),
    "selector with a negation": styled(
        "path:not(.x,.y){fill:url(#p)}", f'<pattern id="p">{"<g/>" * 500}</pattern>' + f"{PATH}/>" * 500
    ),
    "selector of an attribute": styled(
        'path[d="a,b"], rect{fill:url(#p)}', f'<pattern id="p">{"<g/>" * 500}</pattern>' + f"{PATH}/>" * 500
    ),
    "heavy path repeated": f'<path id="p" d="M0 0{"h1" * 9000}"/>' + '<use href="#p"/>' * 900,
    "dashes": f'{PATH.replace("9", "99999")} stroke-dasharray="0.01 0.01"/>' * 2,
    "dashes inherited": f'<g stroke-dasharray=".001">{PATH.replace("9", "9999")}/></g>',
    "dashes reckoned": f'{PATH} stroke-dasharray="calc(1px/9999)"/>',
    "dashes of a length": f'{PATH} pathLength="1e9" stroke-dasharray="1"/>',
    "dashes there and back": f'<path d="M0 0{"H999H0" * 999}" stroke-dasharray="1"/>',
    "dashes round": '<circle r="1e7" stroke-dasharray="2"/>',
    "no number": '<path d="M1e999 1H-1e999" stroke-dasharray="1e999"/>',
    "itself": '<g id="a"><use href="#a"/></g>',
    "its own pattern": f'<pattern id="p">{PATH} fill="url(#p)"/></pattern>{PATH} fill="url(#p)"/>',
    "its own mask": '<mask id="m"><g mask="url(#m)"/></mask>',
    "a chain": "".join(f'<g id="a{level}"><use href="#a{level + 1}"/></g>' for level in range(2000)),
}


@pytest.mark.parametrize("inside", BOMBS.values(), ids=BOMBS)
def test_what_stands_for_more_than_a_browser_can_draw_is_refused(inside: str) -> None:
    with pytest.raises(InvalidDrawing, match="bắt trình duyệt vẽ quá nhiều"):
        clean(drawing(inside))


def test_a_reference_that_hides_in_a_variable_is_refused() -> None:
    with pytest.raises(InvalidDrawing, match=r"«--a:url\(#p\)» trong «style»"):
        clean(drawing(styled("path{--a:url(#p);fill:var(--a)}", "")))


COAST = "".join(f"L{at % 300} {at * 7 % 200}" for at in range(0, 3000, 3))
TAKEN = {
    "many shapes": f"{PATH}/>" * 5_000,
    "gradients of an illustration": styled(
        ".a{fill:url(#g)} .b,.c{stroke:url(#g);stroke-dasharray:2 3} @media print{.a{fill:#000}}",
        '<linearGradient id="h"><stop/></linearGradient><linearGradient id="g" href="#h"/>'
        + f'{PATH} class="a c"/>' * 2000,
    ),
    "one pattern on many": f'<pattern id="p">{DOT * 5}</pattern>' + f'{PATH} fill="url(#p)"/>' * 1000,
    "paint that ends below": f'<pattern id="p">{DOT * 99}</pattern><g fill="url(#p)">'
    + f'{PATH} fill="none"/>' * 3000
    + "</g>",
    "shadows": '<filter id="f"><feOffset/><feGaussianBlur stdDeviation="3"/><feMerge><feMergeNode/></feMerge>'
    "</filter>" + f'<g filter="url(#f)">{DOT}</g>' * 100,
    "clips": f'<clipPath id="c">{DOT}</clipPath>' + f'{PATH} clip-path="url(#c)"/>' * 3000,
    "masks": f'<mask id="m">{DOT}</mask>' + f'{PATH} mask="url(#m)"/>' * 200,
    "arrows": f'<marker id="m">{PATH}/></marker>' + '<line x2="9" marker-end="url(#m)"/>' * 1000,
    "a dashed coast": f'<path d="M0 0{COAST}" stroke-dasharray="2 2" fill="none"/>',
    "icons": f'<symbol id="s">{PATH}/>' + f"{DOT * 9}</symbol>" + '<use href="#s"/>' * 2000,
    "names that are nowhere": f'{PATH} fill="url(#x) red"/><use href="#x"/>',
}


@pytest.mark.parametrize("inside", TAKEN.values(), ids=TAKEN)
def test_what_drawing_programs_write_is_taken(inside: str) -> None:
    assert clean(drawing(inside))[1:] == (300, 200)


@pytest.mark.parametrize("unit", ["--a:", "/*", ":not(", "a{", "a{fill:url(#", "a,", "{;", "}", ".a .a "])
def test_counting_itself_comes_to_an_end_whatever_stands_in_a_style(unit: str) -> None:
    assert clean(drawing(styled(unit * (400_000 // len(unit)), "")))
