"""A knowledge folder loads whole, or every fault in it is named by file and line."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.entries import EntryKind, Scope, Text
from bot.knowledge import KnowledgeError, load
from tests.folders import FULL, KINDS, REGULATION, SERVICE, SPI, TODAY, entry, made, refused


def spi(figure: str) -> str:
    """The SPI file with one more figure, in line 18."""
    return f"{SPI}    - {figure}\n"


LINE_18 = 18
TWO = entry() + entry(id="dua", ask="[apa itu dua]").removeprefix("entries:\n")

# name, the file, the line that must be named, words that the message must hold
BROKEN: list[tuple[str, str, int, list[str]]] = [
    ("unknown section", "entri:\n  - id: a\n", 1, ["`entri`", "`entries`"]),
    ("unknown key", entry(jawab="x"), 6, ["`jawab`", "yang boleh", "answer"]),
    ("misspelt key", entry(anwser="x"), 6, ["`anwser`", "`answer`"]),
    ("misspelt key that must be there", entry(answer="", anwser="x"), 5, ["`anwser`", "`answer`"]),
    ("field outside its entry", entry() + "private: ya\n", 6, ["`private`", "jorokan"]),
    ("unknown key, second entry", TWO + "    judul: x\n", 10, ["`judul`"]),
    ("unknown language", entry(title="{id: Satu, eng: One}"), 3, ["`eng`", "`en`"]),
    ("no Indonesian", entry(answer="{en: This is one.}"), 5, ["Indonesia", "id"]),
    ("no id", entry(id=""), 2, ["`id`", "wajib"]),
    ("no title", entry(title=""), 2, ["`title`", "wajib"]),
    ("no phrasings", entry(ask=""), 2, ["`ask`", "wajib"]),
    ("an empty list of phrasings", entry(ask="[]"), 2, ["`satu`", "`ask:`"]),
    ("blank field that must be there", entry(answer="  # nanti"), 2, ["`answer`", "wajib"]),
    ("no answer", entry(answer=""), 2, ["`answer`", "wajib"]),
    ("blank answer", entry() + "    private:\n" + entry(answer='"  "')[9:], 10, ["kosong"]),
    ("capital in an id", entry(id="Satu"), 2, ["`Satu`", "huruf kecil"]),
    ("space in an id", entry(id="satu dua"), 2, ["`satu dua`", "huruf kecil"]),
    ("long id", entry(id="a" * 41), 2, ["41", "40"]),
    ("id twice", entry() + entry(ask="[b]")[9:], 6, ["`satu`", "x.yaml:2"]),
    ("phrasing that is a list", entry(ask="\n      - [a, b]"), 5, ["satu teks", "daftar"]),
    ("phrasing with a colon", entry(ask="\n      - a\n      - zona: apa"), 6, ["titik dua"]),
    ("phrasing in braces", entry(ask="\n      - {a}"), 5, ["{", "tanda kutip"]),
    ("phrasing cut by a comment", entry(ask="\n      - a\n      - b # c"), 6, ["#", "terpotong"]),
    ("hashtag as phrasing", entry(ask="\n      - #kpu"), 5, ["#", "terpotong"]),
    ("answer cut by a comment", entry(answer="Lihat nomor # 5"), 5, ["#", "terpotong"]),
    ("title cut by a comment", entry(title="Satu # dua"), 3, ["#", "terpotong"]),
    ("phrasings as one text", entry(ask="apa itu satu"), 4, ["daftar", "`- `"]),
    ("phrasings without a space", entry(ask="\n      -apa"), 5, ["`-`", "spasi"]),
    ("entries as a text", "title: a\nentries: b\n", 2, ["daftar"]),
    ("entries as a mapping", "entries:\n  id: a\n", 2, ["daftar"]),
    ("entry as a text", "entries:\n  - a\n", 2, ["ruas bernama"]),
    ("phrasing under two entries", TWO.replace("[apa itu dua]", "[b, 'Apa  itu: SATU?']"), 8,
     ["Apa  itu: SATU?", "x.yaml:4", "`satu`"]),
    ("phrasing of small talk too", entry(ask="[halo]") + "smalltalk:\n  - id: salam\n"
     "    kind: greeting\n    ask: [Halo!]\n    answer: Halo.\n", 9, ["Halo!", "x.yaml:4"]),
    ("signs of any small talk", entry() + "smalltalk:\n  - id: tawa\n    kind: other\n"
     "    words: [haha]\n    signs: [lucu]\n    answer: Hehe.\n", 7, ["`tawa`", "`thanks`"]),
    ("phrasing of a referral too", entry() + "referrals:\n  - id: dua\n    title: Dua\n"
     "    ask:\n      - b\n      - apa itu satu\n    answer: Bukan kami.\n", 11, ["x.yaml:4"]),
    ("follow-up to nothing", entry() + "    then:\n      - artinya apa -> saut\n", 7,
     ["`saut`", "tidak ada"]),
    ("follow-up without a question", entry() + "    then: [-> satu]\n", 6, ["`->`", "makna"]),
    ("follow-up to no id", entry() + "    then: [artinya -> Satu Dua]\n", 6, ["`->`", "makna"]),
    ("follow-up to two", entry() + "    then:\n      - artinya\n      - Artinya -> dua\n"
     + entry(id="dua", ask="[b]")[9:], 8, ["“Artinya”", "baris 7", "`satu`"]),
    ("follow-up of a gap", entry() + "gaps:\n  - id: dua\n    title: Dua\n    ask: [b]\n"
     "    answer: Belum.\n    then: [kapan]\n", 7, ["`then`", "`dua`"]),
    ("related to nothing", entry(related="[saut]"), 2, ["`saut`", "tidak ada"]),
    ("related to itself", entry(related="[satu]"), 2, ["`satu`", "itu sendiri"]),
    ("related to seven", entry(related="[a, b, c, d, e, f, g]"), 6, ["6", "7"]),
    ("long title", entry(title="é" * 33), 2, ["(id)", "66", "64"]),
    ("long English title", entry(title=f"{{id: a, en: {'b' * 65}}}"), 2, ["(en)", "65", "64"]),
    ("long answer", entry(answer="😀" * 1899), 2, ["3798", "3796"]),
    ("impossible date", entry(checked="31 Februari 2026"), 6, ["31 Februari 2026", "kalender"]),
    ("date in another order", entry(checked="24/11/2026"), 6, ["24/11/2026", "2025-12-08"]),
    ("month that is none", entry(checked="1 Foo 2026"), 6, ["1 Foo 2026", "Desember"]),
    ("neither yes nor no", entry(private="mungkin"), 6, ["`mungkin`", "ya", "tidak"]),
    ("unknown scope", entry(scope="umum"), 6, ["`umum`", "office", "general"]),
    ("source without title", entry(sources="[{url: https://a.id}]"), 6, ["`title`", "wajib"]),
    ("source with a bare address", entry(sources="[{title: a, url: a.id/b}]"), 6, ["https://"]),
    ("source with a comma", entry(sources="[{title: UU, lama, url: https://a.id}]"), 6,
     ["koma", "`lama`", "tanda kutip"]),
    ("unknown placeholder", entry(answer='"{spi kpu 2024}"'), 2, ["{spi kpu 2024}", "{layanan}"]),
    ("placeholder that is none", entry(answer="Halo {nama}"), 2, ["{nama}", "{{ }}"]),
    ("services that are none", entry(answer='"{layanan}"'), 2, ["{layanan}"]),
    ("decimal comma in braces", spi("{subject: kpu, year: 2025, index: 73,10}"), LINE_18,
     ["koma", '"73,10"', "73.10"]),
    ("index not a number", spi("{subject: kpu, year: 2025, index: tinggi}"), LINE_18,
     ["`tinggi`", "74,04"]),
    ("index too high", spi("{subject: kpu, year: 2025, index: 100.01}"), LINE_18, ["100,01"]),
    ("index below nought", spi("{subject: kpu, year: 2025, index: -1}"), LINE_18, ["0 sampai 100"]),
    ("year in two digits", spi("{subject: kpu, year: 25, index: 70}"), LINE_18, ["25", "1900"]),
    ("year in words", spi("{subject: kpu, year: lalu, index: 70}"), LINE_18, ["`lalu`", "2024"]),
    ("figure of nobody", spi("{subject: kpk, year: 2025, index: 70}"), LINE_18, ["`kpk`", "`kpu`"]),
    ("figure twice", spi("{subject: kpu, year: 2024, index: 70}"), LINE_18, ["2024", "x.yaml:16"]),
    ("category against its range",
     spi("{subject: kpu, year: 2025, index: 70, category: waspada}"), LINE_18,
     ["`waspada`", "`rentan`", "2025"]),
    ("category that is none", spi("{subject: kpu, year: 2025, index: 70, category: rawan}"),
     LINE_18, ["`rawan`", "rentan, terjaga, waspada"]),
    ("ranges that overlap", SPI.replace("from: 73", "from: 72.5"), 13, ["`waspada`", "`rentan`"]),
    ("range upside down", SPI.replace("from: 78, to: 100", "from: 78, to: 77.95"), 14,
     ["`terjaga`", "lebih besar"]),
    ("a year in two ranges", SPI.replace("  figures:", "    - years: [2025]\n      categories:\n"
     "        - {name: baik, from: 0, to: 100}\n  figures:"), 15, ["2025", "sudah punya"]),
    ("subject twice", SPI.replace("  ranges:", "    - {id: kpu, name: K, words: [k]}\n  ranges:"),
     9, ["`kpu`", "sudah ada"]),
    ("a word of two subjects", SPI.replace("words: [nasional]", "words: [KPU]"), 6, ["`KPU`"]),
    ("regulation of unknown kind", "regulations:\n  - id: a\n    kind: Perpes\n    number: 95\n"
     "    year: 2018\n    ask: [b]\n    about: c\n", 2, ["`Perpes`", "`Perpres`"]),
    ("other regulation of unknown kind", "regulations:\n  - id: a\n    kind: UU\n    number: 5\n"
     "    year: 2018\n    ask: [b]\n    about: c\n    replaces:\n      - kind: XX\n"
     "        number: 1\n        year: 2001\n", 9, ["`XX`"]),
    ("regulation twice", "regulations:\n" + "".join(
        f"  - {{id: {id}, kind: UU, number: 5, year: 2018, ask: [{id}], about: c}}\n"
        for id in "ab"), 3, ["UU 5/2018", "x.yaml:2"]),
    ("service without its answer", "services:\n  - id: a\n    title: b\n    ask: [c]\n", 2,
     ["`what`", "wajib"]),
    ("channel without address", "services:\n  - id: a\n    title: b\n    ask: [c]\n    what: d\n"
     "    channels:\n      - {name: e}\n", 7, ["`address`"]),
    ("small talk of unknown kind", "smalltalk:\n  - id: a\n    kind: salam\n    ask: [b]\n"
     "    answer: c\n", 3, ["`salam`", "greeting"]),
    ("small talk of no words", "smalltalk:\n  - id: a\n    kind: other\n    answer: c\n", 2,
     ["`a`", "`words:`"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "line", "words"), BROKEN, ids=[r[0] for r in BROKEN])
def test_one_fault_is_named_at_its_line(
    tmp_path: Path, name: str, content: str, line: int, words: list[str]
) -> None:
    folder = made(tmp_path, {"x.yaml": content, "language.yaml": KINDS})

    faults = refused(folder)

    assert [":".join(fault.split(":", 2)[:2]) for fault in faults] == [f"x.yaml:{line}"]
    assert [word for word in words if word not in faults[0]] == []


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = made(
        tmp_path,
        {
            "b.yaml": entry(anwser="x", checked="kemarin", private="mungkin"),
            "a.yaml": "entries:\n  - @\n",
            "c.yaml": entry(id="tiga", ask="[c]", related="[tak-ada]"),
        },
    )

    places = [fault.split(": ")[0] for fault in refused(folder)]

    assert places == ["a.yaml:2", "b.yaml:6", "b.yaml:7", "b.yaml:8", "c.yaml:2"]


def test_what_a_broken_file_may_hold_is_not_called_missing(tmp_path: Path) -> None:
    folder = made(
        tmp_path,
        {
            "a.yaml": entry(related="[dua]", answer="Nilainya {spi kpu 2024}."),
            "b.yaml": SPI + "\t\n" + entry(id="dua", ask="[b]"),
        },
    )

    assert [fault.split(": ")[0] for fault in refused(folder)] == ["b.yaml:18"]


def test_an_error_prints_its_faults_a_line_each(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"^x.yaml:1: .*\nx.yaml:2: .*$"):
        load(made(tmp_path, {"x.yaml": "a: b\nc: d\n"}))


@pytest.mark.parametrize(
    ("name", "file", "words"),
    [
        ("missing folder", "", ["tak-ada:1", "tidak terbaca"]),
        ("empty folder", "catatan.md", ["tidak berisi berkas .yaml"]),
        ("file name", "Layanan Publik.yaml", ["Layanan Publik.yaml:1", "huruf kecil"]),
    ],
)
def test_a_folder_that_cannot_be_one_is_told(
    tmp_path: Path, name: str, file: str, words: list[str]
) -> None:
    folder = made(tmp_path, {file: entry()}) if file else tmp_path / "tak-ada"

    faults = refused(folder)

    assert len(faults) == 1
    assert [word for word in words if word not in faults[0]] == []


def test_only_ordinary_files_are_read(tmp_path: Path) -> None:
    made(tmp_path, {"b.yaml": entry()})
    (tmp_path / "a.yaml").mkdir()
    (tmp_path / "c.yaml").symlink_to("/dev/zero")

    assert [fault.split(": ")[:2] for fault in refused(tmp_path)] == [
        ["a.yaml:1", "berkas tidak terbaca"],
        ["c.yaml:1", "berkas tidak terbaca"],
    ]


def test_one_file_of_plain_entries_is_a_knowledge_base(tmp_path: Path) -> None:
    knowledge = load(made(tmp_path, {"tanya-jawab.yaml": entry()}), today=TODAY)

    found = knowledge.entry("satu")
    assert (found.category, found.file, found.line) == ("tanya-jawab", "tanya-jawab.yaml", 2)
    assert (found.title, found.answer) == (Text(id="Satu"), Text(id="Ini satu."))
    assert (found.kind, found.scope, found.private) == (EntryKind.ENTRY, Scope.OFFICE, False)
    assert (knowledge.categories[0].title.id, knowledge.referrals) == ("Tanya jawab", ())


def test_a_title_asks_for_its_entry_and_so_does_an_id_that_says_something_else(
    tmp_path: Path,
) -> None:
    text = f"""
{entry()}
  - {{id: pinjam-aula, title: Aula, ask: [sewa ruang], answer: Boleh.}}
