"""The record last spoken of, swapped for another of its kind: "kalau nasional?", "yang 2018?",
"setahun sebelumnya?", "yang paling baru?".
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.deciding import Verdict
from bot.entries import Entry, Figure, Regulation
from bot.guards.figuring import FigureGuard
from bot.guards.naming import Named
from bot.knowledge import Knowledge
from bot.ranking.matches import Match
from bot.turns.conversing import Conversation
from bot.turns.rows import Rows
from bot.turns.swaps import Swaps

# A topic that is not the office's leads so clearly that the turn is about that.
LEADS = 0.8
# The subject of a figure that is another body's.
OTHERS = ""
# A turn that swaps the subject of what is no single record has no more words than this; one that
# tells how far on, or no more than so many that say something else.
SHORT, BESIDE = 5, 2


class Swapper:
    """Finds what a turn changes in the record before it: year, subject, place in a row."""

    def __init__(self, knowledge: Knowledge, guard: FigureGuard) -> None:
        self._guard = guard
        self._own = {entry.id: entry for entry in knowledge.entries}
        # Files in which figures stand: what else they tell is told of all figures.
        self._figured = {e.category for e in knowledge.entries if isinstance(e.record, Figure)}
        self._swaps = Swaps(knowledge)
        self._rows = Rows(self._own, self._swaps)
        self.words = self._swaps.words
        """What a turn may say that swaps a record and asks for nothing else."""

    def judge(
        self, last: Entry, conversation: Conversation, match: Match, named: Named
    ) -> Verdict | None:
        """A verdict where the turn names what is other than in the record of `last`."""
        record = self._record(last, conversation)
        if named.mentions or named.strangers:
            return self._of_others(record, match, named)
        if isinstance(record, Figure):
            if named.unclear and not named.years:
                return self._guard.unclear(named, record.subject)
            return self._figure(record, match, named)
        if record is None and last.category in self._figured:
            return self._of_subject(last, match, named)
        if isinstance(record, Regulation):
            found = self._rows.judge(last, record, match, named)
            if found or named.years:
                return found
        listed = self._rows.listed_of_year(last, match, named)
        return listed or self._rows.in_row(last, conversation, match)

    def _record(self, last: Entry, conversation: Conversation) -> object:
        """The record last spoken of; a comparison in between does not change the subject."""
        spoken = (self._own.get(entry) for entry in conversation.entries)
        same = (e.record for e in spoken if e and e.category == last.category and e.record)
        return last.record or next(same, None)

    def _figure(self, record: Figure, match: Match, named: Named) -> Verdict | None:
        found = [word.form for word in match.words]
        if self._guard.local(found, named):
            return self._guard.not_held_here()
        year = self._year(record, found, named)
        if self._guard.compares(found):
            return self._compared(record, year, match, named)
        if not _others(match) or self.words.issuperset(found):
            trend = self._guard.over_years(match.words, named, record.subject)
            extreme = self._guard.extreme(found, named, record.subject)
            if trend or extreme:
                return trend or extreme
        if len(named.subjects) > 1:
            return None
        if year is None and not named.subjects:
            return self._ends(record, found)
        if len(named.years) > 1:
            said = {*found} - {*map(str, named.years)}
            return self._guard.listed(named, record.subject) if said <= self.words else None
        subject = min(named.subjects, default=record.subject)
        return self._guard.of(subject, year or record.year)

    def instead(self, missed: tuple[str, int], match: Match, named: Named) -> Verdict | None:
        """ "yang nasional deh", "kalau 2024?" after a figure that is not held: another subject of
        that year, or another year of that subject, if nothing else is said."""
        said = self._swaps.said(match, named)
        if named.strangers and said <= self.words | named.strangers:
            return self._guard.of(OTHERS, missed[1])
        if not said <= self.words or named.strangers or named.mentions or named.home:
            return None
        if len(named.subjects) > 1 or len(named.years) > 1 or not (named.subjects or named.years):
            return None
        found = [word.form for word in match.words]
        year = min(named.years, default=missed[1] and missed[1] + self._swaps.moved(found))
        return self._guard.of(min(named.subjects, default=missed[0]), year)

    def apart(self, entries: Iterable[str]) -> Verdict | None:
        """How far apart the figures of two entries are; None where they are not both figures."""
        records = [self._own[entry].record for entry in entries]
        figures = [record for record in records if isinstance(record, Figure)]
        return self._guard.apart(*figures) if len(figures) == 2 else None

    def _year(self, record: Figure, found: list[str], named: Named) -> int | None:
        """The year named, or told from that of the record: "setahun sebelumnya"."""
        if named.years:
            return named.years[0]
        moved = self._swaps.moved(found)
        short = len(found) <= SHORT or len({*found} - self.words) <= BESIDE
        return record.year + moved if moved and short else None

    def _ends(self, record: Figure, found: Sequence[str]) -> Verdict | None:
        """ "yang paling baru deh", "yang pertama kali": the latest or the first of its subject."""
        places, rest = self._swaps.places.parted(found)
        if len({*places}) != 1 or not rest <= self.words:
            return None
        figures = self._guard.figures
        pick = {"latest": figures.latest, "first": figures.first}.get(places[0])
        figure = pick(record.subject) if pick else None
        return self._guard.of(record.subject, figure.year) if figure else None

    def _compared(
        self, record: Figure, year: int | None, match: Match, named: Named
    ) -> Verdict | None:
        """ "bedanya berapa poin?": with the other subject, or with the other year."""
        if year is not None and not named.subjects and year != record.year:
            both = replace(named, subjects=frozenset({record.subject}), years=(record.year, year))
            return self._guard.changed(both)
        both = replace(
            named, subjects=named.subjects | {record.subject}, years=(year or record.year,)
        )
        return self._guard.compared(both, match)

    def _of_others(self, record: object, match: Match, named: Named) -> Verdict | None:
        """ "kalau polri?" after a figure: none of theirs is held."""
        if not isinstance(record, Figure) or named.mentions or len(match.words) > SHORT:
            return None
        if not self._swaps.said(match, named) <= self.words | named.strangers:
            return None
        return self._guard.of(OTHERS, min(named.years, default=record.year))

    def _of_subject(self, last: Entry, match: Match, named: Named) -> Verdict | None:
        """ "kalau KPU masuk yang mana?" after what is told of all figures: that of KPU which it is
        about, else the latest."""
        if len(named.subjects) != 1 or named.years or len(match.words) > SHORT or named.home:
            return None
        if self._guard.compares([word.form for word in match.words]):
            return None
        subject = min(named.subjects)
        return self._guard.of(subject, self._compared_in(last, subject))

    def _compared_in(self, entry: Entry, subject: str) -> int:
        """The one year in which `entry` has figures of `subject` and of another beside it, or 0."""
        held = (self._own[other].record for other in entry.related if other in self._own)
        figures = [record for record in held if isinstance(record, Figure)]
        mine = {figure.year for figure in figures if figure.subject == subject}
        years = mine & {figure.year for figure in figures if figure.subject != subject}
        return min(years) if len(years) == 1 else 0


def _others(match: Match) -> bool:
    best = next(iter(match.ranking), None)
    return best is not None and not best.own and best.chance >= LEADS
