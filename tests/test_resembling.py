from pathlib import Path

import pytest

from bot import checking
from bot.knowledge import load
from bot.normalising import Normaliser
from bot.resembling import Phrasing, noted, resembling
from tests.desks import shipped_knowledge
from tests.folders import SPI, TODAY, made

FOLDER = """\
entries:
  - id: satu
    title: Satu
    ask:
      - {}
      - bagaimana alur pengajuan keberatan
    answer: Satu.
  - id: dua
    title: Dua
    ask:
      - {}
      - siapa anggota majelis
    answer: {}
"""


def near(folder: Path, one: str, other: str, answer: str = "Dua.") -> list[str]:
    """The notes on two phrasings of two topics."""
    report = checking.report(
        made(folder, {"faq.yaml": FOLDER.format(one, other, answer)}), today=TODAY
    )
    return [str(note) for note in report.notes if "terlalu mirip" in note.message]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("syarat permohonan informasi", "permohonan informasi syarat"),
        ("syarat permohonan informasi", "Min, syaratnya permohonan informasi dong ya?"),
        ("syarat permohonan informasi", "syarat permohonan info"),
    ],
)
def test_the_same_words_in_two_topics_are_noted_with_both_lines(
    tmp_path: Path, one: str, other: str
) -> None:
    (note,) = near(tmp_path, one, other)

    assert note == (
        f"faq.yaml:5: `satu`: pertanyaan “{one}” terlalu mirip dengan “{other}” milik `dua` "
        "(faq.yaml:11), padahal jawabannya berbeda; hapus salah satu, atau tambahkan kata yang "
        "membedakannya"
    )


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("syarat permohonan informasi", "syarat keberatan informasi", "Dua."),
        ("nilai tahun 2023", "nilai tahun 2024", "Dua."),
        ("syarat permohonan informasi", "permohonan informasi syarat", "Satu."),
        ("ya dong", "dong ya", "Dua."),
    ],
)
def test_another_word_another_number_or_the_same_answer_is_no_trouble(
    tmp_path: Path, one: str, other: str, answer: str
) -> None:
    assert near(tmp_path, one, other, answer) == []


def test_strict_counts_them(tmp_path: Path) -> None:
    report = checking.report(made(tmp_path, {"faq.yaml": FOLDER.format("a b", "b a", "Dua.")}))

    assert report.passes() and not report.passes(strict=True)


def test_figures_are_told_apart_by_their_record(tmp_path: Path) -> None:
    knowledge = load(made(tmp_path, {"spi.yaml": SPI}), today=TODAY)
    asked = [Phrasing(text="nilai spi 2024", entry=entry, line=1) for entry in knowledge.entries]

    assert len(asked) == 2
    assert resembling(asked, Normaliser(knowledge.language)) == []


def test_each_pair_is_told_once_however_many_phrasings_there_are() -> None:
    knowledge = shipped_knowledge()
    one, other = knowledge.entries[:2]
    filling = [
        Phrasing(text=f"kata{at} lain{at}", entry=one if at % 2 else other, line=at)
        for at in range(1200)
    ]
    pair = [
        Phrasing(text="bunga mawar merah", entry=one, line=1),
        Phrasing(text="mawar merah bunga", entry=other, line=2),
    ]
    found = resembling([pair[0], *filling, pair[1]], Normaliser(knowledge.language))

    assert [(f.one.line, f.other.line, f.alike) for f in found] == [(1, 2, 1.0)]
    assert len(list(noted(found))) == 1


def test_what_was_known_before_is_compared_with_what_is_new_alone() -> None:
    one, other, third = shipped_knowledge().entries[:3]
    asked = [
        Phrasing(text="bunga mawar merah", entry=one, line=1),
        Phrasing(text="mawar merah bunga", entry=other, line=2),
        Phrasing(text="merah bunga mawar", entry=third, line=3),
        Phrasing(text="mawar bunga merah", entry=one, line=4),
    ]
    normaliser = Normaliser(shipped_knowledge().language)
    found = resembling(asked, normaliser, lambda phrasing: phrasing.line >= 3)

    assert {(f.one.line, f.other.line) for f in found} == {(1, 3), (2, 3), (2, 4), (3, 4)}
    assert resembling(asked, normaliser, lambda _: False) == []
