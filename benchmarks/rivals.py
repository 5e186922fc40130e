"""What one would reach for first, each as it is commonly used: phrasings in, the best entry out."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from rapidfuzz import fuzz, process

from bot.normalising import tokens

Rows = Sequence[tuple[str, str]]
Best = Callable[[str], str | None]
Build = Callable[[Rows], Best]
CUTOFF = 60


def extract(scorer: Callable[..., float], cutoff: float | None = None) -> Build:
    """rapidfuzz's process.extractOne over all phrasings, lower-cased."""

    def build(rows: Rows) -> Best:
        texts = [text.lower() for _, text in rows]

        def best(text: str) -> str | None:
            found = process.extractOne(text.lower(), texts, scorer=scorer, score_cutoff=cutoff)
            return rows[found[2]][0] if found else None

        return best

    return build


def full_text(rows: Rows) -> Best:
    """SQLite's FTS5 in memory: any of the words, the best by its bm25."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE asks USING fts5(text)")
    base.executemany("INSERT INTO asks(text) VALUES (?)", ((text,) for _, text in rows))

    def best(text: str) -> str | None:
        wanted = " OR ".join(f'"{word}"' for word in tokens(text))
        query = "SELECT rowid FROM asks WHERE asks MATCH ? ORDER BY rank LIMIT 1"
        found = base.execute(query, (wanted,)).fetchone() if wanted else None
        return rows[found[0] - 1][0] if found else None

    return best


def bm25(rows: Rows) -> Best:
    """bm25s, a document a phrasing, with its own tokeniser."""
    library = import_module("bm25s")
    quiet = {"show_progress": False}
    index = library.BM25()
    index.index(library.tokenize([text for _, text in rows], stopwords=None, **quiet), **quiet)

    def best(text: str) -> str | None:
        words = library.tokenize([text], stopwords=None, return_ids=False, **quiet)
        if not words[0]:
            return None
        found, scores = index.retrieve(words, k=1, **quiet)
        return rows[int(found[0, 0])][0] if scores[0, 0] > 0 else None

    return best


def tfidf(rows: Rows) -> Best:
    """scikit-learn's TfidfVectorizer, letters in runs of 2 to 4 inside words, the best cosine."""
    made = import_module("sklearn.feature_extraction.text").TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32
    )
    columns = made.fit_transform([text for _, text in rows]).T.tocsr()

    def best(text: str) -> str | None:
        scores = (made.transform([text]) @ columns).toarray()[0]
        at = int(scores.argmax())
        return rows[at][0] if scores[at] > 0 else None

    return best


RIVALS: Mapping[str, Build] = {
    "rapidfuzz extractOne, WRatio": extract(fuzz.WRatio),
    "rapidfuzz extractOne, token_set_ratio": extract(fuzz.token_set_ratio),
    f"rapidfuzz extractOne, ratio, cutoff {CUTOFF}": extract(fuzz.ratio, CUTOFF),
    "SQLite FTS5": full_text,
    "bm25s": bm25,
    "scikit-learn character TF-IDF": tfidf,
}
NEEDED = {"bm25s": "bm25s", "scikit-learn character TF-IDF": "sklearn"}


def installed(method: str) -> bool:
    """Whether what the method stands on is there: `pip install -e .[bench]` brings it."""
    return method not in NEEDED or find_spec(NEEDED[method]) is not None
