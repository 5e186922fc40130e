"""What somebody is about to teach: an open question with all that ask the same, or one wording."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.addresses import REVIEW
from bot.console.ground import Ground
from bot.console.groups import Grouped
from bot.keeping.kept import Kept, Review
from bot.keeping.queryids import id_of, id_text
from bot.reviews.gathering import Heap, group_of
from bot.reviews.postponing import postponed
from bot.reviews.reviewing import Group, one

PAGE = 15
# What `lingkup` says where one wording alone is meant.
ONE = "satu"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """`id`: the question that was pressed; `whole`: all of its group, else its wording alone."""

    group: Group
    id: int
    whole: bool
    place: int
    """Which of the groups it is, from 1."""

    @property
    def questions(self) -> Sequence[Kept]:
        """What is taught and closed."""
        if self.whole:
            return self.group.questions
        [words] = [k.asked.words for k in self.group.questions if k.asked.id == self.id]
        return [kept for kept in self.group.questions if kept.asked.words == words]

    @property
    def ids(self) -> list[int]:
        """Of all its questions."""
        return [kept.asked.id for kept in self.questions]

    @property
    def wordings(self) -> tuple[str, ...]:
        """Each once, the most frequent first; none where they are not kept."""
        if self.whole:
            return tuple(words for words, *_ in self.group.variants)
        return tuple({k.asked.words: None for k in self.questions if k.asked.words})

    @property
    def people(self) -> int:
        """How many asked."""
        return len({kept.asked.person for kept in self.questions})

    @property
    def fields(self) -> dict[str, str]:
        """What names it in an address or a form."""
        return {"soal": id_text(self.id)} | ({} if self.whole else {"lingkup": ONE})

    @property
    def back(self) -> str:
        """Where it stands on the review page; once it is closed, the next stands there."""
        page = -(-self.place // PAGE)
        return f"{REVIEW}?halaman={page}#k{self.place}"

    def address(self, act: str, **more: str) -> str:
        """A page of the flow about it."""
        return f"{REVIEW}/{act}?{urlencode({**self.fields, **more})}"


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """Heaps in the order of the page; `late`: the newest questions of those put off."""

    grouped: Grouped
    heaps: Sequence[Heap]
    late: frozenset[int]

    def place(self, id: int) -> int | None:
        """Where the question's heap stands, from 1; None where it is in none."""
        held = (place for place, heap in enumerate(self.heaps, 1) if id in heap.ids)
        return next(held, None)


async def ordered_heaps(ground: Ground, *, whole: bool = False) -> Ordered:
    """As the review page has them, those put off last; `whole`: however long it takes.

    Raises StoreError.
    """
    knowledge = ground.holder.desk.knowledge
    grouped = await ground.groups.look(ground.store, knowledge, ground.now(), whole=whole)
    late = await postponed(ground.store)
    heaps = sorted(grouped.heaps, key=lambda heap: heap.newest in late)
    return Ordered(grouped=grouped, heaps=heaps, late=late)


async def subject_of(ground: Ground, asked: str, scope: str) -> Subject | None:
    """The one that these fields name; None where it is neither open nor answered by a person.

    What a person answered can still be taught, so that the bot answers the next who asks.
    """
    id = id_of(asked)
    if id is None:
        return None
    ordered = await ordered_heaps(ground)
    place = ordered.place(id)
    if place is None and ordered.grouped.left:
        # By the hour, when all are grouped anew, what stands in a group is not waited for.
        ordered = await ordered_heaps(ground, whole=True)
        place = ordered.place(id)
    if place is None:
        return await _answered(ground, id)
    group = await group_of(ground.store, ordered.heaps[place - 1])
    if group is None or id not in [kept.asked.id for kept in group.questions]:
        return None
    return Subject(group=group, id=id, whole=scope != ONE, place=place)


async def _answered(ground: Ground, id: int) -> Subject | None:
    kept = await one(ground.store, id)
    if kept is None or kept.review is not Review.ANSWERED:
        return None
    return Subject(group=Group(questions=(kept,)), id=id, whole=True, place=1)
