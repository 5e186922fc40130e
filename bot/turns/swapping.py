"""The record last spoken of, swapped for another of its kind: "kalau nasional?", "yang 2018?",
"setahun sebelumnya?", "yang paling baru?".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.deciding import RECORDED, Verdict
from bot.entries import Entry, Figure, Regulation
from bot.guards.computing import HIGHEST, LOWEST
from bot.guards.figuring import FigureGuard
from bot.guards.naming import Named, Phrases
from bot.guards.regulations import OTHER_YEAR
from bot.knowledge import Knowledge
from bot.matching import Match
from bot.normalising import tokens
from bot.replies import Kind
from bot.turns.conversing import Conversation

# A topic that is not the office's leads so clearly that the turn is about that.
LEADS = 0.8
# So much of the probability those of a list must have where a turn names a year.
NEARLY = 0.2
# The subject of a figure that is another body's.
OTHERS = ""
# A turn that swaps the subject of what is no single record has no more words than this.
SHORT = 5
# Beside "yang paling baru" these ask for the thing itself: "aturan yang mana, nomor berapa".
_ITSELF = frozenset(
    {"aturan", "peraturan", "mengatur", "diatur", "ngatur", "nomor", "no", "tahun", "baru"}
)
MOST_OFFERED = 4
PLACED = "its place among those told of"
_NUMBER = re.compile(r"\d{1,3}")
# In years, and in a row of regulations by year.
_STEPS = {"before": -1, "after": 1}
_PLACES = {"first": 0, "second": 1, "latest": -1}
# Types of words that tell another record, or how it stands to this one.
_SWAPS = (*_PLACES, *_STEPS, "compare", "trend", HIGHEST, LOWEST, "value", "index")


class Swapper:
    """Finds what a turn changes in the record before it: year, subject, place in a row."""

    def __init__(self, knowledge: Knowledge, guard: FigureGuard) -> None:
        types = knowledge.language.question_types
        self._guard = guard
        self._own = {entry.id: entry for entry in knowledge.entries}
        records = [(entry, entry.record) for entry in knowledge.entries]
        self._regulations = {e.id: held for e, held in records if isinstance(held, Regulation)}
        # Files in which figures stand: what else they tell is told of all figures.
        self._figured = {e.category for e, held in records if isinstance(held, Figure)}
        self._steps = Phrases((phrase, step) for step in _STEPS for phrase in types.get(step, ()))
        self._places = Phrases(
            (phrase, place) for place in (*_PLACES, *_STEPS) for phrase in types.get(place, ())
        )
        language = knowledge.language
        telling = {w for name in _SWAPS for phrase in types.get(name, ()) for w in tokens(phrase)}
        named = {w for s in knowledge.subjects for word in s.words for w in tokens(word)}
        kinds = {w for row in language.kinds.values() for w in tokens(" ".join(row.forms))}
        issued = tokens(" ".join(types.get("issued", ())))
        empty = frozenset((*language.filler, *language.hollow, *_ITSELF, *issued))
        self._empty = empty | kinds
        again = (phrase for name in ("doubt", "again") for phrase in types.get(name, ()))
        self._framing = frozenset((*language.frame, *tokens(" ".join(again))))
        self.words = empty | telling | named
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
            found = self._of_number(match, last, record.kind)
            if found:
                return found
            if named.years:
                found = self._of_year(named.years[0], last, record, match)
                return found or self._of_another_year(last, match, named)
        return self._listed_of_year(last, match, named) or self._in_row(last, conversation, match)

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
        if (year is None and not named.subjects) or len(named.subjects) > 1:
            return None
        if len(named.years) > 1:
            said = {*found} - {*map(str, named.years)}
            return self._guard.listed(named, record.subject) if said <= self.words else None
        subject = min(named.subjects, default=record.subject)
        return self._guard.of(subject, year or record.year)

    def instead(self, missed: tuple[str, int], match: Match, named: Named) -> Verdict | None:
        """ "yang nasional deh", "kalau 2024?" after a figure that is not held: another subject of
        that year, or another year of that subject, if nothing else is said."""
        said = self._said(match, named)
        if named.strangers and said <= self.words | named.strangers:
            return self._guard.of(OTHERS, missed[1])
        if not said <= self.words or named.strangers or named.mentions or named.home:
            return None
        if len(named.subjects) > 1 or len(named.years) > 1 or not (named.subjects or named.years):
            return None
        found = [word.form for word in match.words]
        year = min(named.years, default=missed[1] and missed[1] + self._moved(found))
        return self._guard.of(min(named.subjects, default=missed[0]), year)

    def apart(self, entries: Iterable[str]) -> Verdict | None:
        """How far apart the figures of two entries are; None where they are not both figures."""
        records = [self._own[entry].record for entry in entries]
        figures = [record for record in records if isinstance(record, Figure)]
        return self._guard.apart(*figures) if len(figures) == 2 else None

    def _said(self, match: Match, named: Named) -> set[str]:
        """What the turn says but for years and what frames them."""
        return {word.form for word in match.words} - self._framing - {*map(str, named.years)}

    def _year(self, record: Figure, found: list[str], named: Named) -> int | None:
        """The year named, or told from that of the record: "setahun sebelumnya"."""
        if named.years:
            return named.years[0]
        moved = self._moved(found)
        short = len(found) <= SHORT or self.words.issuperset(found)
        return record.year + moved if moved and short else None

    def _moved(self, found: Sequence[str]) -> int:
        """By how many years the turn goes back or on from the one spoken of."""
        steps = {step for *_, step in self._steps.find(found)}
        return _STEPS[min(steps)] if len(steps) == 1 else 0

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
        if not self._said(match, named) <= self.words | named.strangers:
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

    def _of_number(self, match: Match, last: Entry, kind: str) -> Verdict | None:
        """ "yang 95?" after a regulation: the one of that number."""
        numbers = [word.form for word in match.words if _NUMBER.fullmatch(word.form)]
        rest = {word.form for word in match.words} - {*numbers}
        if len(numbers) != 1 or not rest <= self._empty:
            return None
        held = [one for one in self._regulations.values() if one.number == numbers[0]]
        near = [one for one in held if one.kind == kind or one.entry in last.related]
        return _that(near, "that number") if len(near) == 1 else None

    def _of_year(self, year: int, last: Entry, record: Regulation, match: Match) -> Verdict | None:
        """ "yang 2018?": the one of that year, unless its own answer tells of that year's; "sebelum
        2018 belum ada?" of the one of 2018: that before it."""
        places = {name for *_, name in self._steps.find([word.form for word in match.words])}
        if len(places) == 1 and year == record.year:
            picked = self._picked(min(places), self._row(last, Conversation()), last)
            return _that([picked], PLACED) if picked else None
        held = [found for found in self._regulations.values() if found.year == year]
        near = [found for found in held if found.entry in last.related]
        if not near and str(year) in tokens(last.answer.id):
            return _that([record], "its answer tells of that year")
        same = [found for found in near or held if found.kind == record.kind] or near or held
        return _that(same, "that year's") if len(same) == 1 else None

    def _of_another_year(self, last: Entry, match: Match, named: Named) -> Verdict | None:
        """ "82 tahun 2022?" after one of 2023: there is none of that year."""
        numbers = {word.form for word in match.words if _NUMBER.fullmatch(word.form)}
        if not self._said(match, named) - numbers <= self.words:
            return None
        row = self._row(last, Conversation())
        beside = (one.entry for one in row if one.entry != last.id)
        entries = (last.id, *beside)[:MOST_OFFERED]
        return Verdict(kind=Kind.CLARIFY, rule=OTHER_YEAR, entries=entries)

    def _listed_of_year(self, last: Entry, match: Match, named: Named) -> Verdict | None:
        """ "yang 2003 itu tentang apa?" after an overview of regulations, if nothing else fits."""
        row = self._told_of(last.id)
        if len(named.years) != 1 or named.subjects or not row:
            return None
        if sum(one.chance for one in match.ranking if one.id in row) < NEARLY:
            return None
        listed = (self._regulations[entry] for entry in row)
        found = [one for one in listed if one.year == named.years[0]]
        return _that(found, "that year's") if len(found) == 1 else None

    def _in_row(self, last: Entry, conversation: Conversation, match: Match) -> Verdict | None:
        """ "yang paling baru isinya apa?", "sebelum itu?" of the regulations told of, by year."""
        found, rest = self._places.parted([word.form for word in match.words])
        # "sesudah itu ada yang baru?": not the newest of all.
        places = {*found} - {"latest"} or {*found}
        if len(places) != 1 or not rest <= self._empty:
            return None
        row = self._row(last, conversation)
        if len(row) < 2:
            return None
        picked = self._picked(min(places), row, last)
        return _that([picked], PLACED) if picked else None

    def _picked(self, place: str, row: list[Regulation], last: Entry) -> Regulation | None:
        if place in _PLACES:
            return row[_PLACES[place]]
        record = last.record
        if not isinstance(record, Regulation):
            return None
        if place == "before":
            return next((one for one in reversed(row) if one.year < record.year), None)
        return next((one for one in row if one.year > record.year), None)

    def _row(self, last: Entry, conversation: Conversation) -> list[Regulation]:
        """The regulations told of, the oldest first."""
        told = (last.id, *conversation.entries)
        if last.id in self._regulations:
            # Not those that are a detail of something else.
            beside = (self._own[entry] for entry in last.related if entry in self._own)
            told += tuple(entry.id for entry in beside if not entry.part_of)
        elif self._told_of(last.id):
            told += last.related
        told += tuple(entry for other in told for entry in self._told_of(other))
        held = {e: self._regulations[e] for e in told if e in self._regulations}
        return sorted(held.values(), key=lambda one: one.year)

    def _told_of(self, overview: str) -> tuple[str, ...]:
        """The regulations that an overview lists; of what has no more than one there is no row."""
        held = self._own.get(overview)
        if held is None or overview in self._regulations:
            return ()
        row = tuple(other for other in held.related if other in self._regulations)
        return row if len(row) > 1 else ()


def _that(held: Iterable[Regulation], rule: str) -> Verdict:
    entries = tuple(one.entry for one in held)
    return Verdict(kind=Kind.ANSWER, rule=rule, sure=RECORDED, entries=entries)


def _others(match: Match) -> bool:
    best = next(iter(match.ranking), None)
    return best is not None and not best.own and best.chance >= LEADS
