"""What ships beside what the office keeps: offered one by one, taken over or set aside.

An upgrade never touches the office's own copy, so what is new in what ships has to be offered.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.checking import differences
from bot.keeping.remembered import recall, remember
from bot.keeping.storage import SQLite
from bot.knowledge import Knowledge, load
from bot.loading.reading import Scalar
from bot.loading.values import follow_up, squeezed
from bot.splicing.places import SECTIONS
from bot.splicing.trees import Tree, id_in, tree_of

_ASIDE = "shipped_set_aside"
# The office's own affair: who signed it off.
_OWN = "confirmed_by"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A shipped record that the office lacks (`fields` empty) or has otherwise.

    `tree` is what it says, `section` the last key of the list it is in.
    """

    id: str
    title: str
    file: str
    section: str
    tree: Mapping[str, Tree]
    fields: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What was set aside is offered again once it says something else."""
        told = json.dumps(self.tree, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


class Shipped:
    """The folder that ships. Reads the disk and takes part of a second: call beside the loop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state: tuple[object, ...] = ()
        self._offers: dict[str, Offer] = {}

    def offers(self, own: Knowledge) -> dict[str, Offer]:
        """By id, in the order of the files. Raises KnowledgeError and EditError."""
        files = sorted(self._folder.glob("*.yaml"))
        stats = [(file.name, file.stat()) for file in files]
        state = (own.version, *((name, s.st_mtime_ns, s.st_size) for name, s in stats))
        if state != self._state:
            self._offers = self._compared(own, files)
            self._state = state
        return self._offers

    def _compared(self, own: Knowledge, files: list[Path]) -> dict[str, Offer]:
        held = {id: found for file in files for id, found in _records(tree_of(file.read_bytes()))}
        return {
            one.entry: Offer(
                id=one.entry,
                title=one.title,
                file=one.file,
                section=held[one.entry][0],
                tree=held[one.entry][1],
                fields=one.fields,
            )
            for one in differences(own, load(self._folder))
            if one.entry in held
        }


def merged(offer: Offer, own: Knowledge, now: Mapping[str, Tree] | None) -> dict[str, Tree]:
    """What the office's record says once it is taken over; `now`: what it says today.

    The office's own phrasings and follow-ups stay, and what another of its topics has is not taken
    from it. Entries that it has not are no relatives yet, and nothing leads to them.
    """
    owners = {squeezed(ask): topic.id for topic in own.topics for ask in topic.ask}
    owners |= {squeezed(ask): talk.id for talk in own.smalltalk for ask in talk.ask}
    known = {entry.id for entry in own.entries}
    asked = [*((now or {}).get("ask") or ())]
    theirs = {squeezed(ask) for ask in asked}
    fresh = [ask for ask in offer.tree.get("ask") or () if squeezed(ask) not in theirs]
    told = {
        **offer.tree,
        "ask": [*asked, *(ask for ask in fresh if owners.get(squeezed(ask), offer.id) == offer.id)],
        "related": [id for id in offer.tree.get("related") or () if id in known],
        "then": _followed(
            offer.tree.get("then") or (),
            (now or {}).get("then") or (),
            {topic.id for topic in own.topics},
        ),
        _OWN: "",
    }
    return {key: part for key, part in told.items() if part or key == _OWN}


def _followed(theirs: Iterable[str], own: Iterable[str], topics: Collection[str]) -> list[str]:
    """The office's own follow-ups, then theirs that it has not and that lead to one of `topics`."""
    told = {squeezed(follow_up(Scalar(line, 1)).ask): line for line in own}
    for line in theirs:
        read = follow_up(Scalar(line, 1))
        if not read.entry or read.entry in topics:
            told.setdefault(squeezed(read.ask), line)
    return [*told.values()]


async def aside(store: SQLite) -> dict[str, str]:
    """What was set aside: by id the digest of what was offered then. Raises StoreError."""
    found: dict[str, str] = json.loads(await recall(store, _ASIDE) or "{}")
    return found


async def set_aside(store: SQLite, id: str, digest: str | None) -> None:
    """Not to be offered until it says something else; None: offered again. Raises StoreError."""
    kept = {key: value for key, value in (await aside(store)).items() if key != id}
    await remember(store, _ASIDE, json.dumps(kept | ({id: digest} if digest else {})))


def _records(tree: Tree) -> list[tuple[str, tuple[str, Tree]]]:
    found = []
    for *outer, section in SECTIONS:
        holder = tree
        for key in outer:
            holder = holder.get(key) if isinstance(holder, dict) else None
        listed = holder.get(section) if isinstance(holder, dict) else None
        found += [(id_in(one) or "", (section, one)) for one in listed or ()]
    return found
