"""Knowledge changed from the console: looked at beforehand, saved, served, audited, undone.

One change is saved at a time, over the very file that was looked at; whatever is slow is done
beside the event loop, while citizens are answered.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bot.aside import aside
from bot.changes.auditing import Action, Deed, audit, one_audited
from bot.changes.foreseeing import Foresight
from bot.changes.rehearsals import Rehearsals
from bot.changes.rehearsing import Trial, faults_with
from bot.keeping.kept import Review
from bot.keeping.storage import SQLite
from bot.loading.faults import Fault
from bot.replies import Reply
from bot.reviews.replaying import Met
from bot.served import Served
from bot.splicing.editing import Change, edited
from bot.splicing.files import Shelf
from bot.splicing.patch import Patch, mark, patch_of, undone
from bot.splicing.trees import EditError, Refusal

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What somebody wants to change in one file, and the words of the questions it is for."""

    file: str
    action: Action
    entry: str
    what: str
    changes: tuple[Change, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A change looked at beforehand. `over`: the mark of the file as it is, for `save`.

    `refusal`: why the file cannot be edited so; `faults`: what `check` would find; `foresight`
    where there is neither; `met`, `replies`: how the questions it is for would be met; `shown`:
    how its entry would be told, in each of its languages.
    """

    proposal: Proposal
    over: str = ""
    patch: Patch | None = None
    refusal: Refusal | None = None
    faults: tuple[Fault, ...] = ()
    foresight: Foresight | None = None
    met: tuple[tuple[str, Met], ...] = ()
    replies: tuple[Reply, ...] = ()
    shown: tuple[Reply, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Editor:
    """Who does it, and why."""

    name: str
    role: str
    why: str = ""


class Workshop:
    """`folder`: the knowledge served; `copies`: where former contents of its files are kept."""

    def __init__(
        self,
        folder: Path,
        copies: Path,
        store: SQLite,
        served: Served,
        now: Callable[[], datetime],
    ) -> None:
        self.shelf = Shelf(folder, copies)
        self._store = store
        self._served = served
        self._now = now
        self._saving = asyncio.Lock()
        self._rehearsals = Rehearsals(store, now)
        self._faults: tuple[Fault, ...] = ()

    def today(self) -> date:
        """The office's day."""
        return self._now().date()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What kept the last change from being served: another file's, for it was tried itself."""
        return self._faults

    async def plan(self, proposal: Proposal, patience: float | None = None) -> Plan:
        """What the change would do; nothing is written. Raises StoreError.

        `patience`: seconds to wait for it, and Unfinished is raised when they are over.
        """
        file, over = proposal.file, ""
        try:
            before = await aside(lambda: self.shelf.read(file))
            over = mark(before)
            after = await aside(lambda: edited(before or b"", proposal.changes))
        except EditError as error:
            return Plan(proposal=proposal, over=over, refusal=error.refusal)
        trial = Trial(
            folder=self.shelf.folder,
            file=file,
            content=after,
            words=proposal.words,
            entry=proposal.entry,
        )
        desk, today = self._served.desk, self.today()
        found = await self._rehearsals.of(trial, desk, over, today, patience)
        return Plan(
            proposal=proposal,
            over=over,
            patch=patch_of(before, after),
            faults=found.faults,
            foresight=found.foresight,
            met=found.met,
            replies=found.replies,
            shown=found.shown,
        )

    async def save(
        self,
        plan: Plan,
        editor: Editor,
        questions: Sequence[int] = (),
        review: Review | None = None,
    ) -> int:
        """Make a plan with a foresight true, over the file it was made of; its audit row's id.

        The questions are closed with it as `review` says. Raises EditError, then nothing was
        changed, and StoreError.
        """
        proposal, patch = plan.proposal, plan.patch
        if plan.foresight is None or patch is None:
            raise EditError(Refusal.FAULTY)
        async with self._saving:
            before = await aside(lambda: self.shelf.read(proposal.file))
            if mark(before) != plan.over:
                raise EditError(Refusal.CHANGED)
            after = await aside(lambda: edited(before or b"", proposal.changes))
            deed = Deed(
                staff=editor.name,
                role=editor.role,
                action=proposal.action,
                file=proposal.file,
                entry=proposal.entry,
                what=proposal.what,
                why=editor.why,
                patch=patch,
                questions=tuple(questions),
                review=review,
            )
            return await self._write(deed, after, was=None)

    async def undo(self, id: int, editor: Editor) -> int:
        """Undo what the audit row of that id did, whatever was done since; the id of the new row.

        Its questions are open again, or closed again where an undo is undone. Raises EditError
        (MISSING where there is no such row or it is undone already, FAULTY where the folder would
        not load without it) and StoreError.
        """
        async with self._saving:
            done = await one_audited(self._store, id)
            if done is None or done.undone is not None:
                raise EditError(Refusal.MISSING)
            old = done.deed
            now = await aside(lambda: self.shelf.read(old.file))
            former = await aside(lambda: undone(now, old.patch))
            if await aside(lambda: faults_with(self.shelf.folder, old.file, former)):
                raise EditError(Refusal.FAULTY)
            deed = Deed(
                staff=editor.name,
                role=editor.role,
                action=Action.UNDO,
                file=old.file,
                entry=old.entry,
                what=old.what,
                why=editor.why,
                patch=patch_of(now, former),
                questions=old.questions,
                review=await self._review_before(old),
                undoes=id,
            )
            return await self._write(deed, former, was=old.review)

    async def _review_before(self, deed: Deed) -> Review | None:
        """What the questions were before it: open, or of an undo what that had undone."""
        undid = None if deed.undoes is None else await one_audited(self._store, deed.undoes)
        return undid.deed.review if undid else None

    async def _write(self, deed: Deed, content: bytes | None, was: Review | None) -> int:
        """File, audit and questions together: if the file cannot be written, nothing is.

        A question that somebody closed otherwise meanwhile stays as it is.
        """
        if self._rehearsals.latest:
            self._served.expect(self._rehearsals.latest)
        async with self._store.write() as db:
            id = await audit(db, self._now(), deed)
            await db.executemany(
                "UPDATE queries SET review = ? WHERE id = ? AND review IS ?",
                [(deed.review, question, was) for question in deed.questions],
            )
            over, copy = deed.patch.before, f"{id:06}"
            await aside(lambda: self.shelf.write(deed.file, content, over=over, copy=copy))
        logger.info("the knowledge was changed in the console: %s, row %d", deed.action, id)
        self._faults = await self._served.reload()
        return id
