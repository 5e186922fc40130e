"""What may be kept of a person: who they are cannot be told, and what names them is taken out."""

import logging
import re
import stat
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.keeping.privacy import PrivacyError, Pseudonymiser, mask, pseudonym_key

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
NIK = "3214011203850001"

# --- the pseudonym


def test_a_person_keeps_the_pseudonym_under_one_key_and_has_another_under_the_next() -> None:
    one, next_one = Pseudonymiser(key=b"a" * 32), Pseudonymiser(key=b"b" * 32)

    assert one.of(42) == one.of(42)
    assert len({one.of(42), one.of(43), one.of(-42), next_one.of(42)}) == 4
    assert re.fullmatch(r"[0-9a-f]{32}", one.of(42))


def test_the_pseudonym_is_the_documented_hash() -> None:
    # echo -n 42 | openssl dgst -sha256 -hmac aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    assert Pseudonymiser(key=b"a" * 32).of(42) == "fd917cf09f898c89adfda4c14dad2d4d"


def test_the_key_does_not_show_in_repr() -> None:
    assert "rahasia" not in repr(Pseudonymiser(key=b"rahasia"))


def test_a_hexadecimal_key_is_its_bytes_and_a_passphrase_is_stretched(tmp_path: Path) -> None:
    nowhere = tmp_path / "data" / "pseudonym.key"

    assert pseudonym_key("ab" * 32, nowhere) == b"\xab" * 32
    assert pseudonym_key("kunci kantor", nowhere) == pseudonym_key("kunci kantor", nowhere)
    assert len(pseudonym_key("kunci kantor", nowhere)) == 64
    assert pseudonym_key("kunci kantor", nowhere) != pseudonym_key("kunci kantos", nowhere)
    assert not nowhere.parent.exists()


