"""What a desk has learnt, kept beside the database so that the next start need not learn it again.

It holds the knowledge and what follows from it, nothing of a citizen; it may be deleted at any
time. One that was made of anything else than what is here now is never served: a bot's start is
the same with it and without, but for the second that learning takes. The file's parts: its key,
the checksum of the rest, from which day and to which its notes hold, large arrays, and the desk as
a pickle. The arrays are used where they lie: those that no question has touched are on the disk.
"""

import hashlib
import logging
import mmap
import os
import pickle
import platform
import struct
import sys
import zlib
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

import numpy
import rapidfuzz

from bot.answering import Desk
from bot.heap import give_back
from bot.loading.ageing import held_until
from bot.loading.listing import SUFFIX, listed, version_of

log = logging.getLogger(__name__)

# The key (SHA-256), and the CRC-32 of all that follows; two days as `date.toordinal` counts them,
# and where the pickles begin: the places and sizes of the arrays, and the desk.
_HEAD, _PLAN = struct.Struct(">32sI"), struct.Struct(">IIQ")
_PIECE = 1 << 20
# Bytes from which on an array lies by itself, and at what multiples it begins.
_LARGE, _ALIGNED = 1 << 16, 64
# A file that others may have written is not read.
_OTHERS = 0o022
# Whatever it is answered: a desk that cannot answer this is none.
_PROBE = "apa itu integritas"

# The rooms whose things a desk is made of. They neither read nor write nor wait (test_house.py
# keeps the spine so), so none of their classes does harm, whatever a file makes of them.
_MADE_IN = (
    "answering choosing entries figures guards.aspects guards.bounding guards.computing "
    "guards.figuring guards.naming guards.regulations guards.wishing hearing.chatting "
    "hearing.civility hearing.confiding hearing.forestalling hearing.halving hearing.parting "
    "hearing.speaking knowledge language loading.faults matching normalising ranking.calibrating "
    "ranking.features ranking.finals ranking.gauging ranking.matches ranking.numbering "
    "ranking.postings ranking.repairing ranking.scoring ranking.weighing recent replies "
    "turns.anchoring turns.continuing turns.correcting turns.following turns.leaning "
    "turns.picking turns.resolving turns.rows turns.ruling turns.swapping turns.swaps wording"
)
_ROOMS = frozenset(f"bot.{room}" for room in _MADE_IN.split())
# And what is none of theirs: plain values, numpy's arrays, patterns, which are compiled anew.
_ELSEWHERE = frozenset(
    {
        ("builtins", "list"),
        ("builtins", "slice"),
        ("collections", "defaultdict"),
        ("datetime", "date"),
        ("decimal", "Decimal"),
        ("numpy", "dtype"),
        ("numpy._core.numeric", "_frombuffer"),
        ("re", "_compile"),
    }
)


def learnt_beside(database: Path) -> Path:
    """Where it is kept: `data/bot.db` has `data/bot-learnt.pickle`."""
    return database.with_name(f"{database.stem}-learnt.pickle")


