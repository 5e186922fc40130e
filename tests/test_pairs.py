"""Columns known by their heads, rows grouped under their answers, and nothing guessed."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from bot.tables.pairs import Found, pairs_of, plain
from bot.tables.sheets import SheetError
from tests.tables import HEAD, book


def of_csv(path: Path, text: str) -> Found:
    file = path / "tabel.csv"
    file.write_text(text, encoding="utf-8")
    return pairs_of(file)


def told(found: Found) -> list[tuple[list[str], str]]:
    return [([one.text for one in pair.questions], pair.answer) for pair in found.pairs]


@pytest.mark.parametrize(
    "head",
    [
        "pertanyaan;jawaban",
        "No.;PERTANYAAN *;Jawaban (singkat)",
        "Question;Answer",
        "Daftar pertanyaan;Jawab",
        "Jawaban;Pertanyaan",
        "sekadar judul\n\nPertanyaan;Jawaban",
    ],
)
def test_columns_are_known_by_their_heads_wherever_they_stand(tmp_path: Path, head: str) -> None:
    row = {"No": "1;apa itu x?;Ini x.", "Ja": "Ini x.;apa itu x?"}.get(
        head[:2], "apa itu x?;Ini x."
    )

    assert told(of_csv(tmp_path, f"{head}\n{row}\n")) == [(["apa itu x?"], "Ini x.")]


@pytest.mark.parametrize("head", ["a;b", "pertanyaan;catatan", "jawaban", ""])
def test_a_table_without_the_two_columns_is_refused_with_what_is_wanted(
    tmp_path: Path, head: str
) -> None:
    with pytest.raises(SheetError, match="“pertanyaan” dan “jawaban”"):
        of_csv(tmp_path, f"{head}\nx;y\n")


def test_all_columns_are_read(tmp_path: Path) -> None:
    head = "Kategori;Judul;Pertanyaan;Jawaban;Sumber;URL;Tanggal"
    [pair] = of_csv(
        tmp_path, f"{head}\nUmum; Jam ;Jam?;Delapan.;PPID;https://a.id/b;8/12/2025\n"
    ).pairs

    assert (pair.category, pair.title, pair.source, pair.url, pair.dated, pair.row) == (
        "Umum",
        "Jam",
        "PPID",
        "https://a.id/b",
        date(2025, 12, 8),
        2,
    )


@pytest.mark.parametrize(
    "written",
    ["2025-12-08", "8 Desember 2025", "8 des 2025", "8/12/2025", "08-12-2025", "8.12.2025"],
)
def test_a_day_is_read_as_indonesians_write_it(tmp_path: Path, written: str) -> None:
    found = of_csv(tmp_path, f"pertanyaan;jawaban;tanggal\nx?;y;{written}\n")

    assert (found.pairs[0].dated, found.notes) == (date(2025, 12, 8), [])


def test_a_day_and_an_address_that_cannot_be_read_are_left_out_and_told(tmp_path: Path) -> None:
    found = of_csv(tmp_path, "pertanyaan;jawaban;tanggal;url\nx?;y;besok;a.id\n")

    assert (found.pairs[0].dated, found.pairs[0].url, found.skipped) == (None, "", [])
    assert [str(note).partition(":")[0] for note in found.notes] == ["baris 2", "baris 2"]
    assert ["tanggal" in str(found.notes[1]), "url" in str(found.notes[0])] == [True, True]


def test_questions_of_one_answer_are_one_pair(tmp_path: Path) -> None:
    found = pairs_of(
        book(
            tmp_path / "t.xlsx",
            HEAD,
            ("apa itu x?", "Ini x."),
            ("x itu apa?", None),
            ("x?", None),
            ("apa itu y?", "Ini y."),
            ("x apaan?", "Ini x."),
            ("1. z itu apa?\n2) apakah z?\n- z?", "Ini z."),
            ("bagaimana cara\nmengurus w?", "Begini."),
            merge=["B2:B4"],
        )
    )

    assert told(found) == [
        (["apa itu x?", "x itu apa?", "x?", "x apaan?"], "Ini x."),
        (["apa itu y?"], "Ini y."),
        (["z itu apa?", "apakah z?", "z?"], "Ini z."),
        (["bagaimana cara mengurus w?"], "Begini."),
    ]
    assert [one.row for one in found.pairs[0].questions] == [2, 3, 4, 6]
    assert found.skipped == []


def test_an_empty_answer_that_is_not_merged_is_nobodys(tmp_path: Path) -> None:
    found = pairs_of(
        book(
            tmp_path / "t.xlsx",
            HEAD,
            ("apa itu x?", "Ini x."),
            ("apa itu y?", None),
            (None, "Tanpa tanya."),
            ("apa itu z?", "=A1"),
            ("z?", None),
            ("#REF!", "Ini."),
            merge=["B5:B6"],
        )
    )

    assert told(found) == [(["apa itu x?"], "Ini x.")]
    assert [str(one) for one in found.skipped] == [
        "FAQ, baris 3: jawaban kosong",
        "FAQ, baris 4: pertanyaan kosong",
        "FAQ, baris 5: rumus tanpa nilai tersimpan; buka di Excel, simpan, lalu coba lagi",
        "FAQ, baris 6: jawabannya milik baris di atasnya, yang dilewati",
        "FAQ, baris 7: sel berisi galat #REF!",
    ]


def test_of_several_sheets_those_with_the_columns_are_read(tmp_path: Path) -> None:
    def more(made: openpyxl.Workbook) -> None:
        made.create_sheet("catatan").append(["apa saja"])
        other = made.create_sheet("Lain")
        other.append(["Jawaban", "Pertanyaan"])
        other.append(["Ini y.", "apa itu y?"])

    found = pairs_of(book(tmp_path / "t.xlsx", HEAD, ("apa itu x?", "Ini x."), more=more))

    assert told(found) == [(["apa itu x?"], "Ini x."), (["apa itu y?"], "Ini y.")]
    assert [pair.sheet for pair in found.pairs] == ["FAQ", "Lain"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  a \u00a0 b\t c ", "a b c"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("• satu\n· dua\n– tiga\n* empat\n- lima", "- satu\n- dua\n- tiga\n- empat\n- lima"),
        ("-5 derajat", "-5 derajat"),
        ("<p>A <b>b</b><br/>c</p><ul><li>d</li></ul>", "A b\nc\n\n- d"),
        ("a &amp; b &lt;x&gt;", "a & b <x>"),
        ("3 < 4 dan 5 > 2, a&not b", "3 < 4 dan 5 > 2, a&not b"),
        ("\ufeffa\u200b\x00\u202eb\x85", "ab"),
        ("e\u0301", "é"),
    ],
)
def test_texts_are_plain(written: str, read: str) -> None:
    assert plain(written) == read
