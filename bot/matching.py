"""Entries ranked by how well their phrasings fit, and how sure that is.

Topics are scored, never single phrasings: a question is compared with all that was ever asked of
a topic at once. Nothing here knows what a topic says; see answering.py for what is done with it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.normalising import Normaliser, Word, key, tokens_once
from bot.ranking.calibrating import softmax, standardised
from bot.ranking.features import Features
from bot.ranking.finals import finals
from bot.ranking.gauging import Gauge, Held, drawn, scaled
from bot.ranking.matches import Candidate, Match, Topic
from bot.ranking.numbering import Said, numbered
from bot.ranking.repairing import Repairer
from bot.ranking.scoring import BM25, Centroid, Labels
from bot.ranking.weighing import Weights, owners

# Topics kept of a ranking: five entries are shown, and others' topics stand between them.
_RANKED = 20
# Of so many phrasings so many must hold a word before a question may rest on it: "yakin" stands in
# one of a hundred about an act, in the story around the question.
_MANY, _TOGETHER = 12, 2
# A word marks a topic that so large a share of its phrasings holds, and this many times the share
# of all phrasings: of 1,460 right answers to the question sets 2 have no such word.
_SHARE, _LIFT = 0.06, 3.0
# It names what is not the office's if so many of a topic's phrasings hold it, and no more than so
# many of all that hold it are the office's own.
_NAMING, _APART = 0.25, 0.05

# Margins need a second topic even where the knowledge has one entry or none; never ranked.
_PADDING = (
    Topic(id="\x00first", ask=("xqzjv",)),
    Topic(id="\x00second", ask=("vjzqx",)),
)


class Matcher:
    """Learns topics once (under a second ten thousand phrasings), then ranks in microseconds."""

    def __init__(
        self, topics: Sequence[Topic], normaliser: Normaliser, names: Iterable[str] = ()
    ) -> None:
        asked = tuple(topic for topic in topics if topic.ask)
        self._topics = asked if sum(topic.own for topic in asked) > 1 else (*asked, *_PADDING)
        self._normaliser = normaliser
        self._at = {topic.id: at for at, topic in enumerate(self._topics)}
        self._own = {topic.id for topic in self._topics if topic.own}
        self._known: dict[str, Match] = {}
        asks = [ask for topic in self._topics for ask in topic.ask]
        self._sizes = sizes = [len(topic.ask) for topic in self._topics]
        labels = np.repeat(np.arange(len(self._topics), dtype=np.int32), sizes)
        # Where each topic's phrasings begin, and the last ones end.
        self._edges = np.concatenate([[0], np.cumsum(sizes)])
        rows = self._learn_words(asks, names)
        self._learn_scores(rows, labels)

    def _learn_words(self, asks: Sequence[str], names: Iterable[str]) -> list[list[str]]:
        """The forms of each phrasing; their words and whole texts are remembered."""
        found = [tokens_once(ask) for ask in asks]
        topics = [topic for topic in self._topics for _ in topic.ask]
        ids = [topic.id for topic in topics]
        self._exact = owners(map(" ".join, found), ids)
        normal = self._normaliser.learn(found)
        counts = Counter(word.form for words in normal for word in words)
        self.vocabulary = frozenset({*counts, *self._normaliser.singles})
        right, acronyms = self._normaliser.protected, self._normaliser.acronyms
        left, short = self._normaliser.steps, self._normaliser.singles
        self._repairer = Repairer(counts, names, right, acronyms, left, short)
        repaired = [self.read(words) for words in normal]
        both = [*zip(topics, repaired, strict=True)]
        self._cores = owners((self._normaliser.core(w) if t.framed else "" for t, w in both), ids)
        self._bare = owners(("" if t.framed else self._normaliser.bare(w) for t, w in both), ids)
        return [[word.form for word in words] for words in repaired]

    def _learn_scores(self, rows: Sequence[Sequence[str]], labels: Labels) -> None:
        count = len(self._topics)
        known, said = numbered(rows)
        self.features = features = Features(known, said)
        unknown, vectors = features.unknown_idf, features.rows
        self._weights = Weights(said, labels, count, known, features.idf, unknown)
        self._centroid = Centroid(vectors, self._edges)
        self._bm25 = BM25(known, said, labels, count)
        self._finals = finals(vectors, self._edges, self.features.marks(), self._centroid)
        own = np.array([topic.own for topic in self._topics])
        self._others = np.flatnonzero(~own)
        self._padding = {at for at, topic in enumerate(self._topics) if topic in _PADDING}
        self._gauge = self._gauged(said, labels, own, len(known))

    def _gauged(self, said: Said, labels: Labels, own: NDArray[np.bool_], known: int) -> Gauge:
        """The phrasings of some whole topics, scored as if unseen."""
        topics = drawn([topic.id for topic in self._topics], np.diff(self._edges), own)
        probed = np.isin(labels, topics)
        asked, forms = labels[probed], said.where(probed)
        cosine = self._centroid.unseen(self.features.rows.where(probed), asked)
        words = self._bm25.unseen(forms, asked)
        standing = scaled(cosine, words)
        parts = [slice(*np.searchsorted(asked, (at, at + 1))) for at in topics]
        together = standing[0] + standing[1]
        rankings = [np.argsort(-together[part].mean(axis=0)) for part in parts]
        final, without = self._finals.unseen(topics, rankings)
        seen, said = (cosine, words, final), forms.once(known)
        alone = self._finals.rank_alone
        return Gauge(own, self._weights, said, asked, seen, standing, without, alone=alone)

    def nearest_phrasing(self, words: Iterable[Word], topic: str) -> str | None:
        """The phrasing of `topic` that shares most of the weight of `words`."""
        at = self._at.get(topic)
        if at is None:
            return None
        asked = {word.form for word in words}
        alike = self._weights.alike(asked, int(self._edges[at]), int(self._edges[at + 1]))
        best = int(alike.argmax())
        return self._topics[at].ask[best] if alike[best] else None

    def carriers(self, words: Iterable[Word], topic: str) -> tuple[str, ...]:
        """Those of `words` that `topic` is asked by, the heaviest first."""
        at = self._at.get(topic)
        if at is None:
            return ()
        held = self._weights.held({word.form for word in words}, at)
        return tuple(sorted(held, key=lambda word: (-self._weights.of(word), word)))

    def chance(self, match: Match, topic: str) -> float:
        """The share of the probability that `topic` has, 0..1, whether ranked or not."""
        return float(match.chances[self._at[topic]])

    def telltales(self, topic: str) -> list[tuple[str, float]]:
        """The words that `topic` is asked by and the share of its phrasings that hold each, 0..1;
        those that tell it best from other topics first."""
        at = self._at[topic]
        return self._weights.telltales(at, self._sizes[at])

    def share(self, words: Iterable[str], topic: str, besides: AbstractSet[str]) -> float:
        """The share of the weight of `words` in words that `topic` is asked by or that stand in
        `besides`, 0..1; 1 of no words at all."""
        asked = [*words]
        held = {*self._weights.held(asked, self._at[topic]), *besides}
        whole = self._weights.total(asked)
        return self._weights.total(w for w in asked if w in held) / whole if whole else 1.0

    def telling(
        self, match: Match, topic: str, filler: frozenset[str], *, alone: bool = False
    ) -> bool:
        """Whether `topic` is asked by a word of the question that says something: no filler
        ("dong"), no bare number; if the question stands `alone`, none that a single phrasing of
        many holds."""
        at = self._at[topic]
        many = self._sizes[at] >= _MANY
        carriers = self.carriers(match.words, topic)
        said = [word for word in carriers if word not in filler and not word.isdigit()]
        counts = self._weights.counts(said, at)
        return bool(counts.max(initial=0) >= (_TOGETHER if alone and many else 1))

    def often(self, words: Iterable[str], topic: str) -> float:
        """The largest share of the phrasings of `topic` that holds one of `words`, 0..1."""
        at = self._at[topic]
        most = self._weights.counts([*words], at).max(initial=0)
        return float(most) / self._sizes[at]

    @cached_property
    def alien(self) -> frozenset[str]:
        """Words that name what is not the office's, and hardly stand in what is."""
        others = np.isin(np.arange(len(self._topics)), self._others)
        return self._weights.names(others, _NAMING, _APART)

    def marked(self, match: Match, topic: str) -> bool:
        """Whether the question has a word that `topic` is often asked by, and others seldom."""
        at = self._at[topic]
        size = self._sizes[at]
        said = [word.form for word in match.words if not word.form.isdigit()]
        often = self._weights.counts(said, at) >= _SHARE * size
        return bool((often & (self._weights.lifts(said, at, size) >= _LIFT)).any())

    def singles_out(self, words: Sequence[str], topic: str) -> bool:
        """Whether one of `words` stands in what `topic` is asked far oftener than elsewhere."""
        at = self._at[topic]
        return bool(self._weights.lifts(words, at, self._sizes[at]).max(initial=0) >= _LIFT)

    def match(self, text: str) -> Match:
        """`text` against every topic."""
        return self.match_words(self._normaliser.words(text), text)

    def knows(self, text: str) -> bool:
        """Whether a word of `text` is known as it is, no slip of one."""
        return any(word.form in self.vocabulary for word in self._normaliser.words(text))

    def exact(self, text: str) -> str | None:
        """The topic one of whose phrasings `text` is, word for word."""
        return self._exact.get(key(text))

    def says(self, words: Sequence[Word]) -> bool:
        """Whether a phrasing is said in `words`, as typed, but for fillers and slips."""
        read = self.read(words)
        topic = self._of_one_core(read)
        asked = self.nearest_phrasing(read, topic) if topic else None
        if asked is None:
            return False
        known = self.read(self._normaliser.words(asked))
        return self._normaliser.bare(known) == self._normaliser.bare(read)

    def _of_one_core(self, words: Iterable[Word]) -> str | None:
        """The topic one of whose phrasings has the same core, if that has a word of the topic's:
        what is left of "how do you do" is the "how" of every question."""
        core, bare = self._normaliser.core(words), self._normaliser.bare(words)
        found = (self._cores.get(core), core), (self._bare.get(bare), bare)
        return next((t for t, said in found if t and self.singles_out(said.split(), t)), None)

    def read(self, typed: Sequence[Word]) -> tuple[Word, ...]:
        """Words repaired."""
        return self._normaliser.made_whole(self._repairer.repair(typed), typed)

    def match_words(
        self,
        typed: Sequence[Word],
        text: str = "",
        bonus: Mapping[str, float] | None = None,
        *,
        first: bool = False,
    ) -> Match:
        """Words already normalised (a part of a message, say) against every topic.

        `bonus`: logits that topics gain beforehand, since the conversation is about them. `first`:
        nothing was spoken of before, so an own topic whose phrasing is said again is the one meant,
        and the others stand as they do to its first phrasing: a sixth of the time.
        """
        words = self.read(typed)
        exact = self.exact(text) or self._of_one_core(words)
        if first and exact in self._own:
            return replace(self._as_known(exact), words=words)
        return self._ranked(words, exact, bonus or {})

    def _as_known(self, topic: str) -> Match:
        """How the first phrasing of `topic` fits by which it leads; worked out when one of them is
        first said."""
        if topic not in self._known:
            asks = self._topics[self._at[topic]].ask
            read = (self.read(self._normaliser.words(ask)) for ask in asks)
            fits = (self._ranked(words, topic, {}) for words in read)
            leading = (match for match in fits if match.own[0].id == topic)
            self._known[topic] = next(leading, None) or self._ranked((), topic, {})
        return self._known[topic]

    def _ranked(
        self, words: tuple[Word, ...], exact: str | None, bonus: Mapping[str, float]
    ) -> Match:
        forms = [word.form for word in words]
        vector = self.features.vector(forms)
        cosine, compared = self._finals.begin(vector)
        standing = standardised(np.array((cosine, self._bm25.scores(forms))))
        final = compared(standing[0] + standing[1])
        logits = self._gauge.logits(standing, final)
        for topic, gain in bonus.items():
            logits[self._at[topic]] += gain
        chances = softmax(logits)
        best, ranked = self._gauge.best(logits), (-chances).argsort()[:_RANKED]
        said = set(forms)
        known, covered = self._weights.shares(said)
        held = Held(known=known, covered=covered[best], count=len(said))
        judged = self._gauge.judge(logits, chances[best], (cosine[best], final[best]), held)
        sure, ours = judged if len(vector.slots) else (0.0, 0.0)
        found = (ranked, chances[ranked], covered[ranked])
        shares = zip(*(row.tolist() for row in found), strict=True)
        return Match(
            words=words,
            ranking=tuple(
                Candidate(self._topics[at].id, self._topics[at].own, chance, share)
                for at, chance, share in shares
                if at not in self._padding
            ),
            exact=exact,
            foreign=float(chances[self._others].sum()),
            sure=sure,
            ours=ours,
            known=known,
            chances=chances,
        )
