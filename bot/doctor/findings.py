"""What a check found: how bad it is, in one sentence, and in another what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.door.showing import said
from bot.loading.overriding import shipped

GOOD, FAULTS = 0, 1


class State(StrEnum):
    """How bad it is, in the words that are printed; only WRONG makes an exit code."""

    OK = "ok"
    WARNING = "peringatan"
    WRONG = "salah"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`check` names what was looked at; `remedy` is "" where there is nothing to do."""

    check: str
    state: State
    text: str
    remedy: str = ""


def found(check: str, state: State, key: str, /, **fields: object) -> Finding:
    """A finding in the shipped words of `key`: the first line says what is, the second the remedy.

    The shipped words, for the folder's own may be what is broken.
    """
    flat = {name: " ".join(str(value).split()) for name, value in fields.items()}
    text, _, remedy = said(shipped()[0].say, f"doctor_{key}", "id", **flat).partition("\n")
    return Finding(check=check, state=state, text=text, remedy=remedy)


def exit_code(findings: Sequence[Finding]) -> int:
    """0 where nothing is wrong, else 1."""
    return FAULTS if any(finding.state is State.WRONG for finding in findings) else GOOD


def as_text(findings: Sequence[Finding]) -> str:
    """For a terminal: a line each, its remedy under it, and the counts at last."""
    lines: list[str] = []
    for finding in findings:
        lines.append(f"{finding.state:<11}{finding.text}")
        if finding.remedy:
            lines.append(f"{'':11}→ {finding.remedy}")
    return "\n".join([*lines, "", f"{_counts(findings)}."])


def as_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """The findings as a JSON object; "remedy" is null where there is nothing to do."""
    return {
        "good": exit_code(findings) == GOOD,
        "findings": [
            {
                "check": finding.check,
                "state": str(finding.state),
                "text": finding.text,
                "remedy": finding.remedy or None,
            }
            for finding in findings
        ],
    }


def _counts(findings: Sequence[Finding]) -> str:
    states = [finding.state for finding in findings]
    return ", ".join(f"{states.count(state)} {state}" for state in State)
