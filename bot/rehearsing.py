"""A change of one knowledge file tried on a copy of the folder: would it load, what would it do."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.answering import Desk
from bot.foreseeing import Foresight, Memory, foresee, met
from bot.kept import Kept
from bot.knowledge import KnowledgeError, load
from bot.loading.reading import Fault
from bot.replaying import Met


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """Either `faults`, or what it would do; `met`: how the words it is for would be met."""

    faults: tuple[Fault, ...] = ()
    foresight: Foresight | None = None
    met: tuple[tuple[str, Met], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One file of a folder with another content, and the words of the questions it is for."""

    folder: Path
    file: str
    content: bytes
    words: tuple[str, ...]


def rehearse(
    trial: Trial,
    before: Desk,
    log: Sequence[Kept],
    memory: Memory,
    today: date,
    approved: Sequence[str] = (),
) -> Rehearsal:
    """What the trial would do in place of the desk of now; takes seconds.

    `log` and `approved` as foresee has them.
    """
    try:
        with _copied(trial.folder, trial.file, trial.content) as copy:
            desk = Desk(load(copy, today=today))
    except KnowledgeError as error:
        return Rehearsal(faults=error.faults)
    answered = tuple((words, met(desk.reply(words))) for words in trial.words)
    foresight = foresee(before, desk, log, memory, approved)
    memory.tidy()
    return Rehearsal(foresight=foresight, met=answered)


def faults_with(folder: Path, file: str, content: bytes | None) -> tuple[Fault, ...]:
    """What `check` would find, were this the file's content (None: were it not there)."""
    try:
        with _copied(folder, file, content) as copy:
            load(copy)
    except KnowledgeError as error:
        return error.faults
    return ()


@contextmanager
def _copied(folder: Path, file: str, content: bytes | None) -> Iterator[Path]:
    """A copy of the folder, under its own name, for as long as the context lasts."""
    with TemporaryDirectory() as holder:
        copy = Path(holder) / folder.resolve().name
        copy.mkdir()
        for path in folder.glob("*.yaml"):
            if path.is_file() and path.name != file:
                shutil.copyfile(path, copy / path.name)
        if content is not None:
            (copy / file).write_bytes(content)
        yield copy