class Learnt:
    """The file at `path`, of what is learnt from the knowledge in `folder`. Raises nothing.

    Made at the start: the program that writes the file is the one that was started, even if
    another has been installed over it since.
    """

    def __init__(self, path: Path, folder: Path) -> None:
        self._path = path
        self._folder = folder
        try:
            self._program = _program()
        except OSError:  # another is just being installed over it
            self._program = ""
        self._held = ""
        self._writing = Lock()

    def take(self, today: date) -> Desk | None:
        """The desk that was kept; None where there is none of this knowledge and program, or its
        notes would be others today."""
        try:
            return self._taken(today)
        except FileNotFoundError:
            log.debug("nothing learnt is kept yet")
        except Exception as error:  # whatever a damaged file brings about
            log.info("what was learnt is not taken: %s", type(error).__name__)
            log.debug("that is: %r", error)
        return None

    def keep(self, desk: Desk, today: date) -> bool:
        """Write it unless it is there: a tenth of a second of CPU, 30 MB; whether it is kept.

        `today`: the day of the knowledge's notes. Not where the folder holds another knowledge by
        now, for which another desk will be kept.
        """
        try:
            with self._writing:
                if self._held != desk.knowledge.version:
                    self._keep(desk, today)
                    give_back()
                return self._held == desk.knowledge.version
        except Exception as error:  # a full disk, a folder that is read-only: it stops nobody
            reason = getattr(error, "strerror", None) or type(error).__name__
            log.warning("what was learnt is not kept, each start learns anew: %s", reason)
            return False

    def _taken(self, today: date) -> Desk | None:
        with os.fdopen(os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            _refuse_foreign(file)
            key, checksum = _HEAD.unpack(file.read(_HEAD.size))
            if key != self._key(version_of(self._folder)) or checksum != _checksum(file):
                log.info("what was learnt is damaged, or of something else: learning anew")
                return None
            file.seek(_HEAD.size)
            first, last, pickles = _PLAN.unpack(file.read(_PLAN.size))
            if not first <= today.toordinal() <= last:
                log.info("the notes of what was learnt are of another day: learning anew")
                return None
            # It stays mapped for as long as an array of it lives, and the file there, whatever its
            # name.
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            desk = _read(file, mapped, pickles)
        if not isinstance(desk, Desk):
            raise pickle.UnpicklingError
        desk.reply(_PROBE)
        # What the probe looked at leaves memory again, until somebody asks.
        mapped.madvise(mmap.MADV_DONTNEED)
        self._held = desk.knowledge.version
        log.info("what was learnt of knowledge %s is at hand from an earlier start", self._held)
        return desk

    def _keep(self, desk: Desk, today: date) -> None:
        now = version_of(self._folder)
        if desk.knowledge.version != now:
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = self._path.with_name(f"{self._path.name}.new")
        new.unlink(missing_ok=True)  # of a program that died while it wrote
        last = held_until(desk.knowledge.topics, today)
        try:
            opened = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "w+b") as file:
                file.write(bytes(_HEAD.size + _PLAN.size))
                pickles = _write(file, desk)
                file.seek(_HEAD.size)
                file.write(_PLAN.pack(today.toordinal(), last.toordinal(), pickles))
                file.seek(_HEAD.size)
                checksum = _checksum(file)
                file.seek(0)
                file.write(_HEAD.pack(self._key(now), checksum))
            new.replace(self._path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
        self._held = now
        log.info("what was learnt of knowledge %s is kept for the next start", now)

    def _key(self, knowledge: str) -> bytes:
        """Of all that a desk follows from; the names, for notes tell of files that are not read."""
        if not self._program:
            raise OSError("the program cannot be read")
        folder = self._folder.resolve()
        parts = (self._program, knowledge, folder.name, *(file.name for file in listed(folder)))
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).digest()


class _Reader(pickle.Unpickler):
    """Makes nothing but what a desk is made of (Python's docs, "Restricting Globals").

    A pickle may name any function of any module to be called. This one may name classes of
    `_ROOMS` and what stands in `_ELSEWHERE`, none of which does anything but hold values.
    """

    def find_class(self, module: str, name: str, /) -> Any:
        """Raises UnpicklingError for all else, before anything of it is looked at."""
        if (module, name) in _ELSEWHERE:
            return super().find_class(module, name)
        found = vars(sys.modules[module]).get(name) if module in _ROOMS else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"no desk holds a {module}.{name}")
        return found


def _write(file: BinaryIO, desk: Desk) -> int:
    """Its large arrays, then its pickles; where those begin."""
    arrays: list[pickle.PickleBuffer] = []

    def within(array: pickle.PickleBuffer) -> bool:
        small = array.raw().nbytes < _LARGE
        if not small:
            arrays.append(array)
        return small

    desk_itself = pickle.dumps(desk, protocol=5, buffer_callback=within)
    places = []
    for array in arrays:
        file.write(bytes(-file.tell() % _ALIGNED))
        places.append((file.tell(), array.raw().nbytes))
        file.write(array.raw())
    pickles = file.tell()
    file.write(pickle.dumps(places) + desk_itself)
    return pickles


def _read(file: BinaryIO, mapped: mmap.mmap, pickles: int) -> object:
    held = memoryview(mapped)
    file.seek(pickles)
    places = _Reader(file).load()
    return _Reader(file, buffers=[held[at : at + size] for at, size in places]).load()


def _refuse_foreign(file: BinaryIO) -> None:
    """Who else can write the file could make the bot say anything."""
    found = os.fstat(file.fileno())
    if found.st_uid != os.geteuid() or found.st_mode & _OTHERS:
        raise PermissionError


def _checksum(file: BinaryIO) -> int:
    """CRC-32 of the rest of the file: for damage; against malice stand its mode and _Reader."""
    found = 0
    while piece := file.read(_PIECE):
        found = zlib.crc32(piece, found)
    return found


def _program() -> str:
    """What makes a desk out of a knowledge: the code and words of all rooms, and what they use."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for folder, _, names in sorted(os.walk(here)):
        for name in sorted(names):
            if name.endswith((".py", SUFFIX)):
                raw = (Path(folder) / name).read_bytes()
                digest.update(f"{folder[len(str(here)) :]}/{name} {len(raw)} ".encode() + raw)
    used = (sys.version, platform.machine(), numpy.__version__, rapidfuzz.__version__)
    return "\0".join((digest.hexdigest(), *used))
