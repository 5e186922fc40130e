"""An office's own table as unconfirmed entries: whole and passing `check`, or not written."""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.answering import Desk
from bot.entries import Entry, Text
from bot.knowledge import Knowledge, KnowledgeError, load
from bot.loading.faults import Fault
from bot.replies import Kind, Source
from bot.tables import importing
from bot.tables.importing import ImportRefused, Report, as_text, brought_in
from bot.tables.newentries import kebab
from bot.tables.pairs import Pair, plain
from bot.tables.writing import written
from tests.folders import TODAY, made
from tests.tables import HEAD, book
from tests.townhall import KNOWLEDGE

FULL_HEAD = ("Kategori", "Pertanyaan", "Jawaban", "Sumber", "URL", "Tanggal", "Judul")


def folder_of(tmp_path: Path) -> Path:
    folder = tmp_path / "k"
    folder.mkdir(exist_ok=True)
    return made(folder, {"umum.yaml": KNOWLEDGE})


def brought(tmp_path: Path, *rows: Sequence[Any], head: Sequence[str] = HEAD) -> Report:
    """These rows imported into the tiny knowledge."""
    table = book(tmp_path / "FAQ Kantor_2026.xlsx", head, *rows)
    return brought_in(table, folder_of(tmp_path), TODAY)


def knowledge(tmp_path: Path) -> Knowledge:
    return load(tmp_path / "k", today=TODAY)


def new(tmp_path: Path) -> list[Entry]:
    """The entries of the new file."""
    return [e for e in knowledge(tmp_path).entries if e.file == "faq-kantor-2026.yaml"]


def refused(tmp_path: Path, *rows: Sequence[Any], head: Sequence[str] = HEAD) -> str:
    with pytest.raises(ImportRefused) as raised:
        brought(tmp_path, *rows, head=head)
    assert [file.name for file in (tmp_path / "k").iterdir()] == ["umum.yaml"]
    return str(raised.value)


def test_a_row_becomes_an_entry_that_nobody_has_confirmed(tmp_path: Path) -> None:
    row = ("Umum", "Apakah ada tempat parkir?", "Ada: {gratis}.\n• motor\n• mobil #1")
    more = ("Tata tertib", "https://kpu.go.id/a?b=1&c=2", "8 Desember 2025", "Parkir")
    report = brought(tmp_path, (*row, *more), head=FULL_HEAD)
    [entry] = new(tmp_path)

    assert entry == Entry(
        id="apakah-ada-tempat-parkir",
        category="faq-kantor-2026",
        title=Text(id="Parkir"),
        ask=("Apakah ada tempat parkir?",),
        answer=Text(id="Ada: {gratis}.\n- motor\n- mobil #1"),
        sources=(
            Source(title="Tata tertib", url="https://kpu.go.id/a?b=1&c=2", date=date(2025, 12, 8)),
        ),
        checked=TODAY,
        confirmed_by=None,
        file="faq-kantor-2026.yaml",
        line=entry.line,
    )
    assert (report.entries, report.phrasings, report.skipped) == (1, 1, [])
    assert report.path == tmp_path / "k" / "faq-kantor-2026.yaml"
    reply = Desk(knowledge(tmp_path)).reply("apakah ada tempat parkir")
    assert (reply.kind, reply.entry, reply.confirmed) == (
        Kind.ANSWER,
        "apakah-ada-tempat-parkir",
        False,
    )


