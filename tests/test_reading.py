"""Every usual slip in a file is refused at its own line, with its remedy."""

import time

import pytest

from bot.loading.faults import Fault
from bot.loading.listing import LARGEST
from bot.loading.reading import DEEPEST, Fields, Items, Scalar, Value, read

# name, the file, the line that must be named, words that the message must hold
BROKEN: list[tuple[str, bytes | str, int, list[str]]] = [
    ("too large", b"#" * (LARGEST + 1), 1, ["16 MiB"]),
    ("utf-16 with its mark", "a: b".encode("utf-16"), 1, ["UTF-16", "Save As", "UTF-8"]),
    ("utf-16 without its mark", "a: b".encode("utf-16-le"), 1, ["UTF-16", "UTF-8"]),
    ("ansi", b"a: b\nc: caf\xe9\n", 2, ["bukan UTF-8", "simpan ulang"]),
    ("control character", "a: b\nc: x\x07y\n", 2, ["U+0007"]),
    ("line separator", "a: b\nc: x\u2028y\n", 2, ["U+2028"]),
    ("tab in the indentation", "a:\n  b: c\n\td: e\n", 3, ["tab", "spasi"]),
    ("tab behind spaces", "a:\n  \t- b\n", 2, ["tab"]),
    ("wide space in the indentation", "a:\n\u00a0 b: c\n", 2, ["U+00A0", "spasi biasa"]),
    ("a key twice", "a: b\nc: d\na: e\n", 3, ["`a`", "baris 1"]),
    ("a key twice, deep", "a:\n  - b: c\n    d: e\n    b: f\n", 4, ["`b`", "baris 2"]),
    ("anchor", "a: &x b\n", 1, ["&", "tanda kutip"]),
    ("alias in a list", "ask:\n  - *penting* apa itu\n", 2, ["*", "tanda kutip"]),
    ("merge key", "a:\n  <<: b\n", 2, ["<<"]),
    ("tag", "a: b\nc: !penting d\n", 2, ["!", "tanda kutip"]),
    ("leading @", "ask:\n  - @kpu itu apa\n", 2, ["@", "tanda kutip"]),
    ("leading %", "ask:\n  - %a\n", 2, ["%", "tanda kutip"]),
    ("leading backtick", "a: b\nc: `d`\n", 2, ["`", "tanda kutip"]),
    ("leading comma", "a: ,b\n", 1, [",", "tanda kutip"]),
    ("leading question mark", "a: ? b\n", 1, ["?", "tanda kutip"]),
    ("leading bracket", "ask:\n  - [penting] apa itu\n", 2, ["[", "tanda kutip"]),
    ("leading brace", "ask:\n  - {penting} apa itu\n", 2, ["{", "tanda kutip"]),
    ("leading ampersand", "ask:\n  - & apa itu\n", 2, ["&", "tanda kutip"]),
    ("leading exclamation mark", "ask:\n  - !apa itu\n", 2, ["!", "tanda kutip"]),
    ("leading bar", "answer: | teks\n", 1, ["|", "baris berikutnya"]),
    ("leading angle", "a: b\nask:\n  - > teks\n", 3, [">", "baris berikutnya"]),
    ("colon in a text", "title: Zona: apa itu\n", 1, ["titik dua", "tanda kutip"]),
    ("colon in a phrasing", "a:\n  - b\n  - pertanyaan: apa: itu\n", 3, ["titik dua"]),
    ("no space behind the colon", "a: b\nc:d\n", 2, ["`c: …`"]),
    ("no space behind the dash", "ask:\n  - apa\n  -itu\nb: c\n", 3, ["`-`", "spasi"]),
    ("no space behind the last dash", "ask:\n  - apa\n  -itu\n", 3, ["`-`", "spasi"]),
    ("dash indented too far", "ask:\n  - apa\n    - itu\n", 3, ["baris 2", "sejajarkan"]),
    ("list behind its key", "ask: - apa\n", 1, ["butir", "barisnya sendiri"]),
    ("neither key nor item", "a: b\nc\n", 2, ["bukan `kunci: nilai`"]),
    ("quote left open", 'a: b\nc: "d\n', 2, ['"', "tidak ditutup"]),
    ("quote left open before another", 'ask:\n  - "apa\n  - "itu"\n', 2, ['"', "tidak ditutup"]),
    ("quote swallows the next item", 'ask:\n  - "apa\n  - itu"\n', 3, ["baris 2", "kutip"]),
    ("quote swallows the next key", 'a: "b\nc: d"\n', 2, ["baris 1", "kutip"]),
    ("apostrophe in single quotes", "ask:\n  - 'jum'at'\n", 2, ["'", "kutip"]),
    ("text behind a quote", 'a: "b" c\n', 1, ['"', "setelah tanda kutip"]),
    ("unknown escape", 'a: "\\q"\n', 1, ["garis miring"]),
    ("key indented too little", "a:\n  b: c\n d: e\n", 3, ["sejajar"]),
    ("key indented too far", "a: b\n  c: d\n", 2, ["sejajar"]),
    ("item indented too little", "ask:\n  - a\n - b\n", 3, ["sejajar"]),
    ("brace left open", "a: b\nc: {d: e\nf: g\n", 2, ["{", "tidak ditutup"]),
    ("bracket left open", "a: [b, c\nd: e\n", 1, ["[", "tidak ditutup"]),
    ("comment inside a long text", "a:\n  - b # c\n    d\n", 2, ["komentar", "terpotong"]),
    ("second document", "a: b\n---\nc: d\n", 2, ["satu dokumen"]),
    ("end of document", "a: b\n...\n", 2, ["satu dokumen"]),
    ("directive", "%YAML 1.1\n---\na: b\n", 1, ["%"]),
    ("no sections", "- a\n- b\n", 1, ["nama bagian"]),
    ("a sentence", "\nhalo\n", 2, ["nama bagian"]),
    ("a list as key", "a: b\n[c, d]: e\n", 2, ["kunci"]),
    ("too deep", "a: " + "[" * DEEPEST + "]" * DEEPEST + "\n", 1, ["terlalu dalam"]),
]


