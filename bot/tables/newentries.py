"""Entries made of an office's pairs: what each is called, and what it may not be asked by."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from bot.entries import Entry, Text
from bot.knowledge import Knowledge
from bot.loading.values import LONGEST_ID, squeezed
from bot.loading.vetting import LONGEST_ANSWER, LONGEST_TITLE, units
from bot.normalising import fold
from bot.replies import Source
from bot.resembling import Phrasing
from bot.tables.pairs import Pair, Question, Skipped

# Bytes of a title made from a question; one that the table gives may be as long as a button.
_TITLE = 40
# Characters of a question; a longer one is a letter, and asks for many things.
_LONGEST_QUESTION = 300


@dataclass(frozen=True, kw_only=True)
class New:
    """An entry to be, and the pair it was made of."""

    entry: Entry
    pair: Pair


class Maker:
    """Makes entries one by one, each knowing what is taken by those before; see `skipped` after.

    `known`: every phrasing there is; `file`: the name of the file to be.
    """

    def __init__(
        self,
        file: str,
        known: Iterable[Phrasing],
        knowledge: Knowledge,
        today: date,
    ) -> None:
        self._file = file
        self._today = today
        self.skipped: list[Skipped] = []
        talks = [(ask, talk.id) for talk in knowledge.smalltalk for ask in talk.ask]
        self._asked = {squeezed(ask): f"`{id}` (basa-basi)" for ask, id in talks}
        self._asked |= {squeezed(one.text): place_of(one) for one in known}
        self._ids = {*knowledge.by_id, *(talk.id for talk in knowledge.smalltalk)}

    def made(self, pairs: Sequence[Pair]) -> list[New]:
        """In the order of the table, but those of one category together."""
        news = [new for pair in pairs for new in self._made(pair)]
        order = {category: at for at, category in enumerate(categories_of(pairs))}
        return sorted(news, key=lambda new: order[new.pair.category])

    def _made(self, pair: Pair) -> Iterator[New]:
        size = units(pair.answer.replace("{", "{{").replace("}", "}}"))
        if size > LONGEST_ANSWER:
            reason = f"jawaban {size} huruf, paling panjang {LONGEST_ANSWER}; bagi menjadi dua"
            self._skip(pair, pair.row, reason)
            return
        asks = list(self._free(pair))
        if asks:
            yield New(entry=self._entry(pair, asks), pair=pair)

    def _free(self, pair: Pair) -> Iterator[str]:
        """The pair's questions that nobody answers yet, each once."""
        own: set[str] = set()
        for question in pair.questions:
            key = squeezed(question.text)
            if key in own:
                continue
            reason = self._refused(question, key)
            if reason:
                self._skip(pair, question.row, reason)
                continue
            own.add(key)
            place = f"{pair.sheet}, baris {question.row}" if pair.sheet else f"baris {question.row}"
            self._asked[key] = f"{place} dengan jawaban lain"
            yield question.text

    def _refused(self, question: Question, key: str) -> str:
        if len(question.text) > _LONGEST_QUESTION:
            return f"pertanyaan lebih dari {_LONGEST_QUESTION} huruf; persingkat"
        if not re.search(r"\w", question.text):
            return "pertanyaan tanpa kata"
        taken = self._asked.get(key)
        return f"pertanyaan “{question.text}” sudah ada: {taken}" if taken else ""

    def _skip(self, pair: Pair, row: int, reason: str) -> None:
        self.skipped.append(Skipped(sheet=pair.sheet, row=row, reason=reason))

    def _entry(self, pair: Pair, asks: Sequence[str]) -> Entry:
        title = pair.title or asks[0].rstrip("?!. ")
        return Entry(
            id=self._id(asks[0]),
            category=self._file.removesuffix(".yaml"),
            title=Text(id=_shortened(title, LONGEST_TITLE if pair.title else _TITLE)),
            ask=tuple(asks),
            answer=Text(id=pair.answer),
            sources=tuple(_sources(pair)),
            checked=self._today,
            file=self._file,
            line=pair.row,
        )

    def _id(self, question: str) -> str:
        """From the question; where that is taken, with a number."""
        made = base = kebab(question) or "tanya"
        number = 1
        while made in self._ids:
            number += 1
            made = f"{base[: LONGEST_ID - len(str(number)) - 1].rstrip('-')}-{number}"
        self._ids.add(made)
        return made


def _sources(pair: Pair) -> Iterator[Source]:
    title = pair.source or urlsplit(pair.url).hostname or ""
    if title:
        yield Source(title=title, url=pair.url or None, date=pair.dated)


def kebab(text: str) -> str:
    """An identifier of whole words; "" where the text has no letter that may stand in one."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    made = ""
    for word in words:
        longer = f"{made}-{word}" if made else word[:LONGEST_ID]
        if len(longer) > LONGEST_ID:
            break
        made = longer
    return made


def _shortened(text: str, most: int) -> str:
    """Whole words of the text within so many bytes, with `…` where something is left out."""
    text = text[:1].upper() + text[1:]
    if len(text.encode()) <= most:
        return text
    room = text.encode()[: most - len("…".encode())].decode("utf-8", "ignore")
    return f"{room.rpartition(' ')[0] or room}…"


def place_of(one: Phrasing) -> str:
    """Whose it is, and where it stands."""
    return f"`{one.entry.id}` ({one.entry.file}:{one.line})"


def categories_of(pairs: Iterable[Pair]) -> list[str]:
    """Each once, in the order of the table."""
    return list(dict.fromkeys(pair.category for pair in pairs))
