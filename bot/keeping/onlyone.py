"""One program answers from an inbox: two would answer everybody twice after each start.

It is taken before anything else of the data is touched: a second program must not move a broken
database from under the first, nor bring its schema up to date.
"""

import asyncio
import fcntl
import os
import time
from pathlib import Path
from typing import Self

from bot.keeping.kept import StoreError


class OnlyOne:
    """A lock that the machine itself lets go of when the program dies, however it dies.

    Use as `async with OnlyOne(path)`; `path`: of the inbox.
    """

    def __init__(self, path: Path, patience: float = 5.0) -> None:
        self._path = path.with_name(f"{path.name}.lock")
        self._patience = patience
        self._held: int | None = None

    async def take(self) -> None:
        """Wait up to `patience` seconds for one that is just stopping. Raises StoreError."""
        until = time.monotonic() + self._patience
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._held = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(f"{self._path} cannot be used: {error}") from error
        while not self._taken(self._held):
            if time.monotonic() > until:
                raise StoreError(
                    f"Program bot lain sudah berjalan dengan data ini ({self._path}); hentikan "
                    "dahulu yang satu itu."
                )
            await asyncio.sleep(0.05)

    async def __aenter__(self) -> Self:
        try:
            await self.take()
        except BaseException:
            self.release()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Let the next one in; releasing twice does no harm."""
        held, self._held = self._held, None
        if held is not None:
            os.close(held)

    def _taken(self, held: int) -> bool:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
