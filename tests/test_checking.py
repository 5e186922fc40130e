"""A report says what is wrong, what is worth knowing, and what the shipped knowledge has anew."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.checking import as_json, as_text, report
from tests.folders import TODAY, entry, made

PAIR = "entries:\n" + "".join(
    f"  - id: {id}\n    title: {id}\n    ask:\n      - apa itu {id}\n    answer: Ini {id}.\n"
    for id in ("satu", "dua")
)


def test_a_good_folder_passes_with_its_counts(tmp_path: Path) -> None:
    found = report(made(tmp_path, {"x.yaml": PAIR}), today=TODAY)

    assert (found.faults, found.entries, found.referrals, found.phrasings) == ((), 2, 0, 2)
    assert (found.passes(), found.passes(strict=True)) == (True, False)
    assert as_text(found).endswith(
        f"{tmp_path.name}: 2 entri, 0 rujukan, 2 cara bertanya; 0 kesalahan, 8 catatan; "
        f"versi {found.version}."
    )


def test_faults_are_told_line_by_line(tmp_path: Path) -> None:
    found = report(made(tmp_path, {"x.yaml": "entri: []\nb: c\n"}), today=TODAY)

    lines = as_text(found).splitlines()
    assert not found.passes()
    assert lines[0] == "Kesalahan (harus diperbaiki):"
    assert lines[1].startswith("x.yaml:1: kunci `entri` tidak dikenal; mungkin maksudnya `entries`")
    assert lines[2].startswith("x.yaml:2: kunci `b` tidak dikenal")
    assert lines[-1] == f"{tmp_path.name}: 2 kesalahan, 0 catatan."


def test_a_day_is_stale_or_not_by_the_day_that_is_given(tmp_path: Path) -> None:
    made(tmp_path, {"x.yaml": entry(checked="2026-11-24")})

    told = [
        sum("`checked`" in note.message or "400" in note.message for note in found.notes)
        for day in (None, date(2026, 11, 23), TODAY, date(2028, 1, 1))
        for found in [report(tmp_path, today=day)]
    ]

    assert told == [0, 1, 0, 1]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The office's folder and the shipped one, the same at first."""
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    for folder in (own, shipped):
        folder.mkdir()
        made(folder, {"x.yaml": PAIR})
    return own, shipped


def test_the_same_knowledge_has_no_differences(folders: tuple[Path, Path]) -> None:
    own, shipped = folders

    found = report(own, against=shipped, today=TODAY)

    assert (found.new, found.changed) == ((), ())


def test_shipped_entries_that_are_new_or_changed_are_listed(folders: tuple[Path, Path]) -> None:
    own, shipped = folders
    more = entry(id="tiga", ask="[apa itu tiga]").removeprefix("entries:\n")
    made(shipped, {"x.yaml": PAIR.replace("Ini dua", "Inilah dua") + more})

    found = report(own, against=shipped, today=TODAY)

    assert [(d.entry, d.file, d.line, d.fields) for d in found.new] == [("tiga", "x.yaml", 12, ())]
    assert [(d.entry, d.line, d.fields) for d in found.changed] == [("dua", 7, ("answer",))]
    text = as_text(found)
    assert "Baru di pengetahuan bawaan:\nx.yaml:12: `tiga` Satu\n" in text
    assert "Berbeda dari pengetahuan bawaan:\nx.yaml:7: `dua` dua (answer)\n" in text


def test_what_the_office_added_itself_is_no_difference(folders: tuple[Path, Path]) -> None:
    own, shipped = folders
    confirmed = "    answer: Ini dua.\n    confirmed_by: Kasubbag\n    checked: 2026-11-24\n"
    taught = PAIR.replace("    answer: Ini dua.\n", confirmed)
    made(
        own,
        {"x.yaml": taught.replace("      - apa itu dua\n", "      - dua\n      - Apa itu dua?\n")},
    )

    found = report(own, against=shipped, today=TODAY)

    assert (found.new, found.changed) == ((), ())


def test_a_phrasing_that_only_ships_is_a_difference(folders: tuple[Path, Path]) -> None:
    own, shipped = folders
    made(shipped, {"x.yaml": PAIR.replace("apa itu dua\n", "apa itu dua\n      - dua\n")})

    found = report(own, against=shipped, today=TODAY)

    assert [(d.entry, d.fields) for d in found.changed] == [("dua", ("ask",))]


def test_a_broken_folder_to_compare_with_is_named(folders: tuple[Path, Path]) -> None:
    own, shipped = folders
    made(shipped, {"x.yaml": "a: b\n"})

    found = report(own, against=shipped, today=TODAY)

    assert [(fault.file, fault.line) for fault in found.faults] == [("shipped/x.yaml", 1)]


def test_a_report_is_json(folders: tuple[Path, Path]) -> None:
    own, shipped = folders
    made(shipped, {"x.yaml": PAIR + "referrals: [{id: r, title: R, ask: [r], answer: Ke sana.}]\n"})

    found = json.loads(json.dumps(as_json(report(own, against=shipped, today=TODAY))))

    assert [(row["entry"], row["fields"]) for row in found["new"]] == [("r", [])]
    assert {*found["notes"][0]} == {"file", "line", "message"}
    assert (found["faults"], found["entries"], found["folder"]) == ([], 2, "own")