def test_the_new_file_is_laid_out_as_people_would(tmp_path: Path) -> None:
    brought(
        tmp_path,
        ("Umum", "parkir di mana", "Di depan.\nMasuk lewat kiri.", None, None, None, None),
        ("Rapat", "kapan rapat pleno", "Senin.", "Surat", None, None, None),
        ("Umum", "toilet di mana", "12", None, None, None, None),
        head=FULL_HEAD,
    )
    text = (tmp_path / "k" / "faq-kantor-2026.yaml").read_text(encoding="utf-8")

    assert text == (
        "# Diimpor dari FAQ Kantor_2026.xlsx pada 2026-11-25. Belum dikonfirmasi kantor: baca "
        "jawabannya,\n"
        "# tambahkan cara bertanya, lalu isi confirmed_by.\n"
        "title: FAQ Kantor 2026\n"
        "\n"
        "entries:\n"
        "  # Umum\n"
        "\n"
        "  - id: parkir-di-mana\n"
        "    title: Parkir di mana\n"
        "    ask:\n"
        "      - parkir di mana\n"
        "    answer: |-\n"
        "      Di depan.\n"
        "      Masuk lewat kiri.\n"
        "    checked: 2026-11-25\n"
        "    confirmed_by:\n"
        "\n"
        "  - id: toilet-di-mana\n"
        "    title: Toilet di mana\n"
        "    ask:\n"
        "      - toilet di mana\n"
        "    answer: '12'\n"
        "    checked: 2026-11-25\n"
        "    confirmed_by:\n"
        "\n"
        "  # Rapat\n"
        "\n"
        "  - id: kapan-rapat-pleno\n"
        "    title: Kapan rapat pleno\n"
        "    ask:\n"
        "      - kapan rapat pleno\n"
        "    answer: Senin.\n"
        "    sources:\n"
        "      - title: Surat\n"
        "    checked: 2026-11-25\n"
        "    confirmed_by:\n"
    )


def test_one_category_gives_the_file_its_name(tmp_path: Path) -> None:
    rows = [("Pemilih", f"pertanyaan pemilih {n}", f"Jawab {n}.") for n in "ab"]
    brought(tmp_path, *rows, head=FULL_HEAD[:3])

    titles = [one.title.id for one in knowledge(tmp_path).categories]
    assert titles == ["Pemilih", "Umum"]


def test_what_is_known_gets_no_second_answer(tmp_path: Path) -> None:
    report = brought(
        tmp_path,
        ("Apa SYARAT wbk?!", "Lain."),
        ("selamat pagi", "Pagi juga."),
        ("parkir di mana", "Di depan."),
        ("Parkir di mana?", "Di belakang."),
        ("parkir  di mana", "Di depan."),
        ("toilet di mana\n- apa syarat wbbm", "Di dalam."),
        ("???", "Apa?"),
        ("x" * 301, "Panjang."),
        ("boleh bertanya panjang?", "y" * 4000),
    )

    assert [(e.ask, e.answer.id) for e in new(tmp_path)] == [
        (("parkir di mana",), "Di depan."),
        (("toilet di mana",), "Di dalam."),
    ]
    told = [str(one) for one in report.skipped]
    assert told == [
        "FAQ, baris 2: pertanyaan “Apa SYARAT wbk?!” sudah ada: `wbk` (umum.yaml:30)",
        "FAQ, baris 3: pertanyaan “selamat pagi” sudah ada: `salam` (basa-basi)",
        "FAQ, baris 5: pertanyaan “Parkir di mana?” sudah ada: FAQ, baris 4 dengan jawaban lain",
        "FAQ, baris 7: pertanyaan “apa syarat wbbm” sudah ada: `wbbm` (umum.yaml:40)",
        "FAQ, baris 8: pertanyaan tanpa kata",
        "FAQ, baris 9: pertanyaan lebih dari 300 huruf; persingkat",
        "FAQ, baris 10: jawaban 4000 huruf, paling panjang 3796; bagi menjadi dua",
    ]


def test_what_is_too_close_is_brought_in_and_told(tmp_path: Path) -> None:
    report = brought(
        tmp_path,
        ("wbk apa syarat nya ya min", "Lain."),
        ("siapa ketua panitia lelang", "Budi."),
        ("siapa panitia lelang ketua", "Siti."),
    )

    assert report.entries == 3
    assert [str(one) for one in report.close] == [
        "FAQ, baris 2: “wbk apa syarat nya ya min” mirip dengan “apa syarat wbk” milik `wbk` "
        "(umum.yaml:30)",
        "FAQ, baris 3: “siapa ketua panitia lelang” mirip dengan “siapa panitia lelang ketua” "
        "milik baris 4",
    ]
    assert "Terlalu mirip" in as_text(report)


IDS: list[tuple[str, str]] = [
    ("Apa itu Zona Integritas?", "apa-itu-zona-integritas"),
    ("É où's 5", "e-ou-s-5"),
    ("satu dua tiga empat lima enam tujuh delapan sembilan", "satu-dua-tiga-empat-lima-enam-tujuh"),
    ("w" * 60, "w" * 40),
    ("選挙", ""),
]


