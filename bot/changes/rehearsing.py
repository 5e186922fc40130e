"""A change of one knowledge file tried on a copy of the folder: would it load, what would it do."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.answering import Desk
from bot.changes.foreseeing import Foresight, Memory, Progress, foresee, met
from bot.entries import Entry, Text
from bot.keeping.kept import Kept
from bot.knowledge import KnowledgeError, load
from bot.loading.faults import Fault
from bot.replies import Reply
from bot.reviews.replaying import Met


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """Either `faults`, or what it would do.

    `replies`: to the words that it is for; `shown`: how its entry would be told, as `told` says;
    `desk`: that answered so.
    """

    faults: tuple[Fault, ...] = ()
    foresight: Foresight | None = None
    replies: tuple[Reply, ...] = ()
    shown: tuple[Reply, ...] = ()
    desk: Desk | None = field(default=None, repr=False, compare=False)

    @property
    def met(self) -> tuple[tuple[str, Met], ...]:
        """How the words it is for would be met."""
        return tuple((reply.question, met(reply)) for reply in self.replies)


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One file of a folder with another content, the questions it is for, and its entry."""

    folder: Path
    file: str
    content: bytes
    words: tuple[str, ...]
    entry: str = ""


def rehearse(
    trial: Trial,
    before: Desk,
    log: Sequence[Kept],
    memory: Memory,
    today: date,
    approved: Sequence[str] = (),
    progress: Progress | None = None,
) -> Rehearsal:
    """What the trial would do in place of the desk of now; takes seconds.

    `log`, `approved` and `progress` as foresee has them.
    """
    try:
        with _copied(trial.folder, trial.file, trial.content) as copy:
            desk = Desk(load(copy, today=today), before)
    except KnowledgeError as error:
        return Rehearsal(faults=error.faults)
    replies = tuple(desk.reply(words) for words in trial.words)
    foresight = foresee(before, desk, log, memory, approved, progress)
    memory.tidy()
    shown = told(desk, trial.entry)
    return Rehearsal(foresight=foresight, replies=replies, shown=shown, desk=desk)


def told(desk: Desk, id: str) -> tuple[Reply, ...]:
    """What citizens read of an entry, referral, gap or small talk, in each language it is told in.

    None where there is no such thing.
    """
    known = desk.knowledge.by_id.get(id)
    if known:
        languages = _languages(known.answer)
        shown = (desk.show(id, language) or _asked(desk, known, language) for language in languages)
        return tuple(reply for reply in shown if reply)
    return tuple(
        desk.reply((*talk.ask, *talk.words)[0], language=language)
        for talk in desk.knowledge.smalltalk
        if talk.id == id
        for language in _languages(talk.answer)
    )


def _asked(desk: Desk, topic: Entry, language: str) -> Reply | None:
    """A referral or a gap has no button: it is met by asking for it."""
    return desk.reply(topic.ask[0], language=language) if topic.ask else None


def _languages(answer: Text) -> list[str]:
    return [one for one in ("id", "en", "su") if answer.in_language(one)[1] == one]


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
