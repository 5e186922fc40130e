"""What a picture can show of words: its font has no emoji, and would draw a box for each.

Whoever reads it loses nothing by that: nothing is told by an emoji alone.
"""

import unicodedata

# Pictographs, and what this Python's Unicode does not know yet: mostly newer ones.
_PICTOGRAPHS = ("So", "Cn", "Co", "Cs")
# Signs before this point stand in text: degree, copyright, numero, trade mark.
_FIRST = "\u2300"
# What only changes or joins the pictograph beside it: the choice of form, joiner, keycap.
_ATTACHED = ("\ufe0e", "\ufe0f", "\u200d", "\u20e3")
_TONES, _TAGS = range(0x1F3FB, 0x1F400), range(0xE0020, 0xE0080)


def drawable(text: str) -> str:
    """`text` without emoji and the gaps they leave."""
    kept = "".join(letter for letter in text if not _is_pictograph(letter))
    return text if kept == text else " ".join(kept.split())


def _is_pictograph(letter: str) -> bool:
    if letter in _ATTACHED or ord(letter) in _TONES or ord(letter) in _TAGS:
        return True
    return letter >= _FIRST and unicodedata.category(letter) in _PICTOGRAPHS
