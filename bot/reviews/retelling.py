"""A replay told on the terminal: in words, as JSON, and as a picture that stands by itself."""

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from bot.keeping.queryids import id_text
from bot.replies import Kind
from bot.reviews.bars import BAR, Pair, paired
from bot.reviews.replaying import Change, Fate, Met, Mute, Replay

KINDS = {
    Kind.ANSWER: "Dijawab",
    Kind.CLARIFY: "Ditanya balik",
    Kind.REFERRAL: "Dirujuk",
    Kind.NO_DATA: "Data belum ada",
    Kind.UNKNOWN: "Tidak terjawab",
    Kind.SMALLTALK: "Basa-basi",
}
FATES = {
    Fate.WON: "kini terjawab: dahulu terbuka, kini dijawab atau dirujuk",
    Fate.LOST: "hilang: dahulu dijawab atau disetujui warga, kini tidak lagi",
    Fate.CHANGED: "berubah: ditanggapi lain",
    Fate.SAME: "tetap",
}
MUTES = {
    Mute.PRIVATE: "tanpa kata, karena dekat dengan topik rahasia; tidak dapat diputar",
    Mute.PRESSED: "dibuka lewat tombol; tidak diputar",
}
# Changes printed; `--json` has all of them.
LISTED = 200
_WIDTH = 760
_HEAD = 64
# Every rule is under .replay: in a page, the picture must not dress what stands around it.
_STYLE = """
.replay { font: 14px system-ui, sans-serif; background: #fff } .replay .ground { fill: #fff }
.replay .ink { fill: #1c1c1c } .replay .faint { fill: #555 }
.replay .before { fill: none; stroke: #767676 } .replay .after { fill: #00695c }
@media (prefers-color-scheme: dark) {
.replay { background: #16181c } .replay .ground { fill: #16181c }
.replay .ink { fill: #f0f0f0 } .replay .faint { fill: #b4b4b4 }
.replay .before { stroke: #8a8a8a } .replay .after { fill: #6fd0c0 }
}
"""

Title = Callable[[str], str]


def as_text(replay: Replay, version: str, title: Title) -> str:
    """Counts, the two columns of kinds, and what is not the same; `title` names a topic."""
    if not replay.asked:
        return "\n".join(["Tidak ada pertanyaan yang dapat diputar ulang.", *_mutes(replay)])
    lines = [
        f"{_number(replay.asked)} pertanyaan, {_span(replay)}, diputar ulang pada pengetahuan "
        f"{version}:",
        *(f"  {_number(replay.fates.get(fate, 0)):>8}  {words}" for fate, words in FATES.items()),
        *_mutes(replay),
        "",
        f"{'':16}{'dahulu':>8}{'kini':>8}",
        *(
            f"{words:16}{_number(replay.before.get(kind, 0)):>8}"
            f"{_number(replay.after.get(kind, 0)):>8}"
            for kind, words in KINDS.items()
        ),
    ]
    return "\n".join([*lines, *_changes(replay, title)])


def as_json(replay: Replay, version: str) -> dict[str, Any]:
    """The same as an object; every change is in it."""
    return {
        "knowledge": version,
        "first": replay.first.isoformat() if replay.first else None,
        "last": replay.last.isoformat() if replay.last else None,
        "asked": replay.asked,
        **{str(fate): replay.fates.get(fate, 0) for fate in Fate},
        **{str(mute): replay.mute.get(mute, 0) for mute in Mute},
        "before": {str(kind): replay.before.get(kind, 0) for kind in Kind},
        "after": {str(kind): replay.after.get(kind, 0) for kind in Kind},
        "changes": [_object(change) for change in replay.changes],
    }


