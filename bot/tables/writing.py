"""New entries as a knowledge file of their own: what the loader reads back is what was given."""

import sys
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import yaml

from bot.entries import Entry


class _Dumper(yaml.SafeDumper):
    """As people write the shipped files: lists stand under their key, long texts under `|`."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _nothing(dumper: yaml.SafeDumper, _: None) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:null", "")  # `null` would be a name here


_Dumper.add_representer(str, _text)
_Dumper.add_representer(type(None), _nothing)


def written(
    title: str, entries: Sequence[Entry], groups: Sequence[str], note: str
) -> tuple[str, Mapping[int, Entry]]:
    """The file, and each entry by the line (from 1) that it begins in.

    Entries of one of `groups` (a name each, "" for none) that follow one another stand together
    under its name; `note` is the comment above all.
    """
    above = "".join(f"# {line}\n" for line in note.splitlines())
    parts = [f"{above}{_dumped({'title': title})}\nentries:\n"]
    line, places = parts[0].count("\n") + 1, dict[int, Entry]()
    for group, members in groupby(zip(groups, entries, strict=True), lambda pair: pair[0]):
        if group:
            parts.append(f"  # {group}\n\n")
            line += 2
        for _, entry in members:
            places[line] = entry
            parts.append(textwrap.indent(_dumped([_fields(entry)]), "  ") + "\n")
            line += parts[-1].count("\n")
    return "".join(parts).rstrip("\n") + "\n", places


def _fields(entry: Entry) -> dict[str, object]:
    """What such an entry may have; in an answer braces would cite a figure, so they are doubled."""
    fields: dict[str, object] = {
        "id": entry.id,
        "title": entry.title.id,
        "ask": list(entry.ask),
        "answer": entry.answer.id.replace("{", "{{").replace("}", "}}"),
    }
    if entry.sources:
        fields["sources"] = [
            _present(title=source.title, url=source.url, date=source.date)
            for source in entry.sources
        ]
    return {**fields, "checked": entry.checked, "confirmed_by": entry.confirmed_by}


def _present(**fields: str | date | None) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}


def _dumped(value: object) -> str:
    made: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=sys.maxsize
    )
    return made
