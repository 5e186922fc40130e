"""Knowledge written back: each change is just that change, and its undo leaves no trace."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.loading import slips
from bot.splicing.editing import (
    AddPhrasing,
    AddRecord,
    Change,
    RemovePhrasing,
    RemoveRecord,
    SetField,
    edited,
)
from bot.splicing.patch import SKIPPED, Patch, around, difference, patch_of, read_patch, undone
from bot.splicing.places import BOM, Document, ids, span
from bot.splicing.trees import EditError, Refusal, tree_of
from bot.splicing.words import scalar
from tests.desks import ROOT
from tests.soaking import share

# Everything a hand may do to a file that still loads.
NASTY = """\
# yaml-language-server: $schema=schema.json
title: {id: Umum, en: 'General'}   # label


entries:
    # --- pertama
    -   id: satu        # id: jangan diubah
        title: "Satu: yang pertama"
        ask:
        - apa itu satu
        - "tanya: # bukan komentar"   # dikutip
        - 'it''s one'

        # - yang lama, tidak dipakai lagi
        - kalimat yang panjang sekali dan
          dilipat ke baris berikutnya
        answer:
          id: |
            Alinea pertama: titik dua. # bukan komentar

            - butir “satu”
              - butir dalam

          en: >-
            One,
            two.
        sources:
          - {title: Pasal 1, url: https://a.id/b#c, date: 8 Desember 2025}
          - title: Lisan
        checked: 2026-11-24  # dibandingkan Bu Rini
        confirmed_by:        # belum
    - {id: dua, title: 2024, ask: [dua, "yang, kedua",   'x'], answer: "ya", private: tidak}

    -
        id: tiga
        ask:   [
          tiga,       # satu baris satu
          "ti: ga",
        ]
        title: Tiga
        answer: >+
          dilipat
          tetapi dijaga


    - id: empat
      title: {id: Empat,
              en: Four}
      ask: []
      answer: Jawaban yang amat panjang LONG
      confirmed_by: Kasubbag   # 24 November

referrals:

- id: rujuk-ktp
  title: KTP 🪪
  ask:
  # hanya catatan
  - bikin ktp
  answer: Ke Disdukcapil.
spi:
  figures:
    - {subject: kpu, year: 2024, index: 74.04}
    - subject: nasional
      year: 2024
      index: "71,53"
gaps:
# selesai
""".replace("LONG", "sekali " * 60)

FORMS = {
    "LF": NASTY.encode(),
    "CRLF": NASTY.replace("\n", "\r\n").encode(),
    "BOM, CRLF and no last line's end": b"\xef\xbb\xbf"
    + NASTY.rstrip().replace("\n", "\r\n").encode(),
    "no last line's end": NASTY.replace("gaps:\n# selesai\n", "").rstrip("\n").encode(),
}
IDS = ("satu", "dua", "tiga", "empat", "rujuk-ktp", "spi-kpu-2024", "spi-nasional-2024")
TEXTS = (
    *("apa ya", "ya", "no", "13:30", "0812", "2024-01-01", "3.14", "null", "~", "é ü 🪪", "a: b"),
    *(
        "a #b",
        "#c",
        "- d",
        "-d",
        "? e",
        ": f",
        "[g]",
        "{h}",
        "*i",
        "&j",
        "!k",
        "|",
        ">",
        "%m",
        "@n",
    ),
    *(
        "`o",
        '"p"',
        "'q'",
        "r's",
        's"t',
        "a, b",
        "a]",
        "b}",
        "berapa: 10% & lain",
        "x:",
        "a\\b",
        "=1",
    ),
    *(
        "<script>alert('x')</script>",
        "kata " * 80 + "akhir",
        "...",
        "---",
        "‘kutip’ “ganda”",
        "a\tb",
    ),
)
LONG_TEXTS = (*TEXTS, "Satu.\n\nDua: dua.\n- tiga # empat\n  lima", "  maju\nbaris", "a\n\n\nb\n")


def texts_of(chance: random.Random, many: Sequence[str] = TEXTS) -> str:
    return chance.choice(many).strip()


def any_change(chance: random.Random, raw: bytes, serial: int) -> Change:
    """A change that a person might make to the file as it is."""
    ids = [*IDS, *ids_of(raw)]
    id, text = chance.choice(ids), texts_of(chance)
    kind = chance.randrange(10)
    if kind < 3:
        return AddPhrasing(id=id, phrasing=f"{text} {serial}" if chance.random() < 0.5 else text)
    if kind in (3, 8):
        asked = [*phrasings(raw, id), text]
        return RemovePhrasing(id=id, phrasing=chance.choice(asked))
    if kind == 4:
        name, language = chance.choice(
            [("confirmed_by", None), ("checked", None), ("title", "id"), ("title", "en"),
             ("answer", "id"), ("answer", "en"), ("answer", "su"), ("note", "id")]
        )  # fmt: skip
        value = texts_of(chance, LONG_TEXTS) if chance.random() < 0.8 else ""
        return SetField(id=id, name=name, language=language, value=value)
    if kind < 6:
        return AddRecord(
            section=chance.choice(["entries", "referrals", "gaps", "services"]),
            fields={
                "id": f"baru-{serial}",
                "title": {"id": text, "en": texts_of(chance)},
                "ask": [texts_of(chance), texts_of(chance)],
                "answer": {"id": texts_of(chance, LONG_TEXTS), "en": texts_of(chance, LONG_TEXTS)},
                "sources": [{"title": text, "date": "2026-11-24"}],
                "checked": "2026-11-24",
                "confirmed_by": "",
            },
        )
    return RemoveRecord(id=id)


def ids_of(raw: bytes) -> list[str]:
    return [*ids(Document(raw.decode().removeprefix(BOM)))]


def phrasings(raw: bytes, id: str) -> list[str]:
    tree = tree_of(raw)
    listed = [one for section in tree.values() if isinstance(section, list) for one in section]
    return [ask for one in listed if one.get("id") == id for ask in one.get("ask") or ()]


def lines_of(raw: bytes, id: str) -> range:
    """The numbers of a record's lines, from 1; one more on either side, where it is put or cut."""
    document = Document(raw.decode().removeprefix(BOM))
    place = document.place(id)
    if place is None:
        return range(1, document.text.count("\n") + 3)
    start, end = span(place.record)[0], document.below(place.record)
    return range(document.text.count("\n", 0, start) - 1, document.text.count("\n", 0, end) + 4)


def touched(patch: Patch) -> range:
    """The numbers of the lines that went, and of the one where others came."""
    lines = patch.removed.count("\n") + (not patch.removed.endswith("\n"))
    return range(patch.line, patch.line + max(1, lines))


def made(raw: bytes, change: Change) -> tuple[bytes | None, Refusal | None]:
    try:
        return edited(raw, [change]), None
    except EditError as error:
        return None, error.refusal


@pytest.mark.soak
@pytest.mark.parametrize("form", FORMS)
def test_any_edits_and_their_undo_leave_the_file_byte_for_byte(form: str) -> None:
    chance = random.Random(form)
    now, tried = FORMS[form], 0
    history: list[tuple[bytes, Patch]] = []
    while len(history) < share(1000):
        tried += 1
        change = any_change(chance, now, tried)
        after, refusal = made(now, change)
        if after is None:
            assert refusal in (Refusal.MISSING, Refusal.PRESENT), (change, refusal)
            continue
        patch = read_patch(patch_of(now, after).written())
        assert undone(after, patch) == now, change
        own = lines_of(now, getattr(change, "id", ""))
        assert after == now or {*touched(patch)} <= {*own}, change
        history.append((now, patch))
        now = after
    for before, patch in reversed(history):
        undid = undone(now, patch)
        assert undid == before
        now = undid

    assert now == FORMS[form]


ADDED = [
    ("satu", "        - berapa ya"),
    ("dua", "ask: [dua, \"yang, kedua\",   'x', berapa ya], answer"),
    ("tiga", "          berapa ya,"),
    ("empat", "      ask: [berapa ya]"),
    ("rujuk-ktp", "  - berapa ya"),
    ("spi-kpu-2024", "    - {subject: kpu, year: 2024, index: 74.04, ask: [berapa ya]}"),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("id", "line"), ADDED)
def test_a_phrasing_is_one_line_written_as_its_neighbours_are(
    form: str, id: str, line: str
) -> None:
    before = FORMS[form]
    after = edited(before, [AddPhrasing(id=id, phrasing="berapa ya")])
    added = [one.text for one in difference(patch_of(before, after)) if one.sign == "+"]

    assert any(line in one for one in added)
    assert len(added) <= (2 if id == "tiga" else 1)
    assert before.count(b"\r\n") == before.count(b"\n") * (b"\r" in before)
    assert after.count(b"\r\n") == after.count(b"\n") * (b"\r" in before)
    assert before.endswith(b"\n") == after.endswith(b"\n")


@pytest.mark.parametrize("text", sorted(TEXTS))
@pytest.mark.parametrize("id", ["satu", "dua"])
def test_whatever_is_typed_is_asked_just_so(text: str, id: str) -> None:
    after = edited(FORMS["CRLF"], [AddPhrasing(id=id, phrasing=text)])

    assert phrasings(after, id)[-1] == text


# As texts come out of a form: one line, no blanks around it.
TYPED = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
    | st.sampled_from(":#-'\"[]{},&*!|>%@`? "),
    max_size=60,
).map(lambda text: " ".join(text.split()))