def test_a_missing_key_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "pseudonym.key"

    first = pseudonym_key(None, path)

    assert len(first) == 32
    assert pseudonym_key(None, path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_two_offices_get_two_keys(tmp_path: Path) -> None:
    assert pseudonym_key(None, tmp_path / "a") != pseudonym_key(None, tmp_path / "b")


def test_a_key_file_open_to_others_is_closed_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "pseudonym.key"
    path.write_text("ab" * 32)
    path.chmod(0o644)

    with caplog.at_level(logging.WARNING):
        key = pseudonym_key(None, path)

    assert key == b"\xab" * 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "0600" in caplog.text


@pytest.mark.parametrize("written", ["", "bukan kunci", "ab" * 31, "\xff"])
def test_a_damaged_key_file_is_refused_and_left_as_it_is(tmp_path: Path, written: str) -> None:
    path = tmp_path / "pseudonym.key"
    path.write_text(written, encoding="latin-1")

    with pytest.raises(PrivacyError, match=r"pseudonym\.key"):
        pseudonym_key(None, path)

    assert path.read_text(encoding="latin-1") == written


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")

    with pytest.raises(PrivacyError, match="PSEUDONYM_KEY"):
        pseudonym_key(None, tmp_path / "data" / "pseudonym.key")


# --- what is masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"NIK saya {NIK} ya", "NIK saya [NIK] ya"),
        ("3214 0112 0385 0001", "[NIK]"),
        ("3214-0112-0385-0001", "[NIK]"),
        ("3214/0112/0385/0001", "[NIK]"),
        ("32.14.01.120385.0001", "[NIK]"),
        ("32 14 01 52 03 85 0001", "[NIK]"),
        ("3 2 1 4 0 1 1 2 0 3 8 5 0 0 0 1", "[NIK]"),
        ("3214 1234 5678 9012", "[NIK]"),
        ("no kk: 3214011203850001.", "no kk: [NIK]."),
        ("2024 3214 0112 0385 0001", "2024 [NIK]"),
        ("3214011203850001 2024", "[NIK] 2024"),
        ("nik 3214011203850001/081234567890", "nik [NIK]/[TELEPON]"),
        ("npwp 12.345.678.9-012.345", "npwp [NPWP]"),
        ("123456789012345", "[NPWP]"),
        ("0123456789012345", "[NPWP]"),
        ("12 345 678 9 012 345", "[NPWP]"),
        ("hubungi 081234567890", "hubungi [TELEPON]"),
        ("0812-3456-7890", "[TELEPON]"),
        ("0812.3456.7890", "[TELEPON]"),
        ("0812/3456/7890", "[TELEPON]"),
        ("(0812) 3456 7890", "[TELEPON]"),
        ("0812 3456 7890 tahun 2024", "[TELEPON] tahun 2024"),
        ("SPI 2024 0812-3456-7890", "SPI 2024 [TELEPON]"),
        ("+6281234567890", "[TELEPON]"),
        ("+62 812-3456-7890", "[TELEPON]"),
        ("+62 (812) 3456 7890", "[TELEPON]"),
        ("62 812 3456 7890", "[TELEPON]"),
        ("6281234567890", "[TELEPON]"),
        ("wa 81234567890", "wa [TELEPON]"),
        ("wa 812 3456 7890", "wa [TELEPON]"),
        ("(0264) 200123", "[TELEPON]"),
        ("+65 9123 4567", "[TELEPON]"),
        ("surel budi.s+kpu@contoh.co.id.", "surel [EMAIL]."),
        ("tulis ke budi@gmail.com. Di mana?", "tulis ke [EMAIL]. Di mana?"),
        ("budi @ gmail . com", "[EMAIL]"),
        ("budi(at)yahoo dot co dot id", "[EMAIL]"),
        ("mobil T 1234 AB parkir", "mobil [PLAT] parkir"),
        ("t1234ab", "[PLAT]"),
        ("b 1234 xyz", "[PLAT]"),
        ("B 12 X", "[PLAT]"),
        ("B-1234-XYZ", "[PLAT]"),
        ("plat nomor t 12 a", "plat nomor [PLAT]"),
        ("nopol T 1234", "nopol [PLAT]"),
        ("rekening 1234567890", "rekening [NOMOR]"),
        ("rekening 123-456-7890", "rekening [NOMOR]"),
        ("0123-01-023456-50-7", "[NOMOR]"),
        ("32140112038500012", "[NOMOR]"),
        ("３２１４０１１２０３８５０００１", "[NIK]"),
        ("٠٨١٢٣٤٥٦٧٨٩٠", "[TELEPON]"),
        ("3\u200b2\u200b1\u200b4\u200d011203850001", "[NIK]"),
        ("0812\u00ad3456\u00a07890", "[TELEPON]"),
        ("0812–3456—7890", "[TELEPON]"),
        ("0\ufe0f\u20e38\ufe0f\u20e31\ufe0f\u20e32\ufe0f\u20e33456789", "[TELEPON]"),
        ("𝟎𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "[TELEPON]"),
        ("①②③④⑤⑥⑦⑧⑨⓪", "[NOMOR]"),
        ("budi＠gmail．com", "[EMAIL]"),
    ],
)
def test_what_names_a_person_is_taken_out(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("+12345678", "TELEPON"),
        ("081234567", "TELEPON"),
        ("6281234567", "TELEPON"),
        ("812345678", "TELEPON"),
        ("021123456", "TELEPON"),
        ("12.345.678.9-012.345", "NPWP"),
        ("0321401121290001", "NPWP"),
        ("3214011212900001", "NIK"),
        ("1234567890", "NOMOR"),
        ("F 1 AB", "PLAT"),
    ],
)
def test_the_shortest_of_each_kind_is_taken_out_too(text: str, label: str) -> None:
    assert mask(f"saya {text} ya") == f"saya [{label}] ya"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "apa itu zona integritas?",
        "UU 7 2017",
        "uu 7/2017 dan uu 10/2016",
        "uu 7 2017 10 2016",
        "Perpres 82 2019",
        "PKPU 4/2025 perubahan PKPU 22/2023",
        "putusan 135/PUU-XXII/2024",
        "Keputusan KPU Nomor 1363 Tahun 2023",
        "HK.03.1-Kpt/05/KPU/2020",
        "SPI KPU 2024",
        "spi 2024 74,04 dan 71.53",
        "71.53 72.32 74.04 73.10",
        "62.85 71.53 72.32",
        "SPI 2019 2020 2021 2022",
        "2019 2020 2021 2022 2023 2024",
        "770.338 pemilih, 255.010 laki-laki",
        "770.338-255.010",
        "1.770.338.255 suara",
        "anggaran Rp 812.345.678.901",
        "Rp62.812.345.678,00",
        "27-11-2024 08-12-2025",
        "08-12-2025 13.30",
        "2025-12-08 2024-11-27",
        "31/12/2024",
        "Senin 08.00-15.30 Jumat 08.00 - 11.30",
        "pasal 12 ayat 3 huruf b",
        "formulir B 1 KWK, DB 1 KWK dan C1-KWK",
        "kertas A4 dan A3",
        "lulusan S1 TIK, D3 dan S 2 apa bisa",
        "pa 2024 ada pemilu lagi",
        "TPS 12 RT 03 RW 05",
        "@kpupurwakarta",
        "kab-purwakarta.kpu.go.id",
    ],
)
def test_years_regulations_figures_dates_and_counts_stay(text: str) -> None:
    assert mask(text) == text


