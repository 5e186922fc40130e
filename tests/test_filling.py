"""An answer cites its figures from the records, in the manner of its language."""

import json
from pathlib import Path

import pytest

from bot.entries import Text
from bot.knowledge import load
from tests.folders import SPI, entry, made, refused


@pytest.mark.parametrize(
    ("placeholder", "indonesian", "english"),
    [
        ("{spi kpu 2024}", "74,04", "74.04"),
        ("{kategori kpu 2024}", "waspada", "waspada"),
        ("{selisih kpu nasional 2024}", "2,51", "2.51"),
        ("{selisih nasional kpu 2024}", "2,51", "2.51"),
        (
            "{rentang 2024}",
            "- rentan: 0–72,9\n- waspada: 73–77,9\n- terjaga: 78–100",
            "- rentan: 0–72.9\n- waspada: 73–77.9\n- terjaga: 78–100",
        ),
        ("{layanan}", "- PPID\n- Salinan", "- PPID\n- Copies"),
        ("{{nama}}", "{nama}", "{nama}"),
        ("a { b", "a { b", "a { b"),
    ],
)
def test_a_placeholder_becomes_what_the_records_say(
    tmp_path: Path, placeholder: str, indonesian: str, english: str
) -> None:
    quoted = json.dumps(placeholder)
    services = (
        "services:\n  - {id: ppid, title: PPID, ask: [ppid], what: Pejabat.}\n"
        "  - {id: salin, title: {id: Salinan, en: Copies}, ask: [salin], what: Salin.}\n"
    )
    files = {
        "a.yaml": entry(answer=f"{{id: {quoted}, en: {quoted}}}"),
        "b.yaml": SPI,
        "c.yaml": services,
    }

    knowledge = load(made(tmp_path, files))

    assert knowledge.entry("satu").answer == Text(id=indonesian, en=english)


def test_a_year_of_many_digits_is_only_an_unknown_one(tmp_path: Path) -> None:
    faults = refused(made(tmp_path, {"a.yaml": entry(answer=f'"{{rentang {"9" * 5000}}}"')}))

    assert ["tidak dikenal" in faults[1], "terlalu" in faults[1], len(faults)] == [True, False, 2]
