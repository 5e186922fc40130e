"""Regulations told of as a row, the oldest first: that of a number or a year, the first, the one
before: "yang 95?", "yang 2018?", "yang paling baru?", "sebelum itu apa?".
"""

import re
from collections.abc import Iterable, Mapping

from bot.deciding import RECORDED, Verdict
from bot.entries import Entry, Regulation
from bot.guards.naming import Named
from bot.guards.regulations import OTHER_YEAR
from bot.normalising import tokens
from bot.ranking.matches import Match
from bot.replies import Kind
from bot.turns.conversing import Conversation
from bot.turns.swaps import PLACES, Swaps

# So much of the probability those of a list must have where a turn names a year.
NEARLY = 0.2
MOST_OFFERED = 4
PLACED = "its place among those told of"
_NUMBER = re.compile(r"\d{1,3}")


class Rows:
    """Finds which regulation of a row a turn wants."""

    def __init__(self, own: Mapping[str, Entry], swaps: Swaps) -> None:
        """`own`: the office's entries by their ids."""
        self._own, self._swaps = own, swaps
        records = ((entry.id, entry.record) for entry in own.values())
        self._regulations = {e: held for e, held in records if isinstance(held, Regulation)}

    def judge(self, last: Entry, record: Regulation, match: Match, named: Named) -> Verdict | None:
        """A number or a year that the turn names, after the regulation `record` of `last`."""
        if found := self._of_number(match, last, record.kind):
            return found
        if not named.years:
            return None
        found = self._of_year(named.years[0], last, record, match)
        return found or self._of_another_year(last, match, named)

    def _of_number(self, match: Match, last: Entry, kind: str) -> Verdict | None:
        """ "yang 95?" after a regulation: the one of that number."""
        numbers = [word.form for word in match.words if _NUMBER.fullmatch(word.form)]
        rest = {word.form for word in match.words} - {*numbers}
        if len(numbers) != 1 or not rest <= self._swaps.empty:
            return None
        held = [one for one in self._regulations.values() if one.number == numbers[0]]
        near = [one for one in held if one.kind == kind or one.entry in last.related]
        return _that(near, "that number") if len(near) == 1 else None

    def _of_year(self, year: int, last: Entry, record: Regulation, match: Match) -> Verdict | None:
        """ "yang 2018?": the one of that year, unless its own answer tells of that year's; "sebelum
        2018 belum ada?" of the one of 2018: that before it."""
        places = self._swaps.steps([word.form for word in match.words])
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
        if not self._swaps.said(match, named) - numbers <= self._swaps.words:
            return None
        row = self._row(last, Conversation())
        beside = (one.entry for one in row if one.entry != last.id)
        entries = (last.id, *beside)[:MOST_OFFERED]
        return Verdict(kind=Kind.CLARIFY, rule=OTHER_YEAR, entries=entries)

    def listed_of_year(self, last: Entry, match: Match, named: Named) -> Verdict | None:
        """ "yang 2003 itu tentang apa?" after an overview of regulations, if nothing else fits."""
        row = self._told_of(last.id)
        if len(named.years) != 1 or named.subjects or not row:
            return None
        if sum(one.chance for one in match.ranking if one.id in row) < NEARLY:
            return None
        listed = (self._regulations[entry] for entry in row)
        found = [one for one in listed if one.year == named.years[0]]
        return _that(found, "that year's") if len(found) == 1 else None

    def in_row(self, last: Entry, conversation: Conversation, match: Match) -> Verdict | None:
        """ "yang paling baru isinya apa?", "sebelum itu?" of the regulations told of, by year."""
        found, rest = self._swaps.places.parted([word.form for word in match.words])
        # "sesudah itu ada yang baru?": not the newest of all.
        places = {*found} - {"latest"} or {*found}
        if len(places) != 1 or not rest <= self._swaps.empty:
            return None
        row = self._row(last, conversation)
        if len(row) < 2:
            return None
        picked = self._picked(min(places), row, last)
        return _that([picked], PLACED) if picked else None

    def _picked(self, place: str, row: list[Regulation], last: Entry) -> Regulation | None:
        if place in PLACES:
            return row[PLACES[place]]
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
