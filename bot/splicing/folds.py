"""A folded text (`>-`) that says something else: folded as it was, broken anew where it changed."""

import re
import textwrap
from collections.abc import Sequence

# `>` or `>-`: with a figure or a `+` blanks mean something, and the text is better written anew.
_HEAD = re.compile(r">-?[ \t]*\Z")
_WIDTH = 120


def refolded(former: str, text: str) -> list[str] | None:
    """What stands behind the key instead of `former`, which begins with its `>`; lines without end.

    None where `text` cannot be folded: it has blanks that a fold would lose.
    """
    head, *rest = former.splitlines()
    paragraphs = text.split("\n")
    if not _HEAD.match(head) or not rest or any(_indented(one) for one in paragraphs):
        return None
    indent = rest[0][: len(rest[0]) - len(rest[0].lstrip())]
    width = max(_WIDTH, *(len(line) for line in rest)) - len(indent)
    old = _groups(rest)
    lines = [f" {head.rstrip()}"]
    for at, paragraph in enumerate(paragraphs):
        if at:
            lines.append("")
        if paragraph:
            known = old.get(paragraph) or _begun(paragraph, list(old.values()), width)
            lines += [indent + line for line in known]
    return lines


def _groups(lines: Sequence[str]) -> dict[str, list[str]]:
    """The paragraphs as they are broken into lines, by what they say."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            groups[-1].append(line.strip())
        elif groups[-1]:
            groups.append([])
    return {" ".join(group): group for group in groups if group}


def _begun(paragraph: str, old: Sequence[Sequence[str]], width: int) -> list[str]:
    """Broken as the old one that begins like it, for as long as they say the same."""
    kept: list[str] = []
    for group in old:
        for number in range(len(group), len(kept), -1):
            if f"{paragraph} ".startswith(" ".join(group[:number]) + " "):
                kept = [*group[:number]]
                break
    left = paragraph[len(" ".join(kept)) :].strip()
    if "  " in left:
        return [*kept, left]
    return [*kept, *textwrap.wrap(left, width, break_long_words=False, break_on_hyphens=False)]


def _indented(line: str) -> bool:
    return line != line.strip()
