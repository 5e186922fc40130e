"""The files of a knowledge folder as they lie there, before anything of them is understood."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

SUFFIX = ".yaml"
LARGEST = 16 * 1024 * 1024
"""Bytes of one file: a thousand times what an office writes by hand."""
TOO_LARGE = "berkas lebih besar dari 16 MiB; bagi menjadi beberapa berkas"


def listed(folder: Path) -> list[Path]:
    """All that is not hidden, in order of name; raises OSError."""
    return sorted(file for file in folder.iterdir() if not file.name.startswith("."))


def content(file: Path) -> bytes:
    """The file's bytes; only an ordinary file is opened, for a pipe would never end.

    Raises OSError.
    """
    if not file.is_file():
        raise OSError("bukan berkas biasa")
    if file.stat().st_size > LARGEST:
        raise OSError(TOO_LARGE)
    return file.read_bytes()


def version_of(folder: Path) -> str:
    """The version of the knowledge that the folder holds; raises OSError."""
    return version((f.name, content(f)) for f in listed(folder) if f.suffix == SUFFIX)


def version(files: Iterable[tuple[str, bytes]]) -> str:
    """Twelve hexadecimal digits that change with any name or byte of the files."""
    digest = hashlib.sha256()
    for name, raw in files:
        digest.update(b"%b %d " % (os.fsencode(name), len(raw)) + raw)
    return digest.hexdigest()[:12]
