from pathlib import Path

import pytest

from bot.answering import Desk
from bot.knowledge import load
from bot.loading.overriding import shipped
from bot.matching import Matcher
from bot.normalising import Normaliser
from bot.ranking.matches import Topic
from bot.replies import Kind

LANGUAGE, _ = shipped()
TOPICS = (
    Topic(
        id="jam",
        ask=(
            "jam buka kantor",
            "kantor buka jam berapa",
            "hari sabtu kantor buka tidak",
            "jadwal pelayanan kantor",
            "kapan kantor tutup",
        ),
    ),
    Topic(
        id="alamat",
        ask=(
            "alamat kantor",
            "kantor di mana",
            "lokasi kantor di jalan apa",
            "peta menuju kantor",
            "kantor dekat mana",
        ),
    ),
    Topic(
        id="gratifikasi",
        ask=(
            "bolehkah memberi hadiah kepada petugas",
            "lapor gratifikasi",
            "apa itu gratifikasi",
            "memberi uang rokok kepada pegawai",
            "pegawai menerima bingkisan",
        ),
    ),
    Topic(
        id="cuaca",
        own=False,
        ask=(
            "besok hujan tidak",
            "cuaca hari ini",
            "ramalan cuaca minggu depan",
            "suhu di kota ini",
            "kapan musim hujan",
        ),
    ),
)
NORMALISER = Normaliser(LANGUAGE)
MATCHER = Matcher(TOPICS, NORMALISER)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("knator buka jam brp", "jam"),
        ("gratifikasii itu apaan", "gratifikasi"),
        ("alamatnya dmn", "alamat"),
        ("besok bakal hujan ga", "cuaca"),
    ],
)
def test_the_topic_meant_ranks_first(question: str, topic: str) -> None:
    assert MATCHER.match(question).ranking[0].id == topic


def test_a_known_phrasing_is_found_word_for_word_whatever_its_case_and_fillers() -> None:
    assert MATCHER.match("LAPOR   gratifikasi!!").exact == "gratifikasi"
    assert MATCHER.match("lapor gratifikasi dong kak").exact == "gratifikasi"
    assert MATCHER.match("lapor gratifikasi sekarang juga").exact is None


def test_a_text_that_two_topics_share_is_nobodys_exact_phrasing() -> None:
    shared = Matcher(
        (Topic(id="a", ask=("yang mana", "satu dua")), Topic(id="b", ask=("yang mana", "tiga"))),
        Normaliser(LANGUAGE),
    )

    assert shared.match("yang mana").exact is None


def test_two_of_ours_that_fit_equally_leave_no_doubt_that_it_is_ours() -> None:
    match = MATCHER.match("kantor jam berapa di mana")

    assert match.sure < match.score < match.ours


def test_what_is_ours_is_surer_than_what_is_not() -> None:
    ours = min(MATCHER.match(q).sure for q in ("kantornya di mana ya", "boleh kasih hadiah gak"))
    others = max(MATCHER.match(q).sure for q in ("besok hujan gak", "resep nasi goreng", "xyzzy"))

    assert ours > others


def test_chances_are_probabilities_and_own_topics_keep_their_order() -> None:
    match = MATCHER.match("kantor buka jam berapa ya")
    chances = [candidate.chance for candidate in match.ranking]

    assert sum(chances) == pytest.approx(1.0)
    assert chances == sorted(chances, reverse=True)
    assert [c.id for c in match.own] == [c.id for c in match.ranking if c.own]


def test_a_misspelling_among_the_phrasings_does_not_claim_the_word() -> None:
    asks = tuple(f"integritas nomor {n} itu apa" for n in range(30))
    matcher = Matcher(
        (Topic(id="benar", ask=asks), Topic(id="lain", ask=("intgritas kantor", "kantor lama"))),
        Normaliser(LANGUAGE),
    )

    assert matcher.match("intgritas nomor 7").ranking[0].id == "benar"


@pytest.mark.parametrize("topics", [(), TOPICS[:1], (Topic(id="kosong", ask=()),)])
def test_a_knowledge_of_one_entry_or_none_still_answers(topics: tuple[Topic, ...]) -> None:
    match = Matcher(topics, Normaliser(LANGUAGE)).match("jam buka kantor")

    assert 0.0 <= match.sure <= 1.0


def test_a_knowledge_of_nothing_at_all_says_that_nothing_fits(tmp_path: Path) -> None:
    (tmp_path / "kosong.yaml").write_text("entries: []\n", encoding="utf-8")

    assert Desk(load(tmp_path)).reply("apa itu wbk").kind is Kind.UNKNOWN


def test_an_empty_question_is_sure_of_nothing() -> None:
    assert MATCHER.match("").sure == 0.0


def test_the_words_that_carried_a_topic_are_named() -> None:
    match = MATCHER.match("alamat kantornya di jalan apa")

    assert MATCHER.nearest_phrasing(match.words, "alamat") == "lokasi kantor di jalan apa"
    assert "alamat" in MATCHER.carriers(match.words, "alamat")
    assert MATCHER.nearest_phrasing(match.words, "tidak-ada") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("alamat kantor", True),
        ("alamt kantor dong kak", True),
        ("apa itu alamat kantor", False),
        ("alamat kantor besok", False),
        ("besok hujan", False),
    ],
)
def test_a_phrasing_is_said_whatever_its_fillers_and_slips(text: str, said: bool) -> None:
    assert MATCHER.says(NORMALISER.words(text)) is said


def test_what_is_said_first_and_known_is_its_topics_and_others_stand_as_to_its_first_phrasing() -> (
    None
):
    words = NORMALISER.words("lokasi kantor di jalan apa dong")
    known = MATCHER.match_words(words, first=True)
    first = MATCHER.match_words(NORMALISER.words("alamat kantor"))

    assert (known.exact, known.words) == ("alamat", MATCHER.read(words))
    assert (known.ranking, known.sure) == (first.ranking, first.sure)
    # A later turn, and what is not the office's, are compared.
    assert MATCHER.match_words(words).ranking != known.ranking
    others = NORMALISER.words("suhu di kota ini")
    assert MATCHER.match_words(others, first=True) == MATCHER.match_words(others)