referrals:
  - {{id: rujuk-sewa, title: Sewa, ask: [sewa lapak], answer: Bukan kami.}}
"""
    knowledge = load(made(tmp_path, {"a.yaml": text}), today=TODAY)

    assert knowledge.entry("pinjam-aula").asked == ("sewa ruang", "Aula", "pinjam aula")
    assert knowledge.entry("satu").asked == ("apa itu satu", "Satu")
    assert knowledge.entry("rujuk-sewa").asked == ("sewa lapak", "Sewa")


def test_entries_stand_in_the_order_of_their_files_and_lines(tmp_path: Path) -> None:
    files = {"b.yaml": SERVICE + entry(id="akhir", ask="[akhir]"), "a.yaml": SPI + entry()}

    knowledge = load(made(tmp_path, files))

    ids = [entry.id for entry in knowledge.entries]
    assert ids == ["spi-kpu-2024", "spi-nasional-2024", "satu", "permohonan", "akhir"]
    assert [category.id for category in knowledge.categories] == ["a", "b"]
    assert knowledge.entry("satu") is knowledge.entries[2]


def test_a_text_says_which_language_it_is_in() -> None:
    text = Text(id="Satu", en="One")

    said = [text.in_language(language) for language in ("id", "en", "su", "fr")]

    assert said == [("Satu", "id"), ("One", "en"), ("Satu", "id"), ("Satu", "id")]


def test_notes_are_told_and_stop_nothing(tmp_path: Path) -> None:
    content = (
        entry(ask="\n      - a\n      - A!", checked="2026-11-26", title="b" * 25, answer="c" * 901)
        + entry(id="dua", ask="[d]", checked="2025-10-01")[9:]
        + "referrals:\n  - {id: tiga, title: e, ask: [f], answer: g}\n"
    )
    made(tmp_path, {"x.yaml": content, "y.yml": entry()})

    notes = [str(note) for note in load(tmp_path, today=TODAY).notes]

    assert [note.split(": ")[0] for note in notes] == [
        *["x.yaml:2"] * 6,
        "x.yaml:6",
        *["x.yaml:9"] * 4,
        "x.yaml:15",
        "y.yml:1",
    ]
    text = "\n".join(notes)
    told = ["masa depan", "400 hari", "tanpa sumber", "confirmed_by", "25 huruf", "901 huruf", "15"]
    assert [words for words in told if words not in text] == []


def test_the_version_changes_with_any_byte(tmp_path: Path) -> None:
    first = load(made(tmp_path, {"x.yaml": entry()})).version
    again = load(tmp_path).version
    second = load(made(tmp_path, {"x.yaml": entry() + "# x\n"})).version

    assert (first == again, first == second, len(first)) == (True, False, 12)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_file_whatever_is_read_or_refused_quickly(tmp_path: Path, raw: bytes) -> None:
    assert_read_or_refused(tmp_path, raw)


PIECES = st.sampled_from(
    [
        *(FULL + SPI + SERVICE + REGULATION).splitlines(keepends=True),
        *("  ", "- ", "{", "}", "[", "]", ": ", " #", "\n", "\t", '"', "'", "|\n", "&a ", "*a "),
    ]
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=60))
def test_any_mixture_of_good_lines_is_read_or_refused_quickly(
    tmp_path: Path, pieces: list[str]
) -> None:
    assert_read_or_refused(tmp_path, "".join(pieces).encode())


def assert_read_or_refused(folder: Path, raw: bytes) -> None:
    for name in ("x.yaml", "language.yaml"):
        made(folder, {"x.yaml": entry(), "language.yaml": KINDS} | {name: raw})
        start = time.process_time()
        try:
            load(folder, today=TODAY)
        except KnowledgeError as error:
            assert all(fault.line >= 1 and fault.message for fault in error.faults)
        assert time.process_time() - start < 1