def test_no_phrasing_of_ours_is_masked() -> None:
    phrasings = [
        phrasing
        for path in KNOWLEDGE.glob("*.yaml")
        for phrasing in _phrasings(yaml.load(path.read_text("utf-8-sig"), yaml.CBaseLoader))
    ]

    assert len(phrasings) > 1000
    assert [phrasing for phrasing in phrasings if mask(phrasing) != phrasing] == []


def _phrasings(value: object) -> list[str]:
    if isinstance(value, dict):
        asked = [str(phrasing) for phrasing in value.get("ask") or ()]
        return asked + [p for part in value.values() for p in _phrasings(part)]
    if isinstance(value, list):
        return [p for part in value for p in _phrasings(part)]
    return []


# --- however it is written

SEPARATORS = st.sampled_from(["", " ", "-", ".", " - ", "\u00a0", "–", "\u200b", "\u2009", "\n"])
SCRIPTS = st.sampled_from("0٠۰०০๐０𝟎𝟘𝟢")
ANYTHING = st.text(st.characters(codec="utf-8"), max_size=60)
WORDS = st.sampled_from(["", "nik saya ", "tolong cek ", "kk:", "(", "no. ", "ini, "])


def digits_of(text: str) -> str:
    digits = (unicodedata.digit(char, None) for char in unicodedata.normalize("NFKC", text))
    return "".join(str(digit) for digit in digits if digit is not None)


@st.composite
def identities(draw: st.DrawFn) -> str:
    region = draw(st.sampled_from(["321401", "327301", "110103", "917102"]))
    day = draw(st.integers(1, 31)) + draw(st.sampled_from([0, 40]))
    date = f"{day:02}{draw(st.integers(1, 12)):02}{draw(st.integers(0, 99)):02}"
    return f"{region}{date}{draw(st.integers(0, 9999)):04}"


@given(identities(), SEPARATORS, SCRIPTS, st.sets(st.integers(1, 15), max_size=8), WORDS)
def test_a_nik_is_masked_however_it_is_parted_and_in_whatever_digits(
    number: str, separator: str, zero: str, cuts: set[int], before: str
) -> None:
    written = "".join(
        (separator if index in cuts else "") + chr(ord(zero) + int(digit))
        for index, digit in enumerate(number)
    )

    masked = mask(before + written + " terima kasih")

    assert masked == f"{before}[NIK] terima kasih"


@given(
    st.sampled_from(["0", "62", "+62", "+62 ", "(+62) "]),
    st.text("0123456789", min_size=8, max_size=10),
    SEPARATORS,
    SCRIPTS,
)
def test_a_mobile_number_is_masked_however_it_is_written(
    prefix: str, rest: str, separator: str, zero: str
) -> None:
    plain = f"{prefix}8{rest[:2]}{separator}{rest[2:6]}{separator}{rest[6:]}"
    written = "".join(chr(ord(zero) + int(c)) if c in "0123456789" else c for c in plain)

    assert digits_of(mask(f"nomor saya {written} terima kasih")) == ""


@given(ANYTHING)
def test_no_ten_digits_in_a_row_are_left_in_any_text(text: str) -> None:
    seen = "".join(c for c in mask(text) if unicodedata.category(c) not in ("Cf", "Mn", "Me"))

    assert not re.search(r"\d{10}", seen)


@given(st.text("0123456789 .-/()+@abTB[]", max_size=60))
def test_masking_twice_changes_no_more_than_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(ANYTHING)
def test_a_text_without_digits_and_addresses_stays_to_the_letter(text: str) -> None:
    bare = "".join(
        c for c in text if not digits_of(c) and "@" not in unicodedata.normalize("NFKC", c)
    )

    assert mask(bare) == bare


@given(st.text(max_size=200))
def test_masking_never_fails(text: str) -> None:
    assert isinstance(mask(text), str)
