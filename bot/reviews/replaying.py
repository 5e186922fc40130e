"""The log asked once more: what citizens asked, put to a knowledge, and what came of it then.

Pure: rows in, outcomes out. A question that leant on the one before is put to the desk after that
one, as then; groups, edited questions and a chosen language leave no trace in the log, so there a
replay may differ where nothing was lost. What was kept without words cannot be asked again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from bot.answering import Desk
from bot.keeping.kept import REJECTED, REMEMBERED, Asked, Kept, Vote
from bot.normalising import key
from bot.replies import Kind, Reply
from bot.turns.conversing import NEW, Conversation

# Questions that are asked again in the same words cost nothing, so many are remembered.
_SAME = 4096
# Kinds that lead to what was wanted: an answer of ours, or whose matter it is.
_LEADS = (Kind.ANSWER, Kind.REFERRAL)


class Fate(StrEnum):
    """What became of a question, in the order in which a reviewer wants to hear of it.

    lost: was led somewhere and is not any more, or a yes vote or a chosen entry stood for what
    would change; changed: met otherwise; won: was open, and is answered or referred; same.
    """

    LOST = "lost"
    CHANGED = "changed"
    WON = "won"
    SAME = "same"


class Mute(StrEnum):
    """Why a row cannot be asked again: its words were not kept, or a button opened the entry."""

    PRIVATE = "private"
    PRESSED = "pressed"


@dataclass(frozen=True, kw_only=True)
class Met:
    """How a question was met, or would be; `topics`: answered, referred to, chosen or offered."""

    kind: Kind
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One row of the log; `after` and `fate` are None where it is `mute`."""

    kept: Kept
    before: Met
    after: Met | None = None
    fate: Fate | None = None
    mute: Mute | None = None

    @property
    def approved(self) -> bool:
        """Whether the citizen stood for what they got: by a yes vote, or by choosing it."""
        return self.kept.vote is Vote.YES or _chosen(self.kept) is not None


@dataclass(frozen=True, kw_only=True)
class Change:
    """Questions of the same words and the same fate, as one; `newest` is the id of the last."""

    words: str
    fate: Fate
    before: Met
    after: Met
    approved: bool
    times: int
    people: int
    newest: int


@dataclass(frozen=True, kw_only=True)
class Replay:
    """All outcomes counted. `before` and `after` count the questions asked again, by kind."""

    fates: Mapping[Fate, int]
    before: Mapping[Kind, int]
    after: Mapping[Kind, int]
    mute: Mapping[Mute, int]
    changes: Sequence[Change]
    first: datetime | None
    last: datetime | None

    @property
    def asked(self) -> int:
        """Questions asked again."""
        return sum(self.fates.values())


def outcomes(rows: Iterable[Kept], desk: Desk) -> Iterator[Outcome]:
    """An outcome a row, while it is drawn; `rows` from the oldest on."""
    talks: dict[str, tuple[datetime, Conversation]] = {}

    @lru_cache(_SAME)
    def reply(words: str, talk: Conversation) -> Reply:
        return desk.reply(words, talk)

    for kept in rows:
        asked = kept.asked
        at, talk = talks.get(asked.person, (asked.at, NEW))
        if asked.at - at >= REMEMBERED:
            talk = NEW
        made = reply(asked.words, talk) if asked.words else None
        yield _outcome(kept, made)
        talks[asked.person] = asked.at, _after(talk, kept, made, desk)


def summed(found: Iterable[Outcome]) -> Replay:
    """The counts, and what is not the same: the worst first, then what most people asked."""
    counting = _Counting()
    for outcome in found:
        counting.add(outcome)
    return counting.done()


def _outcome(kept: Kept, reply: Reply | None) -> Outcome:
    before = _before(kept)
    if reply is None:
        mute = Mute.PRIVATE if kept.asked.words is None else Mute.PRESSED
        return Outcome(kept=kept, before=before, mute=mute)
    offered = tuple(choice.entry for choice in reply.choices) if reply.kind is Kind.CLARIFY else ()
    after = Met(kind=reply.kind, topics=reply.entries or _one(reply.entry) or offered)
    return Outcome(kept=kept, before=before, after=after, fate=_fate(kept, before, after))


def _before(kept: Kept) -> Met:
    asked, chosen = kept.asked, _chosen(kept)
    return Met(kind=asked.kind, topics=_one(chosen) or asked.entries or _one(asked.entry))


def _fate(kept: Kept, before: Met, after: Met) -> Fate:
    if _unmet(kept):
        won = after.kind in _LEADS and not _refused(kept).issuperset(after.topics)
        return Fate.WON if won else _moved(before, after)
    if _as_good(kept, before, after):
        return Fate.SAME
    if kept.vote is Vote.YES or _chosen(kept):
        return Fate.LOST
    if before.kind is Kind.NO_DATA and after.kind is Kind.ANSWER:
        return Fate.WON  # what was asked for is held now
    if before.kind in _LEADS and after.kind not in _LEADS:
        return Fate.LOST
    return Fate.CHANGED


