"""What is left of an Indonesian or Sundanese word without its affixes: a key, not a word.

Two words share it if one root stands in both, whichever affixes they wear and however the root's
first letter melts into them: "menangani", "ditangani", "penanganan" and colloquial "nanganin". The
affixes are those of Adriani et al. 2007 ("Stemming Indonesian: a confix-stripping approach"), and
those of everyday Jakartan (nge-, -in) and Sundanese (-keun, -na); no dictionary is needed, for keys
are only compared with keys.
"""

import re

# A root of fewer letters says too little; "-i" is a suffix of longer ones only ("cari", "ganti").
SHORTEST = 4
_LONG = 6
# Longer ones first: the first that fits is taken off.
_ENDINGS = ("nya", "ana", "na", "lah", "kah", "ku", "mu")
_SUFFIXES = ("keun", "kan", "eun", "an", "in")
_VOWEL = "[aeiou]"
# What precedes a root; the letter that it swallowed is put back as the sound that swallowed it.
_PREFIX = re.compile(
    r"(?:di|ku|ka|ke|se)(?=[a-z]{4})|(?:ter|ber|per|pang)(?=[a-z]{5})"
    rf"|(?:me|pe)(ny|ng|n|m)(?={_VOWEL})"
    r"|(?:me|pe)(?:ng|n|m)(?=[bcdfghjkz])|(?:me|pe)(?=[lrwy])"
    r"|nge(?=[bcdfghjlrwy])|ng(?=[bcdfghjlrwy])"
)
# The sounds that a root's first letter may have melted into.
_SOUNDS = re.compile(r"ny|ng|[stnpmkc]")
_MELTED = {"s": "ny", "c": "ny", "t": "n", "p": "m", "k": "ng"}


def stem(word: str) -> str:
    """The key of `word`, a folded word; "" where too little is left of it."""
    bare = _without(_SUFFIXES, _without(_ENDINGS, word))
    prefix = _PREFIX.match(bare)
    if prefix:
        bare = (prefix[1] or "") + bare[prefix.end() :]
    if len(bare) < SHORTEST:
        return ""
    first = _SOUNDS.match(bare)
    if first:
        bare = _MELTED.get(first[0], first[0]) + bare[first.end() :]
    elif bare[0] in "aeiou":
        bare = f"ng{bare}"
    return bare.removesuffix("i") if len(bare) >= _LONG else bare


def _without(endings: tuple[str, ...], word: str) -> str:
    if not word.endswith(endings):
        return word
    end = next(ending for ending in endings if word.endswith(ending))
    return word[: -len(end)] if len(word) - len(end) >= SHORTEST else word
