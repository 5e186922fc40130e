"""The guide for the office's staff cannot drift: what it shows is loaded, refused and run here."""

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.answering import Desk
from bot.checking import as_text, report
from bot.cli import main
from bot.entries import EntryKind
from bot.knowledge import load
from bot.loading.ageing import STALE
from bot.loading.noting import FEWEST, LONG_ANSWER, LONG_TITLE
from bot.loading.overriding import shipped
from bot.loading.records import (
    ChannelRecord,
    EntryRecord,
    FigureRecord,
    KnowledgeFile,
    LanguageFile,
    RangeRecord,
    RegulationRecord,
    ServiceRecord,
    SmallTalkRecord,
    SourceRecord,
    SpiRecord,
)
from bot.loading.values import LANGUAGES, LONGEST_ID
from bot.loading.vetting import LONGEST_ANSWER, LONGEST_TITLE
from bot.replies import Kind
from tests.desks import ROOT
from tests.folders import TODAY, made, refused

GUIDE = (ROOT / "docs" / "panduan-petugas.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# A line's number in a fault: behind the file's name, or in its words.
PLACE = re.compile(r"(?<=yaml:)\d+|(?<=baris )\d+")
PROSE = FENCED.sub("", GUIDE)

# How a block is read: whole files, or some fields of an entry, right or wrong; how it is stored.
WHOLE, FIELDS = "yaml", "yaml potongan"
WRONG = {
    "yaml salah": "utf-8",
    "yaml potongan salah": "utf-8",
    "yaml salah utf-16": "utf-16",
    "yaml salah ansi": "cp1252",
}
REPORTED, COMMANDS, SAID = "yaml laporan", "sh", "text"

# What stands before the fields of a FIELDS block, where it does not say so itself.
FRAME = {"title": "Contoh", "ask": "[apa contohnya]", "answer": "Ini contoh."}


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block, the line of the guide it begins in, and the block that follows it."""

    tag: str
    text: str
    line: int
    said: str

    @property
    def file(self) -> str:
        """The file that the block's first line names."""
        named = re.match(r"# (.+\.yaml)\n", self.text)
        return named[1] if named else "contoh.yaml"

    def __str__(self) -> str:
        return f"{self.tag}, line {self.line}"


def _blocks() -> Iterator[Block]:
    """Each block; where no words stand between, the text that follows is what it `said`."""
    found = list(FENCED.finditer(GUIDE))
    for fence, after in zip_longest(found, found[1:]):
        said = after[2] if after and after[1] == SAID else ""
        if after and GUIDE[fence.end() : after.start()].strip():
            said = ""
        line = GUIDE.count("\n", 0, fence.start()) + 1
        yield Block(tag=fence[1], text=fence[2], line=line, said=said)


BLOCKS = tuple(_blocks())


[_marks] = re.findall(r"^Tanda pembuka yang harus dikutip: (.*)$", GUIDE, re.MULTILINE)
MARKS = re.findall(r"`(.)`", _marks)


def tagged(*tags: str) -> list[Block]:
    return [block for block in BLOCKS if block.tag in tags]


def framed(fields: str) -> tuple[str, int]:
    """An entry with these fields, and how many lines stand before them."""
    given = set(re.findall(r"^([a-z]+)\b", fields, re.MULTILINE))
    lines = ["entries:\n", "  - id: contoh\n"]
    lines += [f"    {key}: {value}\n" for key, value in FRAME.items() if key not in given]
    body = "".join(f"    {line}" for line in fields.splitlines(keepends=True))
    return "".join(lines) + body, len(lines)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped folder with every whole example of the guide copied into it."""
    copied = shutil.copytree(ROOT / "knowledge", tmp_path_factory.mktemp("panduan") / "knowledge")
    return made(copied, {block.file: block.text for block in tagged(WHOLE)})


def test_every_block_has_a_tag_that_is_tested_here() -> None:
    known = {WHOLE, FIELDS, *WRONG, REPORTED, COMMANDS, SAID}

    assert {block.tag for block in BLOCKS} == known
    assert GUIDE.count("\n```") == 2 * len(BLOCKS)


def test_no_example_takes_the_place_of_a_shipped_file_or_of_another() -> None:
    names = [block.file for block in tagged(WHOLE)]
    shipped = {file.name for file in (ROOT / "knowledge").iterdir()}

    assert sorted(names) == sorted({*names} - shipped)


def test_every_whole_example_can_be_copied_into_the_offices_folder(folder: Path) -> None:
    knowledge = load(folder, today=TODAY)

    assert {block.file for block in tagged(WHOLE)} - {"language.yaml"} <= {
        *(entry.file for entry in knowledge.topics),
        "contoh-basa-basi.yaml",
        "contoh-subjek.yaml",
    }
    assert knowledge.language.say["service_cost"].id == "Ongkos: {value}"


ASKED = [
    ("berapa SPI nasional 2026", "answer", "73,10"),
    ("SPI nasional naik atau turun?", "answer", "2026"),
    ("berapa selisih spi nasional 2026 dengan 2025", "answer", "hitungan kami"),
    ("berapa spi kpu 2026", "answer", "75,20"),
    ("pkpu nomor 98 tahun 2019", "answer", "PKPU 99/2026"),
    ("sewa aula brp", "answer", "Ongkos: Gratis"),
    ("contoh jawaban yang mengutip angka", "answer", "74,04, kategori waspada"),
    ("ada pohon tumbang lapor ke mana", "referral", "dinas lingkungan hidup"),
    ("ruang asi kpu", "no_data", "belum diumumkan"),
    ("lekas sembuh min", "smalltalk", "Silakan tulis"),
]


def test_every_kind_of_example_answers_as_the_guide_says(folder: Path) -> None:
    desk = Desk(load(folder, today=TODAY))
    replies = [(question, desk.reply(question)) for question, _, _ in ASKED]

    assert [(question, str(reply.kind)) for question, reply in replies] == [
        (question, kind) for question, kind, _ in ASKED
    ]
    assert [words for (_, reply), (*_, words) in zip(replies, ASKED, strict=True)
            if words not in reply.text] == []  # fmt: skip


def test_spi_2026_is_one_line_of_the_shipped_file(tmp_path: Path) -> None:
    [example] = [block for block in tagged(WHOLE) if block.file == "contoh-spi.yaml"]
    line = example.text.splitlines(keepends=True)[-1]
    shipped = (ROOT / "knowledge" / "spi.yaml").read_text(encoding="utf-8")
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    written = shipped.replace("  figures:\n", f"  figures:\n{line}", 1)

    knowledge = load(made(tmp_path / "knowledge", {"spi.yaml": written}))

    assert "73,10" in knowledge.entry("spi-nasional-2026").answer.id


@pytest.mark.parametrize("block", tagged(FIELDS), ids=str)
def test_fields_shown_as_right_are_taken(tmp_path: Path, block: Block) -> None:
    content, _ = framed(block.text)

    assert len(load(made(tmp_path, {"contoh.yaml": content})).entries) == 1


@pytest.mark.parametrize("block", tagged(*WRONG), ids=str)
def test_the_bot_says_of_each_slip_what_the_guide_quotes(tmp_path: Path, block: Block) -> None:
    assert told(tmp_path, block) == block.said.splitlines()


def told(path: Path, block: Block) -> list[str]:
    """The faults of a wrong block; of fields, lines are counted from the first one shown."""
    content, before = framed(block.text) if block.tag == "yaml potongan salah" else (block.text, 0)
    faults = refused(made(path, {block.file: content.encode(WRONG[block.tag])}))
    return [PLACE.sub(lambda n: str(int(n[0]) - before), fault) for fault in faults]


@pytest.mark.parametrize("block", tagged(REPORTED), ids=str)
def test_a_report_is_printed_as_the_guide_shows_it(tmp_path: Path, block: Block) -> None:
    (tmp_path / "kantor").mkdir()
    found = report(made(tmp_path / "kantor", {block.file: block.text}), today=TODAY)

    assert as_text(found) == block.said.rstrip("\n")


@pytest.mark.parametrize("block", tagged(COMMANDS), ids=str)
def test_a_command_prints_the_lines_that_the_guide_shows(folder: Path, block: Block) -> None:
    words = shlex.split(block.text.removeprefix("python -m bot "))

    printed = CliRunner().invoke(main, [*words, "--knowledge", str(folder)]).output

    assert [line for line in block.said.splitlines() if line not in printed.splitlines()] == []


def test_every_command_and_option_that_the_guide_names_exists() -> None:
    named = re.findall(r"python -m bot ([\w-]+)([^`\n]*)", GUIDE)
    options = {(name, option) for name, rest in named for option in re.findall(r"--[\w-]+", rest)}
    known = {
        (name, option)
        for name, command in main.commands.items()
        for parameter in command.params
        for option in parameter.opts
    }

    assert {"check", "ask"} <= {name for name, _ in named} <= main.commands.keys()
    assert options - known == set()


@pytest.mark.parametrize("mark", MARKS)
def test_an_opening_mark_must_be_quoted(tmp_path: Path, mark: str) -> None:
    bare, _ = framed(f"ask:\n  - {mark}tanya\n")
    outer = "'" if mark == '"' else '"'
    quoted, _ = framed(f"ask:\n  - {outer}{mark}tanya{outer}\n")

    assert refused(made(tmp_path, {"x.yaml": bare}))
    assert load(made(tmp_path, {"x.yaml": quoted})).entries[0].ask == (f"{mark}tanya",)


SAYS = shipped()[0].say
CLAIMS = [
    f"Sasarannya {FEWEST[EntryKind.ENTRY]} atau lebih",
    f"untuk rujukan dan celah {FEWEST[EntryKind.REFERRAL]} atau lebih",
    f"nama tetap, huruf kecil, angka, dan `-`, paling panjang {LONGEST_ID}.",
    f"paling banyak {LONG_TITLE} huruf, tidak boleh lebih dari {LONGEST_TITLE} bita",
    f"paling banyak {LONG_ANSWER} huruf, tidak boleh lebih dari {LONGEST_ANSWER}.",
    f"Sesudah {STALE.days} hari",
    f'warga melihat "{SAYS["show_unconfirmed"].id}"',
    f'"{SAYS["show_checked"].id.format(date="24 November 2026")}"',
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_limits_and_labels_are_those_of_the_bot(claim: str) -> None:
    assert claim in " ".join(PROSE.split())


def test_words_of_explain_are_those_that_the_bot_prints() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot").rglob("*.py"))
    rows = re.findall(r"^\| `([^`|]+)` \| [^|]+\|$", GUIDE, re.MULTILINE)
    kinds = re.findall(r"^\| `([^`|]+)` \| [^|]+\| [^|]+\|$", GUIDE, re.MULTILINE)

    assert (kinds, len(rows) >= 15) == ([*Kind], True)
    assert [row for row in rows if f'"{row}' not in source] == []


MODELS = (
    *(KnowledgeFile, LanguageFile, EntryRecord, RegulationRecord, ServiceRecord, SpiRecord),
    *(FigureRecord, RangeRecord, SmallTalkRecord, SourceRecord, ChannelRecord),
)


def test_every_key_that_the_guide_names_is_one() -> None:
    known = {key for model in MODELS for key in model.model_fields} | {*LANGUAGES}

    assert set(re.findall(r"`([a-z_]+):`", PROSE)) - known == set()


def test_every_file_that_the_guide_names_is_there() -> None:
    named = set(re.findall(r"`([\w./-]+\.(?:yaml|md))`", PROSE)) - {".yaml", "language.yaml"}
    places = (ROOT, ROOT / "knowledge", ROOT / "docs")

    assert [name for name in named if not any((p / name).exists() for p in places)] == []


def test_the_table_of_contents_lists_every_section_once_in_order() -> None:
    links = re.findall(r"^- \[(.+)\]\(#(.+)\)$", GUIDE, re.MULTILINE)
    titles = re.findall(r"^## (.+)$", PROSE, re.MULTILINE)

    assert links == [(title, anchor(title)) for title in titles if title != "Daftar isi"]


def test_every_link_within_the_guide_leads_to_a_heading() -> None:
    headings = {anchor(title) for title in re.findall(r"^##+ (.+)$", PROSE, re.MULTILINE)}

    assert set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) - headings == set()


def anchor(title: str) -> str:
    """The address that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
