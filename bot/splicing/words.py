"""How a text is written as YAML: as plain as it can be, quoted where it must be.

Nothing is guessed about what must be quoted: the loader's own reader is asked what it would make of
the bare text.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import yaml

from bot.loading.reading import Fields, Items, read

Written: TypeAlias = "str | Mapping[str, Written] | Sequence[Written]"
"""A field: one text, a text or a list in several languages, a list of texts or of small records."""

# Longer texts stand in a block of their own, each paragraph a line, as the staff's guide shows.
LONG = 100
STEP = 2
# Fields whose values look like something else than text, and are never quoted for that.
BARE = frozenset({"checked", "date", "private", "scope", "year", "index", "number"})
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def scalar(text: str, *, flow: bool = False, bare: bool = False, cited: bool = False) -> str:
    """`text` in one line; `flow`: within brackets; `bare`: quoted only where it would not read.

    `cited`: quoted whatever it is, for the loader takes a comment behind a bare text for its end.
    """
    if not cited and _reads(text, flow) and (bare or _looks_like_text(text)):
        return text
    if not set(text) & {'"', "\\", "\n", "\t", "\r"}:
        return f'"{text}"'
    if not set(text) & {"\n", "\t", "\r"}:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text.translate(_ESCAPES)}"'


def is_block(text: str) -> bool:
    """Whether it is written under a `|` where there is room for one."""
    return "\n" in text or len(text) > LONG


def value(text: str, column: int, *, flow: bool, bare: bool = False) -> list[str]:
    """What stands behind a key at that column: the rest of its line, and lines below."""
    if not text:
        return [" " if flow else ""]
    if flow or not is_block(text):
        return [" " + scalar(text, flow=flow, bare=bare)]
    indent = " " * (column + STEP)
    return [" |", *(indent + line if line else "" for line in text.split("\n"))]


def field(key: str, written: Written, column: int) -> list[str]:
    """The lines of a field whose key stands at that column."""
    lines = _behind(key, written, column)
    return [f"{' ' * column}{key}:{lines[0]}", *lines[1:]]


def record(fields: Mapping[str, Written], column: int, gap: int = 1) -> list[str]:
    """The lines of a list's item; its dash stands at that column, `gap` spaces before the keys."""
    inner = column + 1 + gap
    lines = [line for key, written in fields.items() for line in field(key, written, inner)]
    return [f"{' ' * column}-{lines[0][column + 1 :]}", *lines[1:]]


def in_braces(written: Written) -> str:
    """A field in one line, for a place within brackets."""
    if isinstance(written, str):
        return scalar(written, flow=True)
    if isinstance(written, Mapping):
        return record_in_braces(written)
    return "[" + ", ".join(in_braces(part) for part in written) + "]"


def record_in_braces(fields: Mapping[str, Written]) -> str:
    """A whole record in one line."""
    parts = (
        f"{key}: {_flow(key, written) if isinstance(written, str) else in_braces(written)}"
        for key, written in fields.items()
    )
    return "{" + ", ".join(parts) + "}"


def _behind(key: str, written: Written, column: int) -> list[str]:
    if isinstance(written, str):
        return value(written, column, flow=False, bare=key in BARE)
    inner = column + STEP
    if isinstance(written, Mapping):
        if _fits(written):
            return [" " + in_braces(written)]
        return ["", *(line for lang, part in written.items() for line in field(lang, part, inner))]
    items = (scalar(part) if isinstance(part, str) else in_braces(part) for part in written)
    return ["", *(f"{' ' * inner}- {item}" for item in items)]


def _fits(parts: Mapping[str, Written]) -> bool:
    texts = [part for part in parts.values() if isinstance(part, str)]
    fits = "\n" not in "".join(texts) and sum(map(len, texts)) <= LONG
    return fits and len(texts) == len(parts)


def _flow(key: str, text: str) -> str:
    return scalar(text, flow=True, bare=key in BARE) if text else ""


def _reads(text: str, flow: bool) -> bool:
    """Whether it means itself without quotes, as an item and behind a key."""
    block = f"a:\n  - {text}\nb: {text}\nc: c\n"
    braces = f"a: [{text}, {text}]\nb: {{k: {text}}}\nc: c\n"
    root, faults = read("", (braces if flow else block).encode("utf-8", "replace"))
    if root is None or faults:
        return False
    item, beside = root.get("a"), root.get("b")
    found = [*item] if isinstance(item, Items) else []
    found.append(beside["k"] if isinstance(beside, Fields) and "k" in beside else beside or "")
    return found == [text] * len(found) and not any(getattr(one, "cut", True) for one in found)


def _looks_like_text(text: str) -> bool:
    """Whether other programs too would take it for a text: not a number, a day, a yes or no."""
    kinds = yaml.SafeLoader.yaml_implicit_resolvers
    first = [*kinds.get(text[:1], ()), *kinds.get(None, ())]
    return not any(pattern.match(text) for _, pattern in first)
