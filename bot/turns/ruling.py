"""The rules that the entry before names: "aturannya di mana?", "dasar hukumnya?"."""

import re

from bot.deciding import RECORDED, Verdict
from bot.entries import Entry, Regulation
from bot.guards.naming import Named, Phrases
from bot.knowledge import Knowledge
from bot.ranking.matches import Match
from bot.replies import Kind
from bot.turns.picking import NUMBER

RULES, MOST_RULES = "the rules that the entry before names", 2
LEGAL_BASIS = "legal_basis"
# A regulation cited: "PKPU 15/2015", "Nomor 22 Tahun 2023".
_CITED = re.compile(r"\d\s*(?:/|[Tt]ahun)\s*(?:19|20)\d\d")


class Ruler:
    """Finds the regulations of an entry where a turn asks for nothing else."""

    def __init__(self, knowledge: Knowledge) -> None:
        language = knowledge.language
        self._own = {entry.id: entry for entry in knowledge.entries}
        kinds = ((f, kind) for kind, row in language.kinds.items() for f in (kind, *row.forms))
        asked = language.question_types.get(LEGAL_BASIS, ())
        self._rule = Phrases((*((phrase, LEGAL_BASIS) for phrase in asked), *kinds))
        self._empty = frozenset((*language.filler, *language.frame, *language.hollow)) | NUMBER

    def ruled(self, last: Entry, match: Match, named: Named) -> Verdict | None:
        """ "aturannya di mana?", "dasar hukumnya?": the rules that the entry before names as its
        own, where nothing else is said."""
        found, rest = self._rule.parted([word.form for word in match.words])
        kinds = tuple(kind for kind in found if kind != LEGAL_BASIS)
        exact = any(mention.number or mention.year for mention in named.mentions)
        if not found or exact or isinstance(last.record, Regulation) or not rest <= self._empty:
            return None
        rules = [e.id for e in self._own.values() if self._governs(e, last, kinds)]
        rules = rules or [other for other in last.related if self._lists_rules(other)]
        if len(rules) != 1 and _CITED.search(last.answer.id):
            rules = [last.id]
        if not rules:
            return None
        return Verdict(
            kind=Kind.ANSWER, rule=RULES, sure=RECORDED, entries=tuple(rules[:MOST_RULES])
        )

    def _governs(self, entry: Entry, last: Entry, kinds: tuple[str, ...]) -> bool:
        """Whether `entry` is a regulation of `last`, of one of `kinds` where any is named."""
        record = entry.record
        if not isinstance(record, Regulation) or (kinds and not record.kind.startswith(kinds)):
            return False
        return entry.id in last.related or entry.part_of == last.id

    def _lists_rules(self, entry: str) -> bool:
        """Whether it is an overview of regulations."""
        held = self._own.get(entry)
        if held is None or held.record is not None:
            return False
        listed = [self._own[other] for other in held.related if other in self._own]
        rules = [one for one in listed if isinstance(one.record, Regulation)]
        return len(rules) > 1 and {rule.category for rule in rules} == {held.category}
