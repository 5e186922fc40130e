"""A log as an office has it after years: questions by the hundred thousand, the same at every run.

Nobody asked any of them. Answered ones are the office's own phrasings with slips; open ones are
generated (generating.py): things that the office knows nothing of, each asked in many ways.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate

from benchmarks.generating import generated
from bot.entries import Entry
from bot.keeping.kept import REJECTED, Asked, Review, Vote
from bot.keeping.privacy import mask
from bot.keeping.queryids import QueryIds
from bot.keeping.storage import SQLite
from bot.knowledge import Knowledge
from bot.replies import Kind, Ranked

DAYS = 360
# Shares of all questions: how they were met, and that a number stood in it which is masked.
OPEN, COURTESIES, REFERRED, MASKED = 0.15, 0.05, 0.05, 0.02
# Of the answered: votes, the no among them; so many questions a person, and wordings a thing.
VOTED, AGAINST, EACH, WORDINGS = 0.2, 0.05, 6, 12
_BATCH = 2_000
_SEED = 20261129


@dataclass(frozen=True, kw_only=True)
class Filled:
    """How many questions were put in, and of each wording that may be open the thing asked."""

    rows: int
    things: Mapping[str, str]


async def fill(store: SQLite, knowledge: Knowledge, rows: int, now: datetime) -> Filled:
    """So many questions over the year before `now`, with votes, choices and reviews."""
    filler = _Filler(knowledge, rows, now)
    batch: list[Asked] = []
    for asked in filler.questions():
        batch.append(asked)
        if len(batch) == _BATCH:
            await store.add(batch)
            batch = []
    await store.add(batch)
    async with store.write() as db:
        for column, marks in filler.marks.items():
            await db.executemany(f"UPDATE queries SET {column} = ? WHERE id = ?", marks)
    await store.checkpoint()
    return Filled(rows=rows, things=filler.things)


class _Filler:
    def __init__(self, knowledge: Knowledge, rows: int, now: datetime) -> None:
        self._chance = random.Random(_SEED)
        self._rows, self._now = rows, now
        self._version = knowledge.version
        self._known = _askings(knowledge.entries)
        self._referred = _askings(knowledge.referrals)
        self._ids = [entry.id for entry in knowledge.entries]
        count = max(2 * WORDINGS, int(rows * OPEN / 3))
        asked = generated(10 * count // WORDINGS, count).queries
        self.things = {text: thing for thing, text in asked}
        self._unknown = [text for _, text in asked]
        # A few things are asked by very many, most by one or two.
        self._weights = list(accumulate(1 / (at + 3) ** 0.7 for at in range(len(asked))))
        self._people = [f"{self._chance.getrandbits(128):032x}" for _ in range(1 + rows // EACH)]
        self.marks: dict[str, list[tuple[str, int]]] = {"vote": [], "choice": [], "review": []}

    def questions(self) -> Iterator[Asked]:
        """The oldest first; `marks` are what happened to them since."""
        times = sorted(map(self._moment, range(self._rows)))
        ids = QueryIds(partial(next, iter([at.timestamp() for at in times])))
        for at in times:
            yield self._question(ids.next(), at)

    def _moment(self, _: int) -> datetime:
        """Offices are asked by day, and a little more every month."""
        back = DAYS * (1 - self._chance.random() ** 0.9)
        day = (self._now - timedelta(days=back)).replace(hour=0, minute=0, second=0, microsecond=0)
        moment = day + timedelta(hours=min(23.9, max(0.0, self._chance.gauss(12, 4))))
        return min(moment, self._now - timedelta(minutes=1))

    def _question(self, id: int, at: datetime) -> Asked:
        dice = self._chance.random()
        if dice < OPEN:
            return self._waiting(id, at)
        if dice < OPEN + COURTESIES:
            return self._asked(id, at, Kind.SMALLTALK, "terima kasih ya min", "thanks", ())
        if dice < OPEN + COURTESIES + REFERRED:
            topic, text = self._chance.choice(self._referred)
            return self._asked(id, at, Kind.REFERRAL, text, topic, ())
        topic, text = self._chance.choice(self._known)
        if self._chance.random() < VOTED:
            against = self._chance.random() < AGAINST
            self.marks["vote"].append((Vote.NO if against else Vote.YES, id))
        return self._asked(id, at, Kind.ANSWER, text, topic, (topic,))

    def _waiting(self, id: int, at: datetime) -> Asked:
        [text] = self._chance.choices(self._unknown, cum_weights=self._weights)
        kind = Kind.CLARIFY if self._chance.random() < 0.2 else Kind.UNKNOWN
        closed = self._chance.random()
        if closed < 0.05:
            review = self._chance.choice([Review.TAUGHT, Review.SET_ASIDE, Review.REFERRED])
            self.marks["review"].append((review, id))
        elif kind is Kind.CLARIFY and closed < 0.3:
            self.marks["choice"].append((self._chance.choice([REJECTED, *self._ids[:9]]), id))
        return self._asked(id, at, kind, text, None, ())

    def _asked(
        self, id: int, at: datetime, kind: Kind, text: str, entry: str | None, all: tuple[str, ...]
    ) -> Asked:
        chance = self._chance
        if chance.random() < MASKED:
            text += f", hubungi saya di 0812{chance.randrange(10**7, 10**8)}"
        return Asked(
            id=id,
            at=at,
            person=chance.choice(self._people),
            language=chance.choices(("id", "su", "en"), (90, 8, 2))[0],
            words=mask(text),
            kind=kind,
            entry=entry,
            entries=all,
            score=round(chance.random(), 4),
            runner_up=Ranked(entry=chance.choice(self._ids), score=round(chance.random() / 3, 4)),
            knowledge_version=self._version,
            milliseconds=round(chance.lognormvariate(0, 0.5), 3),
        )


def _askings(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    return [(entry.id, text) for entry in entries for text in entry.ask]
