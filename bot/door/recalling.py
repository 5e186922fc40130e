"""Which entries an answer of the bot's told, read off its words: who replies to it speaks of them.

Nothing is remembered for that, so it works for an answer of any age and after every restart.
"""

from collections.abc import Iterator

from bot.entries import Entry
from bot.knowledge import Knowledge

# Characters by which a part of a long answer is known; a shorter one stands in many others.
_TELLING = 60


def recalled(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Ids of the entries whose answer `text` shows, in its order; () where it shows none."""
    shown = _squeezed(text)
    told = [(entry.id, answer) for entry in knowledge.entries for answer in _answers(entry)]
    whole = [(shown.index(answer), id) for id, answer in told if answer in shown]
    if whole:
        return tuple(dict.fromkeys(id for _, id in sorted(whole)))
    begins = shown[:_TELLING]
    parted = (id for id, answer in told if len(begins) == _TELLING and begins in answer)
    return tuple(dict.fromkeys(parted))


def _answers(entry: Entry) -> Iterator[str]:
    answer = entry.answer
    yield from filter(None, map(_squeezed, (answer.id, answer.en or "", answer.su or "")))


def _squeezed(text: str) -> str:
    """Without what showing changes: white space and the marks of list items."""
    return " ".join(word for word in text.split() if word not in ("•", "-"))
