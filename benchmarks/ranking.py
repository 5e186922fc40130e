"""Entries ranked by several methods over the project's own question sets: accuracy and CPU.

Every method learns the same phrasings and ranks the same in-scope questions in this one process.
"""

import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bot.answering import Desk
from bot.knowledge import Knowledge
from bot.normalising import tokens

HERE = Path(__file__).parent
Rank = Callable[[str], list[str]]
TOP = 3


@dataclass(frozen=True, kw_only=True)
class Question:
    """A text and the entries that would be right."""

    text: str
    expect: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Score:
    """Shares 0..1 of questions whose right entry ranks first or within three; microseconds each."""

    method: str
    first: float
    third: float
    micros: float


def best_phrasing(rows: Sequence[tuple[str, str]], scores: NDArray[np.float32]) -> list[str]:
    """Entries by their best phrasing, best first."""
    order = dict.fromkeys(rows[at][0] for at in np.argsort(-scores, kind="stable")[:200])
    return list(order)


def rapidfuzz(rows: Sequence[tuple[str, str]], scorer: Callable[..., float]) -> Rank:
    """What most bots do: process.extract over all phrasings, lower-cased."""
    texts = [text.lower() for _, text in rows]

    def rank(text: str) -> list[str]:
        found = process.extract(text.lower(), texts, scorer=scorer, limit=50)
        return list(dict.fromkeys(rows[at][0] for _, _, at in found))

    return rank


def character_tfidf(rows: Sequence[tuple[str, str]]) -> Rank:
    """Cosine of character 2- to 4-gram TF-IDF with each phrasing, best phrasing an entry."""
    bags = [_grams(text) for _, text in rows]
    found = Counter(gram for bag in bags for gram in bag)
    idf = {gram: math.log((1 + len(rows)) / (1 + n)) + 1 for gram, n in found.items()}
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, bag in enumerate(bags):
        length = math.sqrt(sum((n * idf[g]) ** 2 for g, n in bag.items()))
        for gram, n in bag.items():
            postings[gram].append((at, n * idf[gram] / length))
    index = {
        gram: (np.array([a for a, _ in hits]), np.array([v for _, v in hits], np.float32))
        for gram, hits in postings.items()
    }

    def rank(text: str) -> list[str]:
        scores = np.zeros(len(rows), np.float32)
        for gram, n in _grams(text).items():
            if gram in index:
                where, values = index[gram]
                scores[where] += np.float32(n * idf[gram]) * values
        return best_phrasing(rows, scores)

    return rank


def _grams(text: str) -> Counter[str]:
    padded = f" {' '.join(tokens(text))} "
    return Counter(padded[at : at + n] for n in (2, 3, 4) for at in range(len(padded) - n + 1))


def bm25(documents: Sequence[tuple[str, Sequence[str]]]) -> Rank:
    """Okapi BM25 (k1 1.2, b 0.75) over documents, each an entry's id and its words."""
    bags = [Counter(words) for _, words in documents]
    mean = sum(sum(bag.values()) for bag in bags) / len(bags)
    found = Counter(word for bag in bags for word in bag)
    total = len(bags)

    def rank(text: str) -> list[str]:
        scores = np.zeros(total, np.float32)
        for word in set(tokens(text)) & found.keys():
            idf = math.log(1 + (total - found[word] + 0.5) / (found[word] + 0.5))
            for at, bag in enumerate(bags):
                if n := bag[word]:
                    norm = 1.2 * (0.25 + 0.75 * sum(bag.values()) / mean)
                    scores[at] += idf * n * 2.2 / (n + norm)
        return best_phrasing([(entry, "") for entry, _ in documents], scores)

    return rank


def methods(knowledge: Knowledge) -> dict[str, Rank]:
    """Each method by name, ours last."""
    rows = [(entry.id, ask) for entry in knowledge.entries for ask in entry.ask]
    whole = [(e.id, [w for ask in e.ask for w in tokens(ask)]) for e in knowledge.entries]
    desk = Desk(knowledge)
    return {
        "rapidfuzz extract, WRatio": rapidfuzz(rows, fuzz.WRatio),
        "rapidfuzz extract, token_set_ratio": rapidfuzz(rows, fuzz.token_set_ratio),
        "BM25, a document an entry": bm25(whole),
        "character TF-IDF, best phrasing": character_tfidf(rows),
        "this matcher": lambda text: [c.id for c in desk.match(text).own],
    }


def measure(method: str, rank: Rank, questions: Sequence[Question]) -> Score:
    """All questions ranked once; CPU time of this process, the first call aside."""
    rank(questions[0].text)
    begun = time.process_time()
    ranked = [rank(question.text)[:TOP] for question in questions]
    micros = 1e6 * (time.process_time() - begun) / len(questions)
    hits = [set(q.expect) & set(r[:1]) for q, r in zip(questions, ranked, strict=True)]
    near = [set(q.expect) & set(r) for q, r in zip(questions, ranked, strict=True)]
    return Score(
        method=method,
        first=sum(map(bool, hits)) / len(hits),
        third=sum(map(bool, near)) / len(near),
        micros=micros,
    )


def in_scope(file: Path) -> list[Question]:
    """The questions of a set that some entry answers."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [
        Question(text=row["text"], expect=tuple(row["expect"]))
        for row in rows
        if row.get("expect") and not row["expect"][0].startswith("@")
    ]


def table(scores: Sequence[Score]) -> str:
    """Lines of a Markdown table; times as multiples of the last row's."""
    ours = scores[-1].micros
    lines = ["| method | first | first three | CPU time, ours = 1 |", "|---|---|---|---|"]
    lines += [
        f"| {s.method} | {s.first:.1%} | {s.third:.1%} | {s.micros / ours:.1f} |" for s in scores
    ]
    return "\n".join(lines)
