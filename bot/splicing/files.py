"""The knowledge folder to be written: whole files, and only over what was looked at."""

import contextlib
import logging
import os
import secrets
from pathlib import Path

from bot.loading.pages import LANGUAGE
from bot.loading.values import IDENTIFIER, LONGEST_ID
from bot.splicing.patch import mark
from bot.splicing.trees import EditError, Refusal

logger = logging.getLogger(__name__)

# Copies of files as they were before a change; the oldest go.
COPIES = 1000
_SUFFIX = ".yaml"
_NEW_FILE = 0o644


class Shelf:
    """`folder`: the knowledge; `copies`: where a file's former content is put before each change.

    Every method works on the disk, so call them beside the event loop.
    """

    def __init__(self, folder: Path, copies: Path) -> None:
        self.folder = folder
        self.copies = copies

    def names(self) -> list[str]:
        """The files that may be edited, in order of name."""
        try:
            found = sorted(path.name for path in self.folder.iterdir() if path.is_file())
        except OSError:
            return []
        return [name for name in found if is_name(name) and name != LANGUAGE]

    def read(self, name: str) -> bytes | None:
        """A file's content; None where there is none. Raises EditError."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._refused(error) from error

    def write(self, name: str, content: bytes | None, *, over: str, copy: str) -> None:
        """Put it in the file's place, or with None take the file away; whole or not at all.

        `over`: the mark of what is there; EditError CHANGED where it is something else. `copy`:
        what the copy of it is called, before the file's name.
        """
        path = self._path(name)
        found = self.read(name)
        if mark(found) != over:
            raise EditError(Refusal.CHANGED)
        try:
            if found is not None:
                self._keep(found, f"{copy}-{name}")
            if content is None:
                path.unlink()
            else:
                _replace(path.resolve(), content)
        except OSError as error:
            raise self._refused(error) from error

    def _path(self, name: str) -> Path:
        """Names come from forms: nothing but a plain file of this very folder has one."""
        if not is_name(name) or name == LANGUAGE:
            raise EditError(Refusal.MISSING)
        return self.folder / name

    def _keep(self, raw: bytes, name: str) -> None:
        self.copies.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(self.copies / name, raw)
        for old in sorted(self.copies.iterdir(), key=lambda path: path.name)[:-COPIES]:
            old.unlink()

    def _refused(self, error: OSError) -> EditError:
        logger.warning("the knowledge folder cannot be written: %s", error.strerror)
        return EditError(Refusal.UNWRITABLE)


def is_name(name: str) -> bool:
    """Whether a file of that name can be one of the knowledge's."""
    stem = name.removesuffix(_SUFFIX)
    return stem != name and len(stem) <= LONGEST_ID and IDENTIFIER.fullmatch(stem) is not None


def _replace(path: Path, content: bytes) -> None:
    """Readers see the former file or the new one, never a part; owner and mode stay."""
    # Begins with a dot and ends otherwise: neither the loader nor who watches takes it for a file.
    new = path.with_name(f".{path.name}.{secrets.token_hex(8)}.new")
    try:
        with new.open("xb") as file:
            file.write(content)
            file.flush()
            _like(path, file.fileno())
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    with contextlib.suppress(OSError):  # some file systems know no such thing; the name is there
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _like(path: Path, file: int) -> None:
    """The new file as open to others as the former, and as much theirs where that is allowed."""
    try:
        former = path.stat()
    except FileNotFoundError:
        os.fchmod(file, _NEW_FILE)
        return
    with contextlib.suppress(OSError):
        os.fchown(file, former.st_uid, former.st_gid)
    os.fchmod(file, former.st_mode & 0o7777)