@pytest.mark.soak
@settings(max_examples=share(3000, least=100), deadline=None)
@given(text=TYPED.filter(bool), id=st.sampled_from(IDS), form=st.sampled_from(sorted(FORMS)))
def test_any_line_is_written_so_that_it_is_read_as_it_was_typed(
    text: str, id: str, form: str
) -> None:
    after, refusal = made(FORMS[form], AddPhrasing(id=id, phrasing=text))
    if after is None:
        hidden = slips.HIDDEN_CHARACTER.search(text) or slips.ODD_INDENT.search(f" {text}")
        assert refusal is Refusal.PRESENT or hidden
    elif not id.startswith("spi"):
        assert phrasings(after, id)[-1] == text


WRITTEN = [
    ("apa syarat wbk?", "apa syarat wbk?"),
    ("syarat: apa", '"syarat: apa"'),
    ("nomor #1", '"nomor #1"'),
    ("- mulai", '"- mulai"'),
    ("ya", "ya"),
    ("yes", '"yes"'),
    ("13:30", '"13:30"'),
    ("2024", '"2024"'),
    ('kata "itu": apa', "'kata \"itu\": apa'"),
    ("[a]", '"[a]"'),
    ("it's", "it's"),
]


@pytest.mark.parametrize(("text", "written"), WRITTEN)
def test_quotes_are_put_only_where_they_are_needed(text: str, written: str) -> None:
    assert scalar(text) == written


