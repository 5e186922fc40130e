"""What becomes of the questions of a set when they are typed in other ways: greetings around them,
why they are asked, slips of the thumb, words run together.

    python -m benchmarks.retyping [FILE ...]

Read each row beside the first one, the questions as they stand. Slips are the same at every run.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answering import Desk
from bot.knowledge import load
from bot.measuring.evaluating import ASKED_BACK, FALSE, IN_SCOPE, Outcome, evaluate, judge

ROOT = Path(__file__).parent.parent
SETS = ("questions-dev.jsonl", "questions-read.jsonl")
AS_IT_STANDS = "as it stands"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = frozenset("aeiou")
# Shorter words are hardly misspelt.
_SHORTEST = 4

Retype = Callable[[str, random.Random], str]


def framed(before: str, after: str = "") -> Retype:
    """The question between what people say before and after it."""
    return lambda text, _: f"{before}{text.rstrip('?!. ') if after else text}{after}"


def one_slip(text: str, chance: random.Random) -> str:
    """A slip in the longest word."""
    words = text.split()
    at = max(range(len(words)), key=lambda at: len(words[at]))
    return " ".join([*words[:at], _slip(words[at], chance), *words[at + 1 :]])


def slips(text: str, chance: random.Random) -> str:
    """A slip in every third word or so."""
    return " ".join(_slip(word, chance) if chance.random() < 0.3 else word for word in text.split())


def without_vowels(text: str, chance: random.Random) -> str:
    """Two words of five as in a text message: "pmhnn" for "permohonan"."""
    return " ".join(
        _bare(word) if len(word) > _SHORTEST and chance.random() < 0.4 else word
        for word in text.split()
    )


def run_together(text: str, chance: random.Random) -> str:
    """Two neighbours without the space between them."""
    words = text.split()
    at = chance.randrange(max(1, len(words) - 1))
    return " ".join([*words[:at], "".join(words[at : at + 2]), *words[at + 2 :]])


def turned_round(text: str, _: random.Random) -> str:
    """The second half first."""
    words = text.rstrip("?. ").split()
    return " ".join([*words[len(words) // 2 :], *words[: len(words) // 2]])


def _slip(word: str, chance: random.Random) -> str:
    """A letter left out, typed twice, changed with the next, or another one."""
    if len(word) < _SHORTEST:
        return word
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + chance.choice(_LETTERS) + word[at + 1 :],
        ]
    )


def _bare(word: str) -> str:
    return word[0] + "".join(c for c in word[1:-1] if c not in _VOWELS) + word[-1]


WAYS: Mapping[str, Retype] = {
    AS_IT_STANDS: framed(""),
    "a greeting before": framed("pagi min, mau tanya "),
    "the long greeting": framed("Assalamu'alaikum wr wb. Mohon izin bertanya, "),
    "as a letter": framed("Yth. KPU Kabupaten Purwakarta, mohon informasinya, "),
    "who asks": framed("perkenalkan saya Rina dari SMAN 1 Purwakarta, sy mo tny "),
    "thanks after": framed("", " terima kasih banyak kak"),
    "thanks in advance": framed("", ", makasih sebelumnya"),
    "an answer wished for": framed("", ". mohon dijawab ya min"),
    "why it is asked": framed("", "? soalnya besok ada ujian"),
    "a story before": framed("tadi di warung kopi saya ngobrol sama tetangga soal ini. "),
    "capitals": lambda text, _: text.upper(),
    "the second half first": turned_round,
    "a slip": one_slip,
    "many slips": slips,
    "few vowels": without_vowels,
    "two words in one": run_together,
}


@dataclass(frozen=True, kw_only=True)
class Worn:
    """Shares 0..1: of questions that are the office's by outcome, of others those answered and
    those asked back."""

    way: str
    own: Mapping[str, float]
    answered: float
    asked_back: float


def worn(way: str, retype: Retype, asked: Sequence[Outcome], desk: Desk) -> Worn:
    """The questions in one way; small talk is none."""
    chance = random.Random(way)
    own: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for one in asked:
        outcome = judge(one.expect, desk.reply(retype(one.text, chance)))
        (own if one.expect else others)[outcome] += 1
    return Worn(
        way=way,
        own={outcome: own[outcome] / max(1, own.total()) for outcome in IN_SCOPE},
        answered=others[FALSE] / max(1, others.total()),
        asked_back=others[ASKED_BACK] / max(1, others.total()),
    )


def questions(files: Iterable[Path], desk: Desk) -> list[Outcome]:
    """All single questions of the files."""
    outcomes = (outcome for file in files for outcome in evaluate(file, desk.reply).outcomes)
    return [outcome for outcome in outcomes if not outcome.talk]


def table(rows: Iterable[Worn]) -> str:
    """Lines of a Markdown table."""
    lines = [
        f"| typed | {' | '.join(IN_SCOPE)} | not ours: answered | asked back |",
        "|---" * (len(IN_SCOPE) + 3) + "|",
    ]
    for row in rows:
        shares = [*(row.own[outcome] for outcome in IN_SCOPE), row.answered, row.asked_back]
        lines.append(f"| {row.way} | {' | '.join(f'{share:.1%}' for share in shares)} |")
    return "\n".join(lines)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "files", type=Path, nargs="*", help="question sets; else two of this folder"
    )
    files = parser.parse_args().files or [ROOT / "benchmarks" / "questions" / name for name in SETS]
    desk = Desk(load(ROOT / "knowledge"), at_hand=0)
    asked = questions(files, desk)
    print(table(worn(way, retype, asked, desk) for way, retype in WAYS.items()))


if __name__ == "__main__":
    main()
