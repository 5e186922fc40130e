"""What a change did to a file's lines: to be shown, to be kept, and to be undone later."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from bot.loading.slips import BREAK
from bot.splicing.trees import EditError, Refusal

# Lines around a change that are kept with it: they tell where it belongs once others have come.
CONTEXT = 3
SKIPPED = "…"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the difference; `number` is that of the file it is in, from 1."""

    sign: str
    """`+` added, `-` gone, ` ` as it was; SKIPPED: so many lines as they were as `number` says."""
    number: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Patch:
    """`removed` became `added` (whole lines, with their ends), in `line`, between two contexts.

    `before` and `after` are the marks of the whole file, "" where there was none.
    """

    before: str
    after: str
    line: int
    lead: str
    removed: str
    added: str
    tail: str

    def written(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def read_patch(written: str) -> Patch:
    """What `written` gave."""
    return Patch(**json.loads(written))


def mark(raw: bytes | None) -> str:
    """What tells two contents of a file apart; "" for a file that is not there."""
    return "" if raw is None else hashlib.sha256(raw).hexdigest()


def patch_of(before: bytes | None, after: bytes | None) -> Patch:
    """What makes the one of the other; both are UTF-8."""
    old, new = _lines(before), _lines(after)
    shortest = min(len(old), len(new))
    start = next((at for at in range(shortest) if old[at] != new[at]), shortest)
    left = shortest - start
    end = next((at for at in range(left) if old[-1 - at] != new[-1 - at]), left)
    return Patch(
        before=mark(before),
        after=mark(after),
        line=start + 1,
        lead="".join(old[max(0, start - CONTEXT) : start]),
        removed="".join(old[start : len(old) - end]),
        added="".join(new[start : len(new) - end]),
        tail="".join(old[len(old) - end :][:CONTEXT]),
    )


def undone(now: bytes | None, patch: Patch) -> bytes | None:
    """The file without that change, whatever else was done since; None: there was no file.

    EditError where its lines are no longer there, or no longer to be told from others.
    """
    if mark(now) == patch.after and not patch.before:
        return None
    if now is None:
        if patch.after:
            raise EditError(Refusal.CHANGED)
        return patch.removed.encode()
    try:
        text = now.decode()
    except UnicodeDecodeError:
        raise EditError(Refusal.CHANGED) from None
    start = _found(text, patch, exact=mark(now) == patch.after)
    return (text[:start] + patch.removed + text[start + len(patch.added) :]).encode()


def difference(patch: Patch) -> list[Line]:
    """What a reader is shown; a line whose end alone is another is none."""
    old, new = _bare(patch.removed), _bare(patch.added)
    lead, tail = _bare(patch.lead), _bare(patch.tail)
    shown = [*_as_they_were(lead, patch.line - len(lead))]
    for tag, i, k, j, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            shown += _as_they_were(new[j:n], patch.line + j)
        else:
            shown += [_line("-", patch.line + at, old[at]) for at in range(i, k)]
            shown += [_line("+", patch.line + at, new[at]) for at in range(j, n)]
    return [*shown, *_as_they_were(tail, patch.line + len(new))]


def around(lines: Sequence[Line]) -> list[Line]:
    """What was changed and CONTEXT lines about it; longer stretches between are told in one."""
    near = {
        at + by
        for at, line in enumerate(lines)
        if line.sign != " "
        for by in range(-CONTEXT, CONTEXT + 1)
    }
    shown: list[Line] = []
    for at, line in enumerate(lines):
        if at in near:
            shown.append(line)
        elif shown and shown[-1].sign == SKIPPED:
            shown[-1] = _line(SKIPPED, shown[-1].number + 1, "")
        else:
            shown.append(_line(SKIPPED, 1, ""))
    return shown


def _found(text: str, patch: Patch, *, exact: bool) -> int:
    """Where `added` begins: by count of lines in the very file, else by what stands around it."""
    if exact:
        return sum(map(len, _lines(text.encode())[: patch.line - 1]))
    for context in range(CONTEXT, 0, -1):
        lead = "".join(_lines(patch.lead.encode())[-context:])
        tail = "".join(_lines(patch.tail.encode())[:context])
        whole = lead + patch.added + tail
        places = [at for at in _all(text, whole) if _whole_lines(text, at, whole, patch)]
        if len(places) == 1:
            return places[0] + len(lead)
    raise EditError(Refusal.CHANGED)


def _all(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _whole_lines(text: str, at: int, whole: str, patch: Patch) -> bool:
    """Whether it begins with a line, and is at the file's edge where it was."""
    begins = at == 0 if not patch.lead else at == 0 or text[at - 1] in "\r\n"
    return begins and (bool(patch.tail) or at + len(whole) == len(text))


def _lines(raw: bytes | None) -> list[str]:
    """Lines with their ends, as YAML counts them."""
    text = (raw or b"").decode()
    ends = [found.end() for found in BREAK.finditer(text)]
    starts = [0, *ends]
    return [text[i:k] for i, k in zip(starts, [*ends, len(text)], strict=True) if k > i]


def _bare(text: str) -> list[str]:
    return [line.rstrip("\r\n") for line in _lines(text.encode())]


def _as_they_were(lines: Sequence[str], first: int) -> list[Line]:
    return [_line(" ", first + at, text) for at, text in enumerate(lines)]


def _line(sign: str, number: int, text: str) -> Line:
    return Line(sign=sign, number=number, text=text)