def test_a_new_section_and_a_new_file_are_begun() -> None:
    fields = {"id": "baru", "title": "Baru", "ask": ["apa yang baru"], "answer": "Ini."}
    change = AddRecord(section="referrals", fields=fields)

    record = b"""\
referrals:
  - id: baru
    title: Baru
    ask:
      - apa yang baru
    answer: Ini.
"""
    assert edited(b"", [change]) == record
    assert edited(b"# kosong\n", [change]) == b"# kosong\n\n" + record
    assert edited(b"gaps:\nreferrals:  # di sini\n", [change]) == (
        b"gaps:\nreferrals:  # di sini\n" + record.partition(b"\n")[2]
    )  # fmt: skip


FOLDED = """\
entries:
  - id: satu
    answer: >-
      Kalimat pertama yang tidak berubah, dan
      kalimat kedua di baris lain.


      Alinea kedua
      tetap begini.
    title: Satu
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_folded_text_stays_folded_and_is_broken_anew_only_where_it_changed(end: str) -> None:
    before = FOLDED.replace("\n", end).encode()
    said = "Kalimat pertama yang tidak berubah, dan kalimat kedua.\n\nAlinea kedua tetap begini."
    after = edited(before, [SetField(id="satu", name="answer", value=said)])
    wanted = FOLDED.replace("kalimat kedua di baris lain.", "kalimat kedua.").replace("\n", end)

    assert after == wanted.encode()


@pytest.mark.soak
@settings(max_examples=share(3000, least=100), deadline=None)
@given(
    paragraphs=st.lists(
        st.text(st.sampled_from("ab:#-'\"[]{},&*!|>%@`? ")).map(str.strip), min_size=1, max_size=5
    )
)
def test_any_text_is_folded_so_that_it_is_read_as_it_was_typed(paragraphs: list[str]) -> None:
    text = "\n".join(paragraphs).strip()
    after = edited(FOLDED.encode(), [SetField(id="satu", name="answer", value=text)])

    assert tree_of(after)["entries"][0]["answer"].strip() == text


def test_a_comment_behind_a_field_outlives_its_value() -> None:
    change = SetField(id="satu", name="confirmed_by", value="Bu Rini: Kasubbag")
    after = edited(FORMS["LF"], [change]).decode()
    undid = edited(after.encode(), [SetField(id="satu", name="confirmed_by", value="")])

    assert '        confirmed_by: "Bu Rini: Kasubbag"        # belum\n' in after
    assert undid == FORMS["LF"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (AddPhrasing(id="tak-ada", phrasing="x"), Refusal.MISSING),
        (AddPhrasing(id="satu", phrasing="apa itu satu"), Refusal.PRESENT),
        (RemovePhrasing(id="satu", phrasing="apa itu dua"), Refusal.MISSING),
        (RemoveRecord(id="../satu"), Refusal.MISSING),
        (AddRecord(section="gaps", fields={"id": "satu"}), Refusal.PRESENT),
        (SetField(id="satu", name="sources", value="x"), Refusal.MISSING),
        (AddPhrasing(id="satu", phrasing="a\x07b"), Refusal.UNSAFE),
    ],
)
def test_what_cannot_be_done_is_refused(change: Change, refusal: Refusal) -> None:
    assert made(FORMS["LF"], change) == (None, refusal)


@pytest.mark.parametrize("broken", [b"entries: [", b"a: &x 1\nb: *x", b"\xff\xfe", b"a: 1\na: 2"])
def test_a_file_that_is_not_read_whole_is_not_written(broken: bytes) -> None:
    assert made(broken, AddPhrasing(id="satu", phrasing="x")) == (None, Refusal.FAULTY)


def test_a_change_is_undone_beside_later_ones_and_not_where_these_took_its_place() -> None:
    first = edited(FORMS["CRLF"], [AddPhrasing(id="satu", phrasing="pertama")])
    patch = patch_of(FORMS["CRLF"], first)
    elsewhere = AddPhrasing(id="rujuk-ktp", phrasing="kedua")
    second = edited(first, [SetField(id="dua", name="title", value="Dua"), elsewhere])
    third = edited(second, [RemovePhrasing(id="satu", phrasing="pertama")])

    wanted = edited(FORMS["CRLF"], [SetField(id="dua", name="title", value="Dua"), elsewhere])
    assert undone(second, patch) == wanted
    with pytest.raises(EditError):
        undone(third, patch)


def test_long_stretches_between_two_changes_are_told_in_one_line() -> None:
    before = "".join(f"a{n}: {n}\n" for n in range(30)).encode()
    after = before.replace(b"a3: 3", b"a3: x").replace(b"a20: 20", b"a20: x")
    lines = around(difference(patch_of(before, after)))

    assert [line.number for line in lines if line.sign == SKIPPED] == [10]
    assert [line.text for line in lines if line.sign == "+"] == ["a3: x", "a20: x"]
    assert [line.text for line in lines if line.sign == " "][2:5] == ["a2: 2", "a4: 4", "a5: 5"]


def test_a_file_that_was_made_is_taken_away_again() -> None:
    patch = patch_of(None, b"gaps:\n")

    assert undone(b"gaps:\n", patch) is None
    assert undone(None, patch_of(b"gaps:\n", None)) == b"gaps:\n"


def test_every_shipped_file_takes_a_phrasing_as_one_line_more() -> None:
    for file in (ROOT / "knowledge").glob("*.yaml"):
        before = file.read_bytes()
        for id in [*ids(Document(before.decode()))][::10]:
            after = edited(before, [AddPhrasing(id=id, phrasing="kalimat: baru")])
            signs = [line.sign for line in difference(patch_of(before, after))]
            assert (signs.count("+"), signs.count("-")) in ((1, 0), (2, 0)), (file.name, id)