@pytest.mark.parametrize(("question", "id"), IDS)
def test_an_id_is_made_of_whole_words(question: str, id: str) -> None:
    assert kebab(question) == id


def test_ids_are_unlike_all_others(tmp_path: Path) -> None:
    long = "satu dua tiga empat lima enam tujuh abcd"
    brought(
        tmp_path,
        ("zona", "A."),
        ("zona!?", "B."),  # the same question: left out
        ("salam", "C."),
        (long, "D."),
        (long + " e", "E."),
        (long + " f", "F."),
        ("選挙", "G."),
        ("日本", "H."),
    )
    ids = [entry.id for entry in new(tmp_path)]

    assert ids == [
        "zona-2",
        "salam-2",
        "satu-dua-tiga-empat-lima-enam-tujuh-abcd",
        "satu-dua-tiga-empat-lima-enam-tujuh-ab-2",
        "satu-dua-tiga-empat-lima-enam-tujuh-ab-3",
        "tanya",
        "tanya-2",
    ]
    assert max(map(len, ids)) <= 40


def test_a_title_fits_a_button(tmp_path: Path) -> None:
    brought(
        tmp_path,
        ("bagaimana cara mengurus perpindahan memilih antarkota", "A.", None),
        ("選" * 60, "B.", None),
        ("apa?", "C.", "Judul yang sangat panjang " * 4),
        head=("Pertanyaan", "Jawaban", "Judul"),
    )
    titles = [entry.title.id for entry in new(tmp_path)]

    assert titles[0] == "Bagaimana cara mengurus perpindahan…"
    assert titles[2] == "Judul yang sangat panjang Judul yang sangat panjang Judul…"
    assert [len(title.encode()) <= 64 for title in titles] == [True] * 3


def test_a_file_is_never_written_over_and_only_under_a_name_that_loads(tmp_path: Path) -> None:
    table = book(tmp_path / "t.xlsx", HEAD, ("parkir di mana", "Di depan."))
    folder = folder_of(tmp_path)
    taken = tmp_path / "taken.yaml"
    taken.write_text("milik orang", encoding="utf-8")
    outputs = [folder / "umum.yaml", taken, folder / "A B.yaml", folder / "a.yml"]
    outputs += [folder / "language.yaml", tmp_path / "none" / "a.yaml", tmp_path / "umum.yaml"]
    told = []
    for output in outputs:
        with pytest.raises(ImportRefused) as raised:
            brought_in(table, folder, TODAY, output)
        told.append(str(raised.value))

    assert ["tidak ditimpa" in one for one in told] == [
        *(True, True, False, False, False, False, True)
    ]
    assert taken.read_text(encoding="utf-8") == "milik orang"
    assert sorted(file.name for file in folder.iterdir()) == ["umum.yaml"]
    assert brought_in(table, folder, TODAY, tmp_path / "baru.yaml").path.exists()


def test_a_second_import_of_the_same_table_brings_nothing(tmp_path: Path) -> None:
    row = ("parkir di mana", "Di depan.")
    brought(tmp_path, row)
    table = tmp_path / "FAQ Kantor_2026.xlsx"
    with pytest.raises(ImportRefused, match="tidak ditimpa"):
        brought_in(table, tmp_path / "k", TODAY)
    with pytest.raises(ImportRefused, match=r"Tidak ada yang dapat diimpor[^$]*sudah ada"):
        brought_in(table, tmp_path / "k", TODAY, tmp_path / "k" / "dua.yaml")


def test_a_table_without_a_usable_row_writes_nothing(tmp_path: Path) -> None:
    assert "baris 2: jawaban kosong" in refused(tmp_path, ("apa?", None))


def test_a_folder_with_faults_is_told_first(tmp_path: Path) -> None:
    table = book(tmp_path / "t.xlsx", HEAD, ("parkir di mana", "Di depan."))
    with pytest.raises(KnowledgeError):
        brought_in(table, made(tmp_path, {"x.yaml": "entries: ["}), TODAY)