@pytest.mark.parametrize(("name", "raw", "line", "words"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_slip_is_refused_at_its_line(
    name: str, raw: bytes | str, line: int, words: list[str]
) -> None:
    _, faults = read("x.yaml", raw if isinstance(raw, bytes) else raw.encode())

    assert [(fault.file, fault.line) for fault in faults] == [("x.yaml", line)]
    assert [word for word in words if word not in faults[0].message] == []


def test_a_fault_prints_as_file_line_and_message() -> None:
    assert str(Fault(file="a.yaml", line=3, message="rusak")) == "a.yaml:3: rusak"


@pytest.mark.parametrize(
    "raw",
    [
        b"a: b\nc:\n  - d\n  - e\n",
        b"\xef\xbb\xbfa: b\nc:\n  - d\n  - e\n",
        b"a: b\r\nc:\r\n  - d\r\n  - e\r\n",
        b"\xef\xbb\xbfa: b\r\n\r\n# x\r\nc:\r\n- d\r\n- e",
        b"---\na: b\nc: [d, e]\n",
    ],
)
def test_marks_line_ends_and_styles_make_no_difference(raw: bytes) -> None:
    assert read("x.yaml", raw) == ({"a": "b", "c": ["d", "e"]}, ())


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"# only a comment\n", b"\xef\xbb\xbf", b"---\n"])
def test_an_empty_file_holds_no_sections(raw: bytes) -> None:
    assert read("x.yaml", raw) == ({}, ())


def test_every_scalar_stays_the_text_it_was() -> None:
    written = "no: 13:30\nyes: 0812\non: 2025-12-08\nnull: ~\nhex: 0x1F\nlong: 1_000\n"

    root, faults = read("x.yaml", written.encode())

    expected = {"no": "13:30", "yes": "0812", "on": "2025-12-08", "null": "~"}
    assert (root, faults) == (expected | {"hex": "0x1F", "long": "1_000"}, ())


def test_every_value_knows_its_line() -> None:
    root, _ = read("x.yaml", b"# first\na:\n  - b: c\n    d: |\n      e\n  - f\n")

    assert root is not None
    items = root["a"]
    assert isinstance(items, Items)
    first = items[0]
    assert isinstance(first, Fields)
    lines = [root.keys_at["a"], items.line, first.line, first.keys_at["d"], first["d"].line]
    assert [*lines, items[1].line] == [2, 3, 3, 4, 4, 6]


@pytest.mark.parametrize(
    ("written", "cut"),
    [
        ("a: b # c", True),
        ("a: b\t# c", True),
        ("a: # c", True),
        ("a: b#c", False),
        ('a: "b # c"', False),
        ("a: 'b' # c", False),
        ("a: |\n  b # c", False),
        ("a: >- # c\n  b", False),
        ("a: b\n# c", False),
        ("a: {b: c} # d", False),
    ],
)
def test_a_comment_that_cuts_a_plain_text_is_known(written: str, cut: bool) -> None:
    root, faults = read("x.yaml", written.encode())

    assert root is not None and not faults
    assert _cut(root["a"]) is cut


def _cut(value: Value) -> bool:
    return isinstance(value, Scalar) and value.cut


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 1_000_000,
        b"- " * 1_000_000,
        b"{a: " * 500_000,
        b"? " * 500_000,
        b"a: &a [x, x]\n" + b"".join(b"b%d: [*a, *a]\n" % n for n in range(100_000)),
        b'a: "' + b"x\n" * 1_000_000,
        b"a: '" + b"''" * 1_000_000,
        b"&" * 1_000_000,
        b"\n".join(b" " * n + b"a:" for n in range(2_000)),
    ],
)
def test_what_would_explode_is_refused_at_once(raw: bytes) -> None:
    start = time.process_time()
    root, faults = read("x.yaml", raw)

    assert (root, len(faults)) == (None, 1)
    assert time.process_time() - start < 2
