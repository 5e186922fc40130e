"""All that the desk answers from, as frozen entries; how it is read from YAML: loading.building."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from bot.entries import (
    Category,
    Entry,
    Figure,
    Range,
    Regulation,
    SmallTalk,
    Subject,
)
from bot.language import Language
from bot.late import late
from bot.loading.faults import Fault


class KnowledgeError(Exception):
    """A folder that cannot be answered from; `faults` are sorted by file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """All that the desk answers from. `version` changes with any byte of the folder's files."""

    folder: str
    entries: tuple[Entry, ...]
    referrals: tuple[Entry, ...]
    gaps: tuple[Entry, ...]
    smalltalk: tuple[SmallTalk, ...]
    regulations: tuple[Regulation, ...]
    figures: tuple[Figure, ...]
    subjects: tuple[Subject, ...]
    ranges: tuple[Range, ...]
    categories: tuple[Category, ...]
    language: Language
    version: str
    notes: tuple[Fault, ...] = ()

    def entry(self, id: str) -> Entry:
        """The entry, referral or gap of that id; KeyError where there is none."""
        return self.by_id[id]

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Entries, referrals and gaps by id."""
        return {entry.id: entry for entry in self.topics}

    @property
    def topics(self) -> tuple[Entry, ...]:
        """All that citizens may ask of: entries, referrals and gaps."""
        return (*self.entries, *self.referrals, *self.gaps)


def load(folder: Path, *, today: date | None = None) -> Knowledge:
    """The folder's knowledge, or KnowledgeError; `today` lets notes tell stale days.

    The rooms that read YAML are late: a start that takes what was learnt before needs none.
    """
    built: Callable[[Path, date | None], Knowledge] = late("bot.loading.building", "built")
    return built(folder, today)
