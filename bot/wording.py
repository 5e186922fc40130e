"""A verdict put into words: the entry's own text, or a sentence of the language file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.deciding import Local, Verdict
from bot.entries import Entry, SmallTalk
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.normalising import Word
from bot.ranking.matches import Candidate, Match
from bot.replies import Carried, Choice, Kind, Ranked, Reply, Source, Why, nothing

RANKED = 5
_RELATED = 3
_ANSWERED = (Kind.ANSWER, Kind.REFERRAL)
# Words shown to staff as what carried the answer.
_CARRIERS = 6


class Composer:
    """Makes every Reply, so that each kind looks the same wherever it was decided."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher) -> None:
        self._knowledge = knowledge
        self._matcher = matcher
        # Said in thousands of replies that are held, and each made once.
        self._choices: dict[tuple[str, str], Choice] = {}
        self._overviews: dict[tuple[str, str], tuple[str, str]] = {}

    def compose(self, question: str, verdict: Verdict, match: Match | None, language: str) -> Reply:
        """The reply to `question`; its `language` is that of the text it could be given in."""
        verdict = self._with_overview(verdict, match)
        entries = [self._knowledge.entry(entry) for entry in verdict.entries]
        text, spoken = self._text(verdict, entries, language)
        answered = entries if verdict.kind in _ANSWERED else []
        ranking = self.ranking(match)
        exact = match is not None and match.exact is not None
        return Reply(
            question=question,
            kind=verdict.kind,
            text=text,
            language=spoken,
            entry=answered[0].id if answered else None,
            entries=tuple(e.id for e in answered) if verdict.kind is Kind.ANSWER else (),
            score=verdict.sure if exact else max(match.score if match else 0.0, verdict.sure),
            ranking=ranking,
            choices=self.choices(entries, spoken) if verdict.kind is Kind.CLARIFY else (),
            sources=_sources(answered),
            related=self._related(verdict, entries, match, spoken),
            checked=min((e.checked for e in answered if e.checked), default=None),
            confirmed=all(e.confirmed_by for e in answered)
            if verdict.kind is Kind.ANSWER
            else True,
            private=self._private(verdict, match),
            missed=verdict.missed,
            why=self._why(verdict, match, ranking),
        )

    def small_talk(self, question: str, talk: SmallTalk, language: str) -> Reply:
        """A courtesy returned; `entry` is its kind."""
        text, spoken = talk.answer.in_language(language)
        return Reply(
            question=question,
            kind=Kind.SMALLTALK,
            text=text,
            language=spoken,
            entry=str(talk.kind),
            why=Why(rule=f"small talk: {talk.id}"),
        )

    def say(self, key: str, language: str, **fields: str) -> tuple[str, str]:
        """A sentence of the language file with its {fields} filled, and its language."""
        text, spoken = self._knowledge.language.say[key].in_language(language)
        return text.format(**fields), spoken

    def choices(self, entries: Sequence[Entry], language: str) -> tuple[Choice, ...]:
        """Buttons for `entries`."""
        return tuple(self._choice(entry, language) for entry in entries)

    def _choice(self, entry: Entry, language: str) -> Choice:
        known = self._choices.get((entry.id, language))
        if known is None:
            known = Choice(entry=entry.id, label=entry.title.in_language(language)[0])
            self._choices[entry.id, language] = known
        return known

    def ranking(self, match: Match | None) -> tuple[Ranked, ...]:
        """The five best entries, whatever the kind."""
        return _ranked(match.own) if match else ()

    def _text(self, verdict: Verdict, entries: Sequence[Entry], language: str) -> tuple[str, str]:
        say = verdict.say or ("clarify" if verdict.kind is Kind.CLARIFY else None)
        if say:
            fields = {
                name: (value.en if language == "en" else value.id)
                if isinstance(value, Local)
                else value
                for name, value in verdict.fields.items()
            }
            return self.say(say, language, **fields)
        texts = [entry.answer.in_language(language) for entry in entries]
        if len(texts) == 1:
            return texts[0]
        if entries[0].part_of == entries[-1].id:
            return self._in_overview(entries, language)
        titled = (
            f"{entry.title.in_language(spoken)[0]}\n\n{text}"
            for entry, (text, spoken) in zip(entries, texts, strict=True)
        )
        return "\n\n".join(titled), texts[0][1]

    def _in_overview(self, entries: Sequence[Entry], language: str) -> tuple[str, str]:
        """A detail, and below it what it is a part of."""
        known = self._overviews.get((entries[0].id, language))
        if known is None:
            (text, spoken), (overview, _) = (e.answer.in_language(language) for e in entries)
            title, _ = entries[-1].title.in_language(spoken)
            known = f"{text}\n\n{title}:\n\n{overview}", spoken
            self._overviews[entries[0].id, language] = known
        return known

    def _with_overview(self, verdict: Verdict, match: Match | None) -> Verdict:
        """Who asks for a detail gets what it is a part of as well; not who opened it by its id."""
        if verdict.kind is not Kind.ANSWER or verdict.say or not match or len(verdict.entries) > 1:
            return verdict
        whole = self._knowledge.entry(verdict.entries[0]).part_of
        return replace(verdict, entries=(*verdict.entries, whole)) if whole else verdict

    def _related(
        self, verdict: Verdict, entries: Sequence[Entry], match: Match | None, language: str
    ) -> tuple[Choice, ...]:
        if entries and verdict.kind is not Kind.CLARIFY:
            shown = {entry.id for entry in entries}
            ids = dict.fromkeys(i for entry in entries for i in entry.related if i not in shown)
        elif verdict.kind in (Kind.UNKNOWN, Kind.NO_DATA) and match and match.known:
            ids = dict.fromkeys(candidate.id for candidate in match.own)
        else:
            return ()
        near = [self._knowledge.entry(i) for i in list(ids)[:_RELATED]]
        return self.choices(near, language)

    def _private(self, verdict: Verdict, match: Match | None) -> bool:
        """True where any entry answered, offered or among the three best is private."""
        near = [candidate.id for candidate in match.own[:3]] if match else []
        return any(self._knowledge.entry(i).private for i in (*verdict.entries, *near))

    def _why(self, verdict: Verdict, match: Match | None, ranking: Sequence[Ranked]) -> Why:
        topic = next(iter(verdict.entries), None) if verdict.kind is not Kind.CLARIFY else None
        if match is None:
            return Why(rule=verdict.rule, topic=topic, ruled_out=verdict.against)
        return Why(
            rule=verdict.rule,
            topic=topic,
            nearest=_ranked(match.ranking, ranking),
            ruled_out=verdict.against,
            repaired=tuple((w.typed, w.form) for w in match.words if w.typed != w.form),
            carrier=_Carrier(self._matcher, _forms(match.words), topic) if topic else nothing,
        )


@dataclass(frozen=True, slots=True)
class _Carrier:
    """Finds out what of a topic carried the words. Thousands of replies hold one: the words as one
    text are a tenth of what they take, and this a third of what functools.partial does."""

    matcher: Matcher
    forms: str
    topic: str

    def __call__(self) -> Carried:
        words = [Word(form, form) for form in self.forms.split()]
        return Carried(
            phrasing=self.matcher.nearest_phrasing(words, self.topic),
            words=self.matcher.carriers(words, self.topic)[:_CARRIERS],
        )


def _forms(words: Sequence[Word]) -> str:
    return " ".join(word.form for word in words)


def _ranked(candidates: Sequence[Candidate], known: Sequence[Ranked] = ()) -> tuple[Ranked, ...]:
    """The first five; those `known` already are taken from there."""
    held = {ranked.entry: ranked for ranked in known}
    return tuple(
        held.get(c.id) or Ranked(entry=c.id, score=min(c.chance, 1.0)) for c in candidates[:RANKED]
    )


def _sources(entries: Sequence[Entry]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for entry in entries for source in entry.sources))
