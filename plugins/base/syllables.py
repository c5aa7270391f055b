"""Which words can be Vietnamese: a syllable is an onset, a rime and a tone, and few of them go together."""

from __future__ import annotations

import re
from functools import lru_cache

from plugins.base.vietnamese import split_tone

# Before a, ă, â, o, ô, ơ, u, ư; before e, ê, i, y; and those that stand before all.
HARD = "c|g|ng"
SOFT = "k|gh|ngh|g(?=i)"
ANY = "b|ch|d|đ|gi|h|kh|l|m|n|nh|p|ph|qu|r|s|t|th|tr|v|x|"
RIMES = {
    "": "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "o oc oi om on ong ooc oong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt "
    "oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uêu uôc uôi uôm uôn uông uôt uơ "
    "uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu",
    "soft": "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu "
    "y ych yên yêm yêng yêt yêu ynh yt",
}
SYLLABLE = re.compile(
    f"(?:(?:{HARD}|{ANY})(?:{RIMES[''].replace(' ', '|')})|(?:{SOFT}|{ANY})(?:{RIMES['soft'].replace(' ', '|')}))"
)
# What ends in a stop has a rising or a falling tone.
STOP = re.compile("(?:c|ch|p|t)$")
ACUTE_OR_DOT = ("\u0301", "\u0323")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether the word can be one Vietnamese syllable, in capitals, small letters, or small ones behind a capital."""
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return False
    plain, tone = split_tone(word.lower())
    return SYLLABLE.fullmatch(plain) is not None and (not STOP.search(plain) or tone in ACUTE_OR_DOT)
