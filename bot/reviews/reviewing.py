"""Open questions grouped: what many asked in nearly the same words is one thing to learn.

Reading is bounded and done in slices, so that citizens are answered in between.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.keeping.kept import Kept, Review, Store, Wanted
from bot.normalising import fold, key

# Open questions looked at, the newest; an office that has more must begin somewhere.
MOST = 2_000
# Questions of any kind that an undo looks through, from the newest of its group on.
UNDO_MOST = 20_000
# Rows read at once: a few milliseconds of the loop's time.
_SLICE = 200
_OPEN = Wanted(open_only=True)
# What a database still takes, and one more.
_GREATEST = (1 << 63) - 1


@dataclass(frozen=True, kw_only=True)
class Group:
    """Open questions of the same normalised words, the newest first; never empty."""

    questions: tuple[Kept, ...]

    @property
    def newest(self) -> int:
        """The id of its newest question, by which buttons name the group."""
        return self.questions[0].asked.id

    @property
    def oldest(self) -> int:
        """The id of its oldest question."""
        return self.questions[-1].asked.id

    @property
    def last_asked(self) -> datetime:
        """When its newest question was asked."""
        return self.questions[0].asked.at

    @property
    def people(self) -> int:
        """How many different people asked."""
        return len({kept.asked.person for kept in self.questions})

    @property
    def words(self) -> str | None:
        """As most people wrote it; None where the words are not kept."""
        return self.variants[0][0] if self.variants else None

    @property
    def variants(self) -> list[tuple[str, int, datetime]]:
        """Each way it was written, how often and when last; the most frequent first."""
        counts = Counter(kept.asked.words for kept in self.questions)
        last: dict[str | None, datetime] = {}
        for kept in self.questions:
            last.setdefault(kept.asked.words, kept.asked.at)
        return [(words, n, last[words]) for words, n in counts.most_common() if words is not None]


def topic(kept: Kept) -> str | None:
    """What stood nearest when it was asked: the entry answered, else the best of the others."""
    asked = kept.asked
    return asked.entry or (asked.runner_up.entry if asked.runner_up else None)


async def open_groups(store: Store, most: int = MOST) -> list[Group]:
    """The `most` newest open questions in groups: those of most people, then the most often asked.

    People count before times: one who asks fifty times is still one. Raises StoreError.
    """
    groups: dict[tuple[bool, str], list[Kept]] = {}
    before, left = None, most
    while left > 0:
        batch = await store.queries(_OPEN, limit=min(_SLICE, left), before=before)
        for kept in batch:
            groups.setdefault(_same(kept), []).append(kept)
        if len(batch) < min(_SLICE, left):
            break
        before, left = batch[-1].asked.id, left - len(batch)
    return _ordered([Group(questions=tuple(questions)) for questions in groups.values()])


def holding(groups: Sequence[Group], id: int) -> Group | None:
    """The group that the question belongs to; None where it is not open (any more)."""
    for group in groups:
        if any(kept.asked.id == id for kept in group.questions):
            return group
    return None


async def one(store: Store, id: int) -> Kept | None:
    """The question of that id, be it open or not; None where there is none. Raises StoreError."""
    if not 0 < id < _GREATEST:
        return None
    found = await store.queries(Wanted(), limit=1, before=id + 1)
    return found[0] if found and found[0].asked.id == id else None


async def set_aside(store: Store, group: Group) -> int:
    """Close the group's questions as not worth teaching; how many were there. Raises StoreError."""
    done = [await store.review(kept.asked.id, Review.SET_ASIDE) for kept in group.questions]
    return sum(done)


async def reopen(store: Store, newest: int, oldest: int) -> int:
    """Undo `set_aside` of the group between these two; how many are open again.

    Nothing but the two ids is needed, so it works after a restart too. Raises StoreError.
    """
    model = await one(store, newest) or await one(store, oldest)
    if model is None:
        return 0
    done = 0
    before, left = min(newest, _GREATEST - 1) + 1, UNDO_MOST
    while left > 0 and before > oldest:
        batch = await store.queries(Wanted(), limit=_SLICE, before=before)
        for kept in batch:
            if kept.asked.id >= oldest and _was_set_aside(kept, model):
                done += await store.review(kept.asked.id, None)
        if len(batch) < _SLICE:
            break
        before, left = batch[-1].asked.id, left - len(batch)
    return done


def _was_set_aside(kept: Kept, model: Kept) -> bool:
    return kept.review is Review.SET_ASIDE and _same(kept) == _same(model)


def _same(kept: Kept) -> tuple[bool, str]:
    """What two questions share to be the same: the words, or where none are kept, the topic."""
    words = kept.asked.words
    if words is None:
        return False, topic(kept) or ""
    # Emoji and other scripts have no key; as they are written they still can be the same.
    return True, key(words) or " ".join(fold(words).split())


def _ordered(groups: list[Group]) -> list[Group]:
    return sorted(groups, key=lambda g: (-g.people, -len(g.questions), -g.newest))
