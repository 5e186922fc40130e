"""A desk that was kept is the one that was learnt, or it is not taken: no third thing happens."""

import asyncio
import json
import logging
import os
import pickle
import resource
import shutil
import stat
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.answering import Desk
from bot.commands.batching import answered
from bot.knowledge import load
from bot.learnt import Learnt, learnt_beside
from bot.loading.ageing import STALE
from bot.localtelegram import LocalTelegram
from bot.reloading import Reloader
from tests.desks import ROOT, TODAY, shipped_desk
from tests.folders import made
from tests.lives import Lives
from tests.smallfolder import FEWER, WHOLE
from tests.test_surviving import answers
from tests.townhall import KNOWLEDGE

FILE = "umum.yaml"
# Of every entry in WHOLE that has one.
CHECKED = date(2026, 11, 24)
# Where the file's parts begin, after its key: what says where the rest is, and arrays.
CHECKSUM, PLAN, ARRAYS = 32, 36, 52


def written(folder: Path) -> Path:
    """The knowledge of a bit of everything."""
    folder.mkdir()
    return made(folder, {FILE: WHOLE})


def file_of(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bot-learnt.pickle"


def kept(tmp_path: Path, today: date = TODAY) -> Desk:
    """The desk of a small knowledge, and its file."""
    folder = written(tmp_path / "pengetahuan")
    desk = Desk(load(folder, today=today))
    assert Learnt(file_of(tmp_path), folder).keep(desk, today)
    return desk


def taken(tmp_path: Path, today: date = TODAY) -> Desk | None:
    """What the next start takes."""
    return Learnt(file_of(tmp_path), tmp_path / "pengetahuan").take(today)


def asked() -> list[bytes]:
    """Questions and conversations of people, a chat each."""
    questions = ROOT / "benchmarks" / "questions"
    alone = (questions / "questions-dev.jsonl").read_text("utf-8").splitlines()[::4]
    talks = (questions / "dialogues-dev.jsonl").read_text("utf-8").splitlines()
    lines = [{"text": json.loads(row)["text"]} for row in alone]
    for chat, row in enumerate(talks):
        lines += [{"text": turn["text"], "chat": chat} for turn in json.loads(row)["turns"]]
    return [json.dumps(line).encode() for line in lines]


def test_it_lies_beside_the_database() -> None:
    assert learnt_beside(Path("data/bot.db")) == Path("data/bot-learnt.pickle")


def test_a_kept_desk_answers_as_the_learnt_one_does(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)  # tells what of a desk is new to learnt
    learnt, folder = shipped_desk(), ROOT / "knowledge"
    assert Learnt(file_of(tmp_path), folder).keep(learnt, TODAY)
    desk = Learnt(file_of(tmp_path), folder).take(TODAY)
    file_of(tmp_path).unlink()  # whoever has it goes on with it

    assert desk is not None
    assert desk.knowledge == learnt.knowledge
    assert len(asked()) > 120
    assert list(answered(desk, asked())) == list(answered(learnt, asked()))


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        kept(tmp_path)
    finally:
        os.umask(before)

    assert stat.S_IMODE(file_of(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE(file_of(tmp_path).parent.stat().st_mode) == 0o700
    assert list(file_of(tmp_path).parent.iterdir()) == [file_of(tmp_path)]


# Words that the knowledge has not: a name, a number, and misspelt ones, which are repaired.
STRANGE = ("wiratmaja", "3214010101900001", "integgritas", "wbkk", "pemilihhan", "zzyzx2")


def test_nothing_that_a_citizen_wrote_is_in_it(tmp_path: Path) -> None:
    folder = written(tmp_path / "pengetahuan")
    desk = Desk(load(folder, today=TODAY))
    for at, word in enumerate(STRANGE):
        lines = (f"apa itu zona {word}", f"syaratnya {word}", f"kalau {word}?", word)
        chats = (json.dumps({"text": text, "chat": at}).encode() for text in lines)
        assert word in "".join(answered(desk, chats))
    assert Learnt(file_of(tmp_path), folder).keep(desk, TODAY)
    raw = file_of(tmp_path).read_bytes()

    assert b"jelaskan zona integritas" in raw  # so words can be found in it
    assert [word for word in STRANGE if word.encode() in raw] == []


def test_nor_where_a_used_desks_learning_is_taken_over(tmp_path: Path) -> None:
    folder = written(tmp_path / "pengetahuan")
    used = Desk(load(folder, today=TODAY))
    for word in STRANGE:
        used.reply(f"apa itu {word}")
    made(folder, {FILE: WHOLE.replace("Silakan ke Polres.", "Silakan ke Samsat.")})
    desk = Desk(load(folder, today=TODAY), used)
    assert Learnt(file_of(tmp_path), folder).keep(desk, TODAY)

    assert [word for word in STRANGE if word.encode() in file_of(tmp_path).read_bytes()] == []


def edited(path: Path, folder: Path) -> None:
    made(folder, {FILE: FEWER})


def added(path: Path, folder: Path) -> None:
    made(folder, {"baru.yaml": "title: Baru\n"})


def misnamed(path: Path, folder: Path) -> None:
    """Nothing of it is read, but a note tells of it."""
    made(folder, {"baru.yml": "title: Baru\n"})


def renamed(path: Path, folder: Path) -> None:
    (folder / FILE).rename(folder / "lain.yaml")


def missing(path: Path, folder: Path) -> None:
    path.unlink()


def emptied(path: Path, folder: Path) -> None:
    path.write_bytes(b"")


def cut_in_the_head(path: Path, folder: Path) -> None:
    path.write_bytes(path.read_bytes()[: PLAN + 2])


def cut(path: Path, folder: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flipped(path: Path, folder: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def keyed_otherwise(path: Path, folder: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(bytes([raw[0] ^ 1]) + raw[1:])


def of_something_else(path: Path, folder: Path) -> None:
    forged(path, pickle.dumps("a desk"))


def open_to_others(path: Path, folder: Path) -> None:
    path.chmod(0o620)


def of_another_owner(path: Path, folder: Path) -> None:
    os.chown(path, 12345, -1)


def linked(path: Path, folder: Path) -> None:
    path.rename(path.with_name("lain"))
    path.symlink_to(path.with_name("lain"))


def a_folder(path: Path, folder: Path) -> None:
    path.unlink()
    path.mkdir()


HAPPENINGS = [
    edited, added, misnamed, renamed, missing, emptied, cut_in_the_head, cut, flipped,
    keyed_otherwise, of_something_else, open_to_others, linked, a_folder,
    pytest.param(
        of_another_owner,
        marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("happens", HAPPENINGS)
def test_what_is_not_whole_or_not_of_this_knowledge_is_not_taken(
    tmp_path: Path, happens: Callable[[Path, Path], None]
) -> None:
    kept(tmp_path)
    assert taken(tmp_path)
    happens(file_of(tmp_path), tmp_path / "pengetahuan")

    assert taken(tmp_path) is None


def test_what_was_damaged_is_written_anew(tmp_path: Path) -> None:
    desk = kept(tmp_path)
    cut(file_of(tmp_path), tmp_path)
    learnt = Learnt(file_of(tmp_path), tmp_path / "pengetahuan")
    assert learnt.take(TODAY) is None
    assert learnt.keep(desk, TODAY)

    assert taken(tmp_path)


def test_what_was_taken_is_not_written_again(tmp_path: Path) -> None:
    kept(tmp_path)
    before = file_of(tmp_path).stat()
    learnt = Learnt(file_of(tmp_path), tmp_path / "pengetahuan")
    desk = learnt.take(TODAY)

    assert desk and learnt.keep(desk, TODAY)
    after = file_of(tmp_path).stat()
    # Not when it was read last: some machines note that, and it was.
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "then", "held"),
    [
        (TODAY, TODAY, True),
        (TODAY, TODAY - DAY, False),  # a clock that went back
        (CHECKED - DAY, CHECKED - DAY, True),
        (CHECKED - DAY, CHECKED, False),  # "in the future" is no longer true
        (CHECKED, CHECKED + STALE, True),
        (CHECKED, CHECKED + STALE + DAY, False),  # from now on it is stale
        (CHECKED + STALE + DAY, date(2099, 1, 1), True),
    ],
)
def test_it_is_taken_for_as_long_as_its_notes_hold(
    tmp_path: Path, today: date, then: date, held: bool
) -> None:
    kept(tmp_path, today)
    desk = taken(tmp_path, then)

    assert (desk is not None) == held
    notes = load(tmp_path / "pengetahuan", today=today).notes
    assert (load(tmp_path / "pengetahuan", today=then).notes == notes) == held or then < today
    assert desk is None or desk.knowledge.notes == notes


_START = """
import sys
from datetime import date
from pathlib import Path
from bot.answering import Desk
from bot.knowledge import load
from bot.learnt import Learnt
folder, today = Path(sys.argv[1]), date(2026, 11, 24)
learnt = Learnt(Path(sys.argv[2]), folder)
taken = learnt.take(today)
print("taken" if taken else "learnt")
learnt.keep(taken or Desk(load(folder, today=today)), today)
"""


def test_another_program_learns_anew(tmp_path: Path) -> None:
    folder = written(tmp_path / "pengetahuan")
    program = tmp_path / "program"
    shutil.copytree(ROOT / "bot", program / "bot", ignore=shutil.ignore_patterns("__pycache__"))

    def start() -> str:
        command = [sys.executable, "-c", _START, str(folder), str(file_of(tmp_path))]
        done = subprocess.run(command, cwd=program, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    assert [start(), start()] == ["learnt", "taken"]
    with (program / "bot" / "wording.py").open("a") as room:
        room.write("# another\n")
    assert start() == "learnt"
    with (program / "bot" / "words.yaml").open("a") as words:
        words.write("# others\n")
    assert [start(), start()] == ["learnt", "taken"]


def forged(path: Path, content: bytes, places: object = ()) -> None:
    """The file as it would be, had this been the desk: all but the pickle is right."""
    raw = path.read_bytes()
    rest = raw[PLAN : PLAN + 8] + ARRAYS.to_bytes(8, "big") + pickle.dumps(places) + content
    path.write_bytes(raw[:CHECKSUM] + zlib.crc32(rest).to_bytes(4, "big") + rest)


def calling(module: str, name: str, *given: str) -> bytes:
    """A pickle that calls a function of this name with these texts (protocol 4)."""
    texts = b"".join(_text(one) for one in given)
    return b"\x80\x04" + _text(module) + _text(name) + b"\x93(" + texts + b"tR."


def _text(text: str) -> bytes:
    raw = text.encode()
    return b"\x8c" + bytes([len(raw)]) + raw


class Hostile:
    """As anybody would write it."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self.mark}",)


CALLS = [
    ("operator", "attrgetter", "__class__"),
    ("builtins", "getattr", "a", "__class__"),
    ("builtins", "__import__", "os"),
    ("importlib", "import_module", "antigravity"),
    ("subprocess", "Popen", "true"),
    ("copyreg", "__newobj__"),
    ("numpy", "fromfile", "/etc/passwd"),
    ("numpy", "load", "/etc/passwd"),
    ("re", "purge"),
    # Of the rooms that a desk is made in: no function, nothing of a class's, nothing of others.
    ("bot.language", "shipped"),
    ("bot.knowledge", "load", "/"),
    ("bot.knowledge", "Path", "/"),
    ("bot.answering", "Desk.reply"),
    ("bot.answering", "Desk.reply.__globals__"),
    ("bot.matching", "Counter", "abc"),
    # And no class of others.
    ("bot.reloading", "Reloader", "/"),
    ("bot.settings", "Settings"),
    ("bot.learnt", "Learnt", "a", "b"),
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS, ids=".".join)
def test_a_file_calls_nothing(
    tmp_path: Path, call: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    kept(tmp_path)
    forged(file_of(tmp_path), calling(*call))
    caplog.set_level(logging.INFO)

    assert taken(tmp_path) is None
    assert "what was learnt is not taken: UnpicklingError" in caplog.messages


@pytest.mark.parametrize("way", ["system", "eval", "exec"])
def test_a_hostile_file_runs_nothing_and_the_bot_learns_anew(tmp_path: Path, way: str) -> None:
    kept(tmp_path)
    mark = tmp_path / "ran"
    python = f"__import__('pathlib').Path({str(mark)!r}).touch()"
    hostile = pickle.dumps(Hostile(mark)) if way == "system" else calling("builtins", way, python)
    pickle.loads(hostile)  # it would
    assert mark.exists()
    mark.unlink()
    forged(file_of(tmp_path), hostile)
    learnt = Learnt(file_of(tmp_path), tmp_path / "pengetahuan")
    desk = learnt.take(TODAY) or Desk(load(tmp_path / "pengetahuan", today=TODAY))

    assert not mark.exists()
    assert desk.reply("apa itu zona integritas").entry == "zona"
    assert learnt.keep(desk, TODAY)
    assert taken(tmp_path)


def test_a_forged_file_that_is_a_desk_is_taken(tmp_path: Path) -> None:
    """So the tests above are of what they say: else the file would be refused for its form."""
    desk = kept(tmp_path)
    forged(file_of(tmp_path), pickle.dumps(desk, protocol=5))

    assert taken(tmp_path)


def test_a_desk_with_nothing_in_it_is_none(tmp_path: Path) -> None:
    kept(tmp_path)
    empty = b"\x80\x04" + _text("bot.answering") + _text("Desk") + b"\x93)\x81."
    assert isinstance(pickle.loads(empty), Desk)
    forged(file_of(tmp_path), empty)

    assert taken(tmp_path) is None


@pytest.mark.parametrize("places", [1, [(0, -1)], [(10**12, 10**12)], [("a", "b")]])
def test_arrays_that_are_nowhere_make_no_desk(tmp_path: Path, places: object) -> None:
    kept(tmp_path)
    forged(file_of(tmp_path), b"\x80\x05\x97\x98.", places)  # the first of them, not to be changed

    assert taken(tmp_path) is None


def unwritable(tmp_path: Path) -> Path:
    """A folder that cannot be made, for a file has its name."""
    (tmp_path / "data").write_text("")
    return tmp_path / "data" / "bot-learnt.pickle"


def read_only(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir(mode=0o500)
    return tmp_path / "data" / "bot-learnt.pickle"


@pytest.mark.parametrize(
    "place",
    [
        unwritable,
        pytest.param(
            read_only,
            marks=pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere"),
        ),
    ],
)
def test_where_it_cannot_be_written_one_line_says_so(
    tmp_path: Path, place: Callable[[Path], Path], caplog: pytest.LogCaptureFixture
) -> None:
    folder = written(tmp_path / "pengetahuan")
    learnt = Learnt(place(tmp_path), folder)
    assert not learnt.keep(Desk(load(folder)), TODAY)
    [line] = caplog.messages

    assert line.startswith("what was learnt is not kept, each start learns anew: ")


def test_one_that_is_in_use_stays_as_it_is_when_another_is_kept(tmp_path: Path) -> None:
    learnt, folder = shipped_desk(), ROOT / "knowledge"
    assert Learnt(file_of(tmp_path), folder).keep(learnt, TODAY)
    desk = Learnt(file_of(tmp_path), folder).take(TODAY)
    kept(tmp_path)

    assert desk
    questions = asked()[:20]
    assert list(answered(desk, questions)) == list(answered(learnt, questions))


def test_a_disk_that_is_full_leaves_no_half_of_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = written(tmp_path / "pengetahuan")
    desk = Desk(load(folder, today=TODAY))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        assert not Learnt(file_of(tmp_path), folder).keep(desk, TODAY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert list(file_of(tmp_path).parent.iterdir()) == []
    assert caplog.messages == [
        "what was learnt is not kept, each start learns anew: File too large"
    ]


def test_what_a_program_that_died_left_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    file_of(tmp_path).with_name("bot-learnt.pickle.new").write_bytes(b"half")
    kept(tmp_path)

    assert list(file_of(tmp_path).parent.iterdir()) == [file_of(tmp_path)]


def test_a_desk_of_what_the_folder_no_longer_holds_is_not_kept(tmp_path: Path) -> None:
    folder = written(tmp_path / "pengetahuan")
    desk = Desk(load(folder, today=TODAY))
    made(folder, {FILE: FEWER})

    assert not Learnt(file_of(tmp_path), folder).keep(desk, TODAY)
    assert not file_of(tmp_path).exists()


async def test_a_kept_desk_is_reloaded_and_hands_its_learning_on(tmp_path: Path) -> None:
    kept(tmp_path)
    folder, desk = tmp_path / "pengetahuan", taken(tmp_path)
    assert desk
    reloader = Reloader(folder, desk, today=lambda: TODAY)
    heard = asyncio.Event()

    async def on_good(version: str) -> None:
        heard.set()

    reloader.listen(on_good=on_good)
    assert await reloader.reload() == ()
    assert reloader.desk is desk

    made(folder, {FILE: WHOLE.replace("Silakan ke Polres.", "Silakan ke Samsat.")})
    assert await reloader.reload() == ()
    await heard.wait()

    assert reloader.desk.reply("perpanjang sim").text.startswith("Silakan ke Samsat.")
    assert reloader.desk._matcher is desk._matcher


KEPT, TAKEN = "is kept for the next start", "is at hand from an earlier start"


async def until_kept(lives: Lives, times: int) -> None:
    async with asyncio.timeout(30):
        while lives.log.count(KEPT) < times:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_bot_starts_with_what_the_one_before_it_learnt_or_was_taught(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with Lives(world, tmp_path) as lives:
        await lives.begins()
        assert await answers(citizen)
        await until_kept(lives, 1)
        made(lives.folder / "k", {FILE: KNOWLEDGE.replace("Slogan kantor adalah", "Slogannya")})
        await until_kept(lives, 2)
        await lives.dies()
        assert TAKEN not in lives.log

        await lives.begins()
        await citizen.says("apa slogan kpu purwakarta")
        [answer] = await citizen.receives(timeout=30)

        assert answer.text.startswith("Slogannya Melayani.")
        assert (lives.log.count(TAKEN), lives.log.count(KEPT)) == (1, 2)
        assert await lives.stops() == 0
