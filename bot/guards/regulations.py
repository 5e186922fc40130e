"""A regulation named by kind, number and year is that one, or none: never its neighbour."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from bot.deciding import RECORDED, Local, Verdict
from bot.entries import Regulation, RegulationRef
from bot.guards.naming import Mention, Named
from bot.knowledge import Knowledge
from bot.normalising import Normaliser
from bot.ranking.matches import Match
from bot.replies import Kind

# Words beside the regulation's name and this many more: the question is about the regulation.
_PASSING = 14
# So sure the ranking must be of the regulation where two years are named and one of them is its.
CLEAR = 0.5
# So much of the probability another regulation must hold to be shown beside the one named.
BESIDE = 0.15
OFFERED = 2
OTHER_YEAR = "a year is named that is not its own"


class RegulationGuard:
    """Holds every regulation that the knowledge can answer for, the replaced ones too."""

    def __init__(self, knowledge: Knowledge, normaliser: Normaliser) -> None:
        self._kinds = knowledge.language.kinds
        self._held = [
            (named.kind, _leading(named.number), named.year, regulation.entry)
            for regulation in knowledge.regulations
            for named in _names(regulation)
        ]
        self._own = {regulation.entry: regulation for regulation in knowledge.regulations}
        entries = [entry for entry in knowledge.entries if entry.id in self._own]
        self._asks = [ask for entry in entries for ask in (*entry.ask, entry.title.id)]
        self._normaliser = normaliser

    @cached_property
    def _said(self) -> frozenset[str]:
        """What regulations held are asked by; read when first needed, for few questions need it."""
        return frozenset(w.form for ask in self._asks for w in self._normaliser.words(ask))

    def judge(self, named: Named, match: Match) -> Verdict | None:
        """A verdict where a regulation is named; None leaves the question to the ranking."""
        best = match.own[0].id if match.own else None
        about = best in self._own
        if named.article and (named.mentions or about):
            return Verdict(kind=Kind.NO_DATA, rule="a single article is asked", say="no_article")
        if not named.mentions:
            return self._of_no_entry(named, match) if about else None
        found = [self.find(mention) for mention in named.mentions]
        missing = [m for m, hits in zip(named.mentions, found, strict=True) if not hits]
        if missing and self._of_two_years(missing, named, match):
            rule = "the regulation that fits, of one of the years named"
            return Verdict(kind=Kind.ANSWER, rule=rule, sure=RECORDED, entries=(match.own[0].id,))
        if missing:
            if about or len(match.words) <= _PASSING:
                return self._not_held(missing[0])
            return None
        if self._of_another_year(found, named):
            likely = (candidate.id for candidate in match.own if candidate.id in self._own)
            entries = tuple(dict.fromkeys((*(hits[0] for hits in found), *likely)))
            return Verdict(kind=Kind.CLARIFY, rule=OTHER_YEAR, entries=entries[:OFFERED])
        return self._held_ones(found, match)

    def _of_another_year(self, found: Sequence[tuple[str, ...]], named: Named) -> bool:
        """ "tahun 2005 uu 14", "perpres 95 tahun 20119": a year stands somewhere that is not that
        of any found, and none beside a number."""
        if any(mention.year for mention in named.mentions):
            return False
        held = {year for _, _, year, entry in self._held if any(entry in hits for hits in found)}
        return bool(named.unclear) or bool(named.years and held.isdisjoint(named.years))

    def _of_no_entry(self, named: Named, match: Match) -> Verdict | None:
        """ "uu ite nomor berapa": named by a word that no regulation held is asked by. It may be a
        slip, so it is asked back."""
        led = bool(match.ranking) and match.ranking[0].own
        for kind, word in named.titled if led else ():
            if word.form.isalpha() and word.form not in self._said:
                return Verdict(
                    kind=Kind.CLARIFY,
                    rule="a regulation of another name may be meant",
                    entries=tuple(candidate.id for candidate in match.own[:2]),
                    against=(f"{kind} {word.typed}",),
                )
        return None

    def _of_two_years(self, missing: Sequence[Mention], named: Named, match: Match) -> bool:
        """ "yang 2012 atau 2017?": one of them is that of the regulation that clearly fits."""
        best = self._own.get(match.own[0].id) if match.own else None
        unnumbered = all(mention.number is None for mention in missing)
        several = unnumbered and len(named.years) > 1 and match.sure >= CLEAR
        return several and best is not None and best.year in named.years

    def find(self, mention: Mention) -> tuple[str, ...]:
        """Entries that answer for the regulation as named, what was left out matching anything."""
        return tuple(
            dict.fromkeys(
                entry
                for kind, number, year, entry in self._held
                if mention.kind in (None, kind)
                and mention.number in (None, number)
                and mention.year in (None, year)
            )
        )

    def _held_ones(self, found: Sequence[tuple[str, ...]], match: Match) -> Verdict:
        rule = "the regulation named"
        best = match.own[0].id if match.own else None
        if len(found) == 1 and len(found[0]) > 1:
            if best in found[0]:
                return Verdict(kind=Kind.ANSWER, rule=rule, sure=RECORDED, entries=(best,))
            return Verdict(kind=Kind.CLARIFY, rule=rule, entries=found[0][:4])
        entries = tuple(dict.fromkeys(hits[0] for hits in found))
        if len(entries) == 1:
            # "UU 7/2017 juga, atau ada undang-undang tersendiri?": the other one is shown as well.
            entries += tuple(
                candidate.id
                for candidate in match.own
                if candidate.id in self._own
                and candidate.id not in entries
                and candidate.chance >= BESIDE
            )
        return Verdict(kind=Kind.ANSWER, rule=rule, sure=RECORDED, entries=entries[:2])

    def _not_held(self, mention: Mention) -> Verdict:
        asked = self._as_named(mention)
        held = "; ".join(_short(regulation) for regulation in self._nearest(mention))
        return Verdict(
            kind=Kind.NO_DATA,
            rule="the regulation named is not held",
            say="no_regulation" if held else "no_regulation_at_all",
            against=(asked.id,),
            fields={"asked": asked, "held": held},
        )

    def _as_named(self, mention: Mention) -> Local:
        number, year, kind = mention.number, mention.year, mention.kind
        return Local(
            " ".join(
                part
                for part in (
                    kind or "Peraturan",
                    number and f"Nomor {number}",
                    year and f"Tahun {year}",
                )
                if part
            ),
            " ".join(
                part
                for part in (
                    kind or "Regulation",
                    number and f"No. {number}",
                    year and f"of {year}",
                )
                if part
            ),
        )

    def _nearest(self, mention: Mention) -> list[Regulation]:
        """Held regulations of the same kind, those that share number or year first; at most 4."""
        same = [r for r in self._own.values() if mention.kind in (None, r.kind)]
        return sorted(
            same,
            key=lambda r: -((_leading(r.number) == mention.number) + (r.year == mention.year)),
        )[:4]


def _names(regulation: Regulation) -> Iterator[Regulation | RegulationRef]:
    yield regulation
    yield from regulation.refs


def _leading(number: str) -> str:
    """What a citizen types of a number: "135" of "135/PUU-XXII", "95" of "095"."""
    digits = number.split("/", maxsplit=1)[0].strip()
    return str(int(digits)) if digits.isdigit() else digits


def _short(regulation: Regulation) -> str:
    return f"{regulation.kind} {regulation.number}/{regulation.year}"
