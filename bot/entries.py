"""What the office knows, frozen: once read it is shared by every question and changed by none."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.replies import Source


class EntryKind(StrEnum):
    """What an entry is: the office's answer, another body's matter, or a gap.

    A gap is what citizens ask of this office and it has not published: known, but not held.
    """

    ENTRY = "entry"
    REFERRAL = "referral"
    GAP = "gap"


class Scope(StrEnum):
    """Of whom it is true: this office, or any; then naming another body does not make it wrong."""

    OFFICE = "office"
    GENERAL = "general"


class SmallTalkKind(StrEnum):
    """What a message without a question may be."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    OTHER = "other"


class Relation(StrEnum):
    """How a regulation stands to one that its entry also answers for."""

    REPLACES = "replaces"
    AMENDED_BY = "amended_by"


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """One text in up to three languages; what is absent is said in Indonesian."""

    id: str
    en: str | None = None
    su: str | None = None

    def in_language(self, language: str) -> tuple[str, str]:
        """The text, and the language it really is in."""
        text = {"en": self.en, "su": self.su}.get(language)
        return (self.id, "id") if text is None else (text, language)


@dataclass(frozen=True, kw_only=True, slots=True)
class RegulationRef:
    """A regulation that has no entry of its own: asked by number, it leads to its holder's."""

    kind: str
    number: str
    year: int
    name: str | None = None
    relation: Relation


@dataclass(frozen=True, kw_only=True, slots=True)
class Regulation:
    """`number` is text, for it may be "HK.03.1" or "135/PUU-XXII"; `entry` tells of it.

    `about`: what it governs, as it stands in the entry's answer.
    """

    entry: str
    kind: str
    number: str
    year: int
    name: str | None = None
    about: Text | None = None
    refs: tuple[RegulationRef, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """An SPI index, 0..100; `category` is None where its year's ranges are not known."""

    entry: str
    subject: str
    year: int
    index: Decimal
    category: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """Marks an entry as one of the office's services; its parts are in the entry's answer."""

    entry: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """Whose index a figure is, and the words by which citizens name it."""

    id: str
    name: Text
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeCategory:
    """An SPI category and its bounds, both included."""

    name: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Range:
    """The categories as they were drawn for these years, and for no other."""

    years: tuple[int, ...]
    categories: tuple[RangeCategory, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """What people ask once they have read an answer, and the topic that it leads to ("": to what
    was answered)."""

    ask: str
    entry: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An answer, the phrasings that lead to it, and what vouches for it.

    `category` is the name of its file; `confirmed_by` is None where nobody in the office has
    signed it off; the words of questions near a `private` entry are never kept. `part_of`: the
    entry that this one is a detail of, whose answer is shown below. `then`: what is asked next.
    """

    id: str
    category: str
    title: Text
    ask: tuple[str, ...]
    answer: Text
    sources: tuple[Source, ...] = ()
    checked: date | None = None
    confirmed_by: str | None = None
    related: tuple[str, ...] = ()
    part_of: str | None = None
    then: tuple[FollowUp, ...] = ()
    private: bool = False
    scope: Scope = Scope.OFFICE
    kind: EntryKind = EntryKind.ENTRY
    record: Regulation | Figure | Service | None = None
    file: str
    line: int

    @property
    def called(self) -> tuple[str, ...]:
        """What an entry is called in the office, its id in words ("zona integritas"); of referrals
        and gaps, whose ids are no citizen's words, nothing.

        With ids the right entry of clinc150 is first in 82.2 % instead of 81.4.
        """
        return (self.id.replace("-", " "),) if self.kind is EntryKind.ENTRY else ()

    @property
    def asked(self) -> tuple[str, ...]:
        """All that asks for it: the phrasings, the title, and what it is called."""
        said = (*self.ask, self.title.id)
        known = {*map(str.casefold, said)}
        return (*said, *(name for name in self.called if name not in known))


@dataclass(frozen=True, kw_only=True, slots=True)
class SmallTalk:
    """A message made only of `words` (and fillers), or one of `ask`, is this small talk; so is one
    that asks nothing where one of `signs` stands in it."""

    id: str
    kind: SmallTalkKind
    words: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    answer: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """A file of the folder and the ids of the entries it holds, in its order."""

    id: str
    title: Text
    entries: tuple[str, ...]