def svg(replay: Replay, version: str) -> str:
    """How questions were met before and would be now, a pair of bars a kind."""
    drawn = paired(list(KINDS), replay.before, replay.after, _WIDTH)
    height = drawn.height + _HEAD
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        'class="replay" role="img" aria-labelledby="t d">',
        '<title id="t">Log diputar ulang: dahulu dan kini</title>',
        f'<desc id="d">{escape(_told(replay))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="ground" width="{_WIDTH}" height="{height}"/>',
        '<text class="ink" x="16" y="28" font-size="18">Log diputar ulang: dahulu dan kini</text>',
        f'<text class="faint" x="16" y="48">{escape(_caption(replay, version))}</text>',
        f'<g transform="translate(0 {_HEAD})">',
        *(line for pair in drawn.pairs for line in _drawn(pair, drawn.left)),
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _mutes(replay: Replay) -> list[str]:
    return [
        f"  {_number(replay.mute[mute]):>8}  {words}"
        for mute, words in MUTES.items()
        if replay.mute.get(mute)
    ]


def _changes(replay: Replay, title: Title) -> Iterator[str]:
    for fate in (Fate.LOST, Fate.CHANGED, Fate.WON):
        changes = [change for change in replay.changes if change.fate is fate]
        if changes:
            yield from ("", f"{FATES[fate].partition(':')[0].capitalize()}:")
        for change in changes[:LISTED]:
            yield from _change(change, title)
        if len(changes) > LISTED:
            yield f"  … dan {_number(len(changes) - LISTED)} lagi; semuanya ada di --json"


def _change(change: Change, title: Title) -> Iterator[str]:
    approved = ", disetujui warga" if change.approved else ""
    yield f"  “{_printable(change.words)}” ({change.times} kali, {change.people} orang{approved})"
    yield f"      {_met(change.before, title)} -> {_met(change.after, title)}"


def _met(met: Met, title: Title) -> str:
    topics = "; ".join(map(title, met.topics)) if met.kind is not Kind.SMALLTALK else ""
    return f"{KINDS[met.kind]}: {topics}" if topics else KINDS[met.kind]


def _object(change: Change) -> dict[str, Any]:
    return {
        "id": id_text(change.newest),
        "words": change.words,
        "fate": str(change.fate),
        "before": {"kind": str(change.before.kind), "topics": list(change.before.topics)},
        "after": {"kind": str(change.after.kind), "topics": list(change.after.topics)},
        "approved": change.approved,
        "times": change.times,
        "people": change.people,
    }


def _drawn(pair: Pair[Kind], left: int) -> Iterator[str]:
    yield (
        f'<text class="ink" x="{left - 12}" y="{pair.after.y + 5}" text-anchor="end">'
        f"{KINDS[pair.what]}</text>"
    )
    for bar, name, words in ((pair.before, "before", "dahulu"), (pair.after, "after", "kini")):
        yield (
            f'<rect class="{name}" x="{left}" y="{bar.y + 2}" width="{bar.length}" '
            f'height="{BAR - 4}"/>'
        )
        yield (
            f'<text class="faint" x="{left + bar.length + 8}" y="{bar.y + 13}">'
            f"{words} {_number(bar.value)}</text>"
        )


def _told(replay: Replay) -> str:
    """The picture in words, for those who do not see it."""
    return "; ".join(
        f"{words}: dahulu {_number(replay.before.get(kind, 0))}, "
        f"kini {_number(replay.after.get(kind, 0))}"
        for kind, words in KINDS.items()
    )


def _caption(replay: Replay, version: str) -> str:
    fates = ", ".join(
        f"{_number(replay.fates.get(fate, 0))} {words.partition(':')[0]}"
        for fate, words in FATES.items()
    )
    return f"{_number(replay.asked)} pertanyaan, pengetahuan {version}: {fates}"


def _span(replay: Replay) -> str:
    first, last = replay.first, replay.last
    return f"{first:%Y-%m-%d} sampai {last:%Y-%m-%d}" if first and last else ""


def _printable(words: str) -> str:
    """On one line, and without what would drive the terminal: these are a citizen's words."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
