"""What a new record is called and where it is put: its id, and the file that holds it."""

import re
from collections.abc import Collection, Mapping

from bot.loading import values
from bot.loading.pages import LANGUAGE
from bot.loading.reading import Scalar
from bot.loading.slips import Slip
from bot.loading.values import LONGEST_ID
from bot.normalising import fold
from bot.splicing.files import is_name

# What `berkas` says for a new file.
NEW_FILE = "+"
_BESIDES = re.compile(r"[^a-z0-9]+")


def made_id(called: str, taken: Collection[str], *, referral: bool = False) -> str:
    """An id made of what it is called, that nothing has yet."""
    made = _BESIDES.sub("-", fold(called)).strip("-")
    prefix = "rujuk-" if referral and not made.startswith("rujuk-") else ""
    stem = (prefix + made)[:LONGEST_ID].rstrip("-")
    numbered = (f"{stem[: LONGEST_ID - 3]}-{number}" for number in range(2, 100))
    return next((id for id in (stem, *numbered) if id not in taken), stem)


def wrong_id(id: str, taken: Collection[str]) -> dict[str, str]:
    """Why it is none."""
    try:
        values.identifier(Scalar(id, 1))
    except Slip as slip:
        return {"id": str(slip)}
    return {"id": "taken"} if id in taken else {}


def file_in(typed: Mapping[str, str]) -> str:
    """Where it is to stand; not checked."""
    if typed["berkas"] == NEW_FILE:
        return typed["berkas_baru"].removesuffix(".yaml") + ".yaml"
    return typed["berkas"]


def wrong_file(typed: Mapping[str, str], files: Collection[str]) -> dict[str, str]:
    """An old file must be there, a new one must not."""
    file = file_in(typed)
    if typed["berkas"] != NEW_FILE:
        return {} if file in files else {"berkas": "file"}
    if not is_name(file):
        return {"berkas_baru": "name"}
    return {"berkas_baru": "held"} if file in (*files, LANGUAGE) else {}
