"""Where one message may be two questions, and which parts of it ask nothing."""

import re
from collections.abc import Callable, Iterator

from bot.language import Language

# A half of one word ("dan", "bayar?") is no question of its own.
_FEWEST_WORDS = 2
# Nor is one of so many: it is a story, or many questions, and judging each cut of it costs most.
_MOST_WORDS = 25
_MOST_CUTS = 6


# Before the first word of a part: the bullet or the number of a list.
_LISTED = r"(?:[-*\u2022]\s+)?(?:\(?(?:\d[.)]|[a-d]\))\s*)?"
_NUMBERED = re.compile(r"^\(?(?:1[.)]|a\))\s*", re.IGNORECASE)
# "Yth. KPU" is one part.
_PART = re.compile(r"(?:[^,:;?!.\n]|[,:;?!.](?=\S)|(?<=\b[Yy]th)\.)+[,:;?!.]*")


class Halver:
    """Proposes cuts; whether both halves are questions is for the desk to judge."""

    def __init__(self, language: Language) -> None:
        joiners = "|".join(
            re.escape(joiner) for joiner in sorted(language.joiners, key=len, reverse=True)
        )
        self._cut = re.compile(
            rf"(?:\s*[,:;?!.]+\s+|\s*\n\s*){_LISTED}(?:(?:{joiners})\s+)?|\s+(?:{joiners}|[&+])\s+"
            r"|\s+\(?(?:\d(?:\)\s*|\.\s+)|[a-d]\)\s*)",
            re.IGNORECASE,
        )
        # Where the language has no such words, what never matches.
        differ = "|".join(map(re.escape, language.question_types.get("differ", ()))) or "(?!)"
        reasons = "|".join(map(re.escape, language.question_types.get("reason", ()))) or "(?!)"
        self._reason = re.compile(rf"[,:;?!.\n]\s*(?:{reasons})\b", re.IGNORECASE)
        self._differ = re.compile(rf"(?:\bapa\s+)?\b(?:{differ})\b(?:\s+antara\b)?", re.IGNORECASE)

    def halves(self, text: str, *, compared: bool = True) -> Iterator[tuple[str, str]]:
        """Each way to cut `text` in two, from left to right; of things `compared` ("beda PPID
        sama JDIH") first the one and the other."""
        if compared and self.compares(text):
            yield from self._cuts(text, self._differ, 1)
        yield from self._cuts(text, _NUMBERED, _FEWEST_WORDS)

    def _cuts(self, text: str, aside: re.Pattern[str], fewest: int) -> Iterator[tuple[str, str]]:
        """Each cut with what is `aside` left out of its halves, of so many words at least."""
        for cut in list(self._cut.finditer(text))[:_MOST_CUTS]:
            first, second = (
                aside.sub("", half.strip(), count=1).strip()
                for half in (text[: cut.start()], text[cut.end() :])
            )
            sizes = len(first.split()), len(second.split())
            if min(sizes) >= fewest and max(sizes) <= _MOST_WORDS:
                yield first, second

    def compares(self, text: str) -> bool:
        """Whether the difference of two things may be asked."""
        return self._differ.search(text) is not None

    def core(self, text: str, idle: Callable[[str], bool], asks: Callable[[str], bool]) -> str:
        """`text` from its first part between marks that is not `idle` ("Selamat siang", "Kedua") to
        the last; all of it where every part is, or there is but one. Why it is asked ("soalnya
        ...") is left out behind what `asks`, unless that asks as well."""
        parts = _parts(text)
        busy = [part for part in parts if not idle(part[0])] if len(parts) > 1 else []
        said = text[busy[0].start() : busy[-1].end()].strip() if busy else text
        reason = self._reason.search(said)
        if reason is None:
            return said
        head, tail = said[: reason.start() + 1], said[reason.start() + 1 :]
        return head if asks(head) and not asks(tail) else said

    def stories(self, text: str) -> Iterator[tuple[str, str]]:
        """Each part between marks, and the rest of `text` without it, from left to right, up to
        where it is told why it is asked."""
        reason = self._reason.search(text)
        parts = _parts(text[: reason.start() + 1] if reason else text)
        for part in parts[:_MOST_CUTS] if len(parts) > 1 else ():
            yield part[0].strip(), f"{text[: part.start()]} {text[part.end() :]}".strip()


def _parts(text: str) -> list[re.Match[str]]:
    return [part for part in _PART.finditer(text) if part[0].strip()]