def test_a_fault_of_what_would_be_written_is_told_by_row() -> None:
    def entry(id: str) -> Entry:
        return Entry(
            id=id,
            category="x",
            title=Text(id=id),
            ask=(id,),
            answer=Text(id="."),
            file="x.yaml",
            line=1,
        )

    def told(file: str, line: int) -> str:
        fault = Fault(file=file, line=line, message="salah")
        rows = {
            id: Pair(sheet="FAQ", row=row, answer=".", questions=[])
            for id, row in (("a", 2), ("b", 7))
        }
        return importing._by_row(fault, "x.yaml", {8: entry("a"), 14: entry("b")}, rows)

    assert [told("x.yaml", line) for line in (13, 14, 99)] == [
        "FAQ, baris 2: salah",
        "FAQ, baris 7: salah",
        "FAQ, baris 7: salah",
    ]
    assert [told("x.yaml", 1), told("umum.yaml", 9)] == ["x.yaml:1: salah", "umum.yaml:9: salah"]


def test_what_check_would_refuse_is_refused(tmp_path: Path) -> None:
    text = "entries:\n  - {id: wbk, title: WBK, ask: [x y z], answer: Ini.}\n"
    folder = folder_of(tmp_path)
    with pytest.raises(ImportRefused, match=r"Tidak ditulis:\n.*id `wbk` sudah dipakai"):
        importing._refuse_faults(folder, "baru.yaml", text, {}, {})
    with pytest.raises(ImportRefused, match="huruf kecil"):
        importing._refuse_faults(folder, "a" * 41 + ".yaml", text.replace("wbk", "x"), {}, {})

    importing._refuse_faults(folder, "baru.yaml", text.replace("wbk", "x"), {}, {})


NASTY = [
    "yes",
    "null",
    "~",
    "0812",
    "2025-12-08",
    "1e3",
    "- bukan daftar",
    "# bukan komentar",
    "a #b",
    "kunci: nilai",
    "{spi kpu 2024}",
    "}}{{",
    "[a, b]",
    "&a *b !c %d @e `f`",
    "'\"\\",
    "akhir:",
    "| >",
    "baris satu\n\n\n- dua\n  # tiga\n: empat",
    "👍🏽 選挙 é",
    "--- ...",
    "? x",
    "=cmd|' /C calc'!A0",
    "a" * 3000,
]


def test_whatever_a_table_holds_comes_back_from_the_loader(tmp_path: Path) -> None:
    dice = random.Random(3)
    answers = [f"{text}\n{dice.choice(NASTY)}" for text in NASTY]
    lines = [
        "pertanyaan;jawaban",
        *(f'tanya {n};"{_quoted(one)}"' for n, one in enumerate(answers)),
    ]
    table = tmp_path / "nasty.csv"
    table.write_text("\n".join(lines), encoding="utf-8")
    report = brought_in(table, folder_of(tmp_path), TODAY)
    found = {e.ask[0]: e.answer.id for e in knowledge(tmp_path).entries if e.file == "nasty.yaml"}

    assert [str(one) for one in report.skipped if "rumus" not in one.reason] == []
    assert report.entries == len(found) == len(NASTY) - 1
    assert {(ask, plain(answers[int(ask.split()[1])])) for ask in found} == set(found.items())


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    """Straight from entries, so that nothing is cleaned on the way."""
    entries = [
        Entry(
            id=f"e-{n}",
            category="x",
            title=Text(id=text.splitlines()[0][:20].strip() or "x"),
            ask=(f"tanya {n} {text.splitlines()[0]}",),
            answer=Text(id=text),
            sources=(Source(title=text.splitlines()[0]),),
            checked=TODAY,
            file="x.yaml",
            line=n,
        )
        for n, text in enumerate(NASTY)
    ]
    text, places = written("x: y", entries, ["", *["grup"] * (len(entries) - 1)], "catatan")
    loaded = load(made(tmp_path, {"x.yaml": text}), today=TODAY).entries

    assert [e.answer.id for e in loaded] == [e.answer.id for e in entries]
    assert [e.ask for e in loaded] == [e.ask for e in entries]
    assert [e.title.id for e in loaded] == [e.title.id for e in entries]
    assert [e.sources for e in loaded] == [e.sources for e in entries]
    assert [e.line for e in loaded] == list(places)
