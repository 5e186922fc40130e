"""The bot's sentences and word lists read, and how a folder's language.yaml overrides them."""

import string
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from bot.entries import Text
from bot.language import Language, RegulationKind
from bot.loading.faults import Fault
from bot.loading.modelling import modelled
from bot.loading.reading import Fields, faults_of, read
from bot.loading.records import LanguageFile
from bot.loading.slips import Slip
from bot.loading.values import nearest

SHIPPED = ("language.yaml", "words.yaml")
_BOT = Path(__file__).parent.parent

KEEP = "kalimat `{}` harus memuat tepat isian {} dalam tiap bahasa; kurung lain ditulis {{{{ }}}}"


@cache
def shipped() -> tuple[Language, tuple[Fault, ...]]:
    """The bot's own language, and what is wrong with it: nothing, or this is a bug."""
    language, faults = Language(), list[Fault]()
    for name in SHIPPED:
        root, found = read(f"bot/{name}", (_BOT / name).read_bytes())
        language, slips = extended(language, root or Fields(1))
        faults += [*found, *faults_of(f"bot/{name}", slips)]
    return language, tuple(faults)


def extended(base: Language, root: Fields) -> tuple[Language, list[Slip]]:
    """`base` with a file's words and sentences: tables grow key by key, lists are replaced."""
    file, slips = modelled(LanguageFile, root)
    given: dict[str, Any] = {name: getattr(file, name) for name in file.model_fields_set}
    if "kinds" in given:
        given["kinds"] = {
            key: RegulationKind(name=kind.name, forms=kind.forms)
            for key, kind in file.kinds.items()
        }
    merged: dict[str, Any] = {
        name: {**getattr(base, name), **part} if isinstance(part, dict) else part
        for name, part in given.items()
    }
    return replace(base, **merged), slips + _ill_filled(file.say, file.say, root)


def overridden(base: Language, root: Fields) -> tuple[Language, list[Slip]]:
    """`base` as a folder wants it; no sentence may be new, or lose or gain a {field}."""
    language, slips = extended(base, root)
    unknown = [
        Slip(f"kalimat `{key}` tidak dikenal; {nearest(key, base.say)}", line)
        for key, line in _places(root).items()
        if key not in base.say
    ]
    own = {key: language.say[key] for key in _places(root) if key in base.say}
    return language, slips + unknown + _ill_filled(own, base.say, root)


def _ill_filled(given: Mapping[str, Text], model: Mapping[str, Text], root: Fields) -> list[Slip]:
    """A slip for each sentence that does not hold, in each language, its model's {fields}."""
    places = _places(root)
    return [
        Slip(KEEP.format(key, _listed(model[key].id)), places[key])
        for key, text in given.items()
        for part in (text.id, text.en, text.su)
        if part is not None and _fields(part) != _fields(model[key].id)
    ]


def _places(root: Fields) -> dict[str, int]:
    say = root.get("say")
    return say.keys_at if isinstance(say, Fields) else {}


def _listed(sentence: str) -> str:
    names = sorted(_fields(sentence) or ())
    return ", ".join(f"{{{name}}}" for name in names) or "tidak ada"


def _fields(sentence: str) -> frozenset[str] | None:
    """The {fields} of a sentence; None where its braces do not pair."""
    try:
        parts = [part for part in string.Formatter().parse(sentence) if part[1] is not None]
    except ValueError:
        return None
    plain = all(str(name).isidentifier() and not spec and not to for _, name, spec, to in parts)
    return frozenset(str(name) for _, name, _, _ in parts) if plain else None
