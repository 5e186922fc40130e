"""The bot's language is whole, and a folder may override it but not break it."""

from pathlib import Path

import pytest

from bot.knowledge import load
from bot.loading.overriding import shipped
from tests.folders import SERVICE, entry, made, refused


def test_the_shipped_language_has_no_fault() -> None:
    assert shipped()[1] == ()


OVERRIDES: list[tuple[str, str, int, list[str]]] = [
    ("unknown table", "shorts: {a: b}\n", 1, ["`shorts`", "`short`"]),
    ("unknown sentence", "say:\n  figur: a\n", 2, ["`figur`", "`figure`"]),
    ("field lost", "say:\n  service_cost: Gratis\n", 2, ["`service_cost`", "{value}"]),
    ("field lost in English", "say:\n  service_cost: {id: 'A {value}', en: A}\n", 2, ["{value}"]),
    ("field misspelt", "say:\n  service_cost: 'Biaya {nilai}'\n", 2, ["{value}"]),
    ("brace left open", "say:\n  service_cost: 'Biaya {value} {'\n", 2, ["{value}"]),
    ("field gained", "say:\n  service_steps: 'Langkah {x}'\n", 2, ["tidak ada"]),
    ("list for a word", "short:\n  a: [b]\n", 2, ["satu teks"]),
    ("kind without name", "kinds:\n  UU: {forms: [uu]}\n", 2, ["`name`", "wajib"]),
]


@pytest.mark.parametrize(("name", "content", "line", "words"), OVERRIDES)
def test_a_broken_language_is_named_at_its_line(
    tmp_path: Path, name: str, content: str, line: int, words: list[str]
) -> None:
    faults = refused(made(tmp_path, {"x.yaml": entry(), "language.yaml": content}))

    assert [fault.split(": ")[0] for fault in faults] == [f"language.yaml:{line}"]
    assert [word for word in words if word not in faults[0]] == []


def test_a_folder_overrides_sentences_and_words_key_by_key(tmp_path: Path) -> None:
    language = (
        "say:\n  service_cost: 'Ongkos: {value}'\nshort: {zzz: tidur}\nhome_places: [tegal]\n"
    )
    bare = load(made(tmp_path, {"layanan.yaml": SERVICE})).language

    folder = made(tmp_path, {"language.yaml": language})
    knowledge = load(folder)

    assert "Ongkos: Gratis\n" in knowledge.entries[0].answer.id
    assert knowledge.entries[0].answer.en is None
    assert knowledge.language.say["service_hours"] == bare.say["service_hours"]
    assert knowledge.language.short == {**bare.short, "zzz": "tidur"}
    assert knowledge.language.home_places == ("tegal",)
    assert knowledge.language.filler == bare.filler