def _moved(before: Met, after: Met) -> Fate:
    """Of a question that was not met: whether it is at least met otherwise."""
    same = after.kind is before.kind and (not before.topics or _alike(before, after))
    return Fate.SAME if same else Fate.CHANGED


def _as_good(kept: Kept, before: Met, after: Met) -> bool:
    """Whether the citizen still gets what they got; a choice may have become the answer."""
    if _chosen(kept):
        offers = after.kind in (Kind.ANSWER, Kind.CLARIFY)
        return offers and set(before.topics) <= set(after.topics)
    return after.kind is before.kind and (before.kind is Kind.NO_DATA or _alike(before, after))


def _alike(before: Met, after: Met) -> bool:
    return set(before.topics) == set(after.topics)


def _unmet(kept: Kept) -> bool:
    """The design's "open", whatever a reviewer did with it since: teaching is to show here."""
    kind = kept.asked.kind
    asked_back = kind is Kind.CLARIFY and kept.choice is None
    refused = kept.choice == REJECTED or kept.vote is Vote.NO
    return kind is Kind.UNKNOWN or asked_back or refused


def _refused(kept: Kept) -> frozenset[str]:
    """What the citizen said no to; of choices offered the likeliest alone was kept."""
    asked = kept.asked
    if kept.vote is not Vote.NO and kept.choice != REJECTED:
        return frozenset()
    nearest = asked.runner_up.entry if asked.runner_up else None
    offered = _one(nearest) if asked.kind is Kind.CLARIFY else ()
    return frozenset((*asked.entries, *_one(asked.entry), *_one(_chosen(kept)), *offered))


def _chosen(kept: Kept) -> str | None:
    return None if kept.choice == REJECTED else kept.choice


def _one(topic: str | None) -> tuple[str, ...]:
    return () if topic is None else (topic,)


def _after(talk: Conversation, kept: Kept, reply: Reply | None, desk: Desk) -> Conversation:
    """The conversation once the citizen had read this, and pressed what they pressed."""
    if reply:
        talk = talk.after(reply)
    for entry in _opened(kept, asked_again=reply is not None):
        shown = desk.show(entry, kept.asked.language)
        talk = talk.after(shown) if shown else talk
    return talk


def _opened(kept: Kept, *, asked_again: bool) -> tuple[str, ...]:
    asked: Asked = kept.asked
    return (*(() if asked_again else asked.entries), *_one(_chosen(kept)))


_Alike = tuple[str, Fate, Met, Met, bool]


class _Counting:
    """A replay that grows; outcomes come from the oldest on."""

    def __init__(self) -> None:
        self._fates: Counter[Fate] = Counter()
        self._before: Counter[Kind] = Counter()
        self._after: Counter[Kind] = Counter()
        self._mute: Counter[Mute] = Counter()
        self._groups: dict[_Alike, list[Kept]] = {}
        self._span: tuple[datetime, datetime] | None = None

    def add(self, outcome: Outcome) -> None:
        at = outcome.kept.asked.at
        self._span = (self._span[0] if self._span else at, at)
        if outcome.mute:
            self._mute[outcome.mute] += 1
        if outcome.fate is None or outcome.after is None:
            return
        self._fates[outcome.fate] += 1
        self._before[outcome.before.kind] += 1
        self._after[outcome.after.kind] += 1
        if outcome.fate is not Fate.SAME:
            words = outcome.kept.asked.words or ""
            alike = (
                key(words) or words,
                outcome.fate,
                outcome.before,
                outcome.after,
                outcome.approved,
            )
            self._groups.setdefault(alike, []).append(outcome.kept)

    def done(self) -> Replay:
        changes = [_change(alike, rows) for alike, rows in self._groups.items()]
        order = list(Fate)
        return Replay(
            fates=self._fates,
            before=self._before,
            after=self._after,
            mute=self._mute,
            changes=sorted(
                changes,
                key=lambda one: (
                    order.index(one.fate),
                    not one.approved,
                    -one.people,
                    -one.times,
                    -one.newest,
                ),
            ),
            first=self._span[0] if self._span else None,
            last=self._span[1] if self._span else None,
        )


def _change(alike: _Alike, rows: Sequence[Kept]) -> Change:
    _, fate, before, after, approved = alike
    newest = rows[-1].asked
    return Change(
        words=newest.words or "",
        fate=fate,
        before=before,
        after=after,
        approved=approved,
        times=len(rows),
        people=len({kept.asked.person for kept in rows}),
        newest=newest.id,
    )
