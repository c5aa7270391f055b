"""Signs of fonts that are no letters: what a reader saw, as Unicode has it."""

from __future__ import annotations

# Adobe's Symbol from 0x21 on, as Word's font of that name has it; a space where there is none.
_SYMBOL = (
    "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
)
# What Wingdings draws, in signs that readers' fonts have.
_WINGDINGS = {
    0x21: "✏✂✁👓🔔📖🕯☎✆✉✉📪📫📬📭📁📂📄📄📄",
    0x35: "🗄⌛⌨🖰🖲💻💾💾💾✇✍✍✌👌👍👎☜☞☝☟✋☺😐☹💣☠⚐⚐✈☼💧❄✞✞✞✠✡☪☯ॐ☸♈♉♊♋♌♍♎♏♐♑♒♓&&●○■□□❑❒⬧⧫◆❖⬥⌧⍓⌘❀✿“”",
    0x80: "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿",
    0x9E: "·•▪○◉◉◉◎○▪□✦✦★✶✸✹✺⊕⌖✧⌑✧✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛",
    0xD5: "⌫⌦◁➢△▽⊂⊃∪∩←→↑↓↖↗↙↘🡸➔🡹🡻↖↗↙↘⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂▫▫✗✓☒☑",
}
_WINGDINGS_2 = {
    0x4F: "✗",
    0x50: "✓",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    0x95: "·",
    0x97: "●",
    0xA2: "■",
    0xA3: "□",
}
_WEBDINGS = {0x61: "✓", 0x63: "□", 0x67: "■", 0x69: "ℹ", 0x6E: "●", 0x72: "✗"}
PRIVATE = range(0xF000, 0xF100)
"""Where Word keeps the signs of such fonts."""


def _table(rows: dict[int, str]) -> dict[int, str]:
    return {start + at: sign for start, signs in rows.items() for at, sign in enumerate(signs)}


_TABLES = {
    "symbol": {code: sign for code, sign in _table({0x21: _SYMBOL[0], 0xA0: _SYMBOL[1]}).items() if sign != " "},
    "wingdings": _table(_WINGDINGS),
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": {},
    "webdings": _WEBDINGS,
}
# Fonts like them of other programs.
_TABLES |= {"symbol mt": _TABLES["symbol"], "opensymbol": {}, "starsymbol": {}, "monotype sorts": {}}


def likely_font(sign: str) -> str:
    """Which font a sign is of that lost it: from 0xB0 to 0xD4 Wingdings has clocks and ornaments, Symbol has bullets
    and mathematics.
    """
    return "Symbol" if 0xB0 <= ord(sign) - PRIVATE.start <= 0xD4 else "Wingdings"


def is_symbols(font: str) -> bool:
    return font.casefold().strip() in _TABLES


def shown(text: str, font: str) -> tuple[str, bool]:
    """The text as such a font shows it, and whether every sign is known; what is not known becomes a bullet."""
    table, known = _TABLES.get(font.casefold().strip(), {}), True
    signs = []
    for sign in text:
        code = ord(sign) - 0xF000 if ord(sign) in PRIVATE else ord(sign)
        plain = sign.isspace() or (ord(sign) > 0xFF and ord(sign) not in PRIVATE)
        known = known and (plain or code in table)
        signs.append(sign if plain else table.get(code, "•"))
    return "".join(signs), known
