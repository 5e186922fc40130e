"""What is counted of the log while it is written: standing counts, and what is open."""

from collections.abc import Sequence

from bot.keeping.kept import REJECTED, Vote
from bot.replies import Kind


def _open(of: str = "") -> str:
    """The design's one definition of a question that waits for the office; 0 or 1, never NULL."""
    return f"""({of}review IS NULL AND (
    {of}kind = '{Kind.UNKNOWN}'
    OR ({of}kind = '{Kind.CLARIFY}' AND {of}choice IS NULL)
    OR {of}choice IS '{REJECTED}'
    OR {of}vote IS '{Vote.NO}'
))"""


OPEN = _open()

# Counts that stand ready, kept by the database itself: whoever writes, erases, votes or purges,
# they are those of the rows that are there. `tallies`: by quarter of an hour, in which every time
# zone's days begin; `answered`: by the entries of one reply.
QUARTER = 15 * 60 * 1000


def _place(of: str) -> str:
    return f"quarter = {of}.at / {QUARTER} AND kind = {of}.kind"


def _tally(of: str) -> tuple[str, ...]:
    """What a row counts: asked, open, yes, no."""
    return "1", _open(f"{of}."), f"({of}.vote IS '{Vote.YES}')", f"({of}.vote IS '{Vote.NO}')"


def _changed(gains: Sequence[str], losses: Sequence[str]) -> str:
    return ", ".join(
        f"{name} = {name} + {gain} - {loss}"
        for name, gain, loss in zip(("asked", "open", "yes", "no"), gains, losses, strict=True)
    )


_NOTHING = ("0",) * 4

COUNTED = (
    """CREATE TABLE tallies (
        quarter INTEGER NOT NULL,
        kind TEXT NOT NULL,
        asked INTEGER NOT NULL,
        open INTEGER NOT NULL,
        yes INTEGER NOT NULL,
        no INTEGER NOT NULL,
        PRIMARY KEY (quarter, kind)
    ) WITHOUT ROWID""",
    "CREATE TABLE answered (entries TEXT PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID",
    f"""INSERT INTO tallies SELECT at / {QUARTER}, kind, COUNT(*), SUM({OPEN}),
        SUM(vote IS '{Vote.YES}'), SUM(vote IS '{Vote.NO}') FROM queries GROUP BY 1, 2""",
    f"""INSERT INTO answered
        SELECT entries, COUNT(*) FROM queries WHERE kind = '{Kind.ANSWER}' GROUP BY entries""",
    # OR IGNORE and UPDATE: the ways to settle a conflict are those of the statement outside.
    f"""CREATE TRIGGER counted_in AFTER INSERT ON queries BEGIN
        INSERT OR IGNORE INTO tallies VALUES (NEW.at / {QUARTER}, NEW.kind, 0, 0, 0, 0);
        UPDATE tallies SET {_changed(_tally("NEW"), _NOTHING)} WHERE {_place("NEW")};
    END""",
    f"""CREATE TRIGGER counted_out AFTER DELETE ON queries BEGIN
        UPDATE tallies SET {_changed(_NOTHING, _tally("OLD"))} WHERE {_place("OLD")};
        DELETE FROM tallies WHERE {_place("OLD")} AND asked = 0;
    END""",
    # When and how a question was met is written once and for good.
    f"""CREATE TRIGGER counted_anew AFTER UPDATE OF vote, choice, review ON queries BEGIN
        UPDATE tallies SET {_changed(_tally("NEW"), _tally("OLD"))} WHERE {_place("NEW")};
    END""",
    f"""CREATE TRIGGER answered_in AFTER INSERT ON queries WHEN NEW.kind = '{Kind.ANSWER}' BEGIN
        INSERT OR IGNORE INTO answered VALUES (NEW.entries, 0);
        UPDATE answered SET times = times + 1 WHERE entries = NEW.entries;
    END""",
    f"""CREATE TRIGGER answered_out AFTER DELETE ON queries WHEN OLD.kind = '{Kind.ANSWER}' BEGIN
        UPDATE answered SET times = times - 1 WHERE entries = OLD.entries;
        DELETE FROM answered WHERE entries = OLD.entries AND times = 0;
    END""",
    # Who asked what is open, without reading anybody's words.
    f"CREATE INDEX queries_open ON queries (person) WHERE {OPEN}",
    # Questions that were set aside together, by the newest of them, to be opened again together.
    "CREATE TABLE closings (question INTEGER PRIMARY KEY, batch INTEGER NOT NULL) WITHOUT ROWID",
)
