import pytest

from bot.guards.naming import Mention, Named, Namer
from bot.normalising import Normaliser
from tests.desks import shipped_knowledge

NORMALISER = Normaliser(shipped_knowledge().language)
NAMER = Namer(shipped_knowledge(), NORMALISER)


def names(text: str) -> Named:
    return NAMER.read(text, NORMALISER.words(text))


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("perpres 95 tahun 2018", ("Perpres", "95", 2018)),
        ("Perpres No. 82/2023 isinya apa", ("Perpres", "82", 2023)),
        ("uu asn nomor 20 tahun 2023", ("UU", "20", 2023)),
        ("PermenPANRB 90 2021", ("PermenPANRB", "90", 2021)),
        ("inpres no 3 th 2003", ("Inpres", "3", 2003)),
        ("presidential regulation 95 of 2018", ("Perpres", "95", 2018)),
        ("peraturan presiden nomor sembilan puluh lima", ("Perpres", "95", None)),
        ("putusan MK 135/PUU-XXII/2024", ("Putusan MK", "135", 2024)),
        ("uu yang tahun 2008", ("UU", None, 2008)),
        ("yang 82/2023 itu apa", (None, "82", 2023)),
    ],
)
def test_a_regulation_is_read_however_it_is_written(
    text: str, mention: tuple[str | None, str | None, int | None]
) -> None:
    kind, number, year = mention

    assert names(text).mentions == (Mention(kind=kind, number=number, year=year),)


@pytest.mark.parametrize(
    "text", ["uu asn nomor berapa", "aturan 2 hari", "tanggal 9/12", "jam 8 sampai 4"]
)
def test_what_names_no_regulation_is_not_read_as_one(text: str) -> None:
    assert names(text).mentions == ()


def test_two_regulations_in_one_message_are_two() -> None:
    found = names("perpres 95 2018 sama perpres 82 2023").mentions

    assert [(m.number, m.year) for m in found] == [("95", 2018), ("82", 2023)]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("spi 2024", (2024,)),
        ("taun 24 berapa", (2024,)),
        ("dari 2023 ke 2024", (2023, 2024)),
        ("setahun sebelum pemilu 2024", (2023,)),
        ("setahun setelah 2021", (2022,)),
        ("dua taun sblm 2024", (2022,)),
        ("two years after 2021", (2023,)),
        ("tahun sebelum 2021", (2021,)),
        ("setelah 2021", (2021,)),
        ("awal 2000-an", ()),
        ("nik 3214012345678901", ()),
    ],
)
def test_years_are_read(text: str, years: tuple[int, ...]) -> None:
    assert names(text).years == years


@pytest.mark.parametrize(
    ("text", "subjects"),
    [("spi nasionl", {"nasional"}), ("yang indonesa", {"nasional"}), ("in indonesian", set())],
)
def test_a_subject_is_read_misspelt_and_no_longer_word(text: str, subjects: set[str]) -> None:
    assert names(text).subjects == subjects


@pytest.mark.parametrize(
    "text",
    [
        "saya Rudi dari bagian organisasi setda, spi nasional berapa",
        "kami bertiga dari bawaslu mau tanya",
        "abdi Euis ti karawang",
    ],
)
def test_who_writes_is_not_whom_it_is_about(text: str) -> None:
    assert names(text).strangers == frozenset()


@pytest.mark.parametrize(
    "text", ["saya dari Plered, alamat bawaslu di mana", "abdi ti Darangdan, spi bawaslu sabaraha"]
)
def test_where_somebody_comes_from_hides_no_body_that_is_asked_about(text: str) -> None:
    assert names(text).strangers == frozenset({"bawaslu"})


def test_bodies_and_places_are_read_as_typed() -> None:
    assert names("alamat bawaslu karawang").strangers == frozenset({"bawaslu", "karawang"})


def test_where_somebody_comes_from_is_not_whom_they_ask_about() -> None:
    assert names("saya pindahan dari bandung").strangers == frozenset()


def test_the_home_regency_and_subjects_are_told_apart() -> None:
    found = names("nilai spi kpu purwakarta dibanding nasional")

    assert (found.home, found.subjects) == (True, frozenset({"kpu", "nasional"}))
    assert found.strangers == frozenset()
