"""What may be kept of a person: the page an auditor reads.

A person is a keyed hash of the Telegram user id: the same one tomorrow, nobody without the key.
Names, user names, contacts, places, pictures and voices are never written down.

    what                     where            a raw id?      goes
    -----------------------  ---------------  -------------  ---------------------------------------
    time, language, masked   queries          no, pseudonym  after RETENTION_DAYS (365), or at once
      words, what was                                          by /hapus_data or `forget`
      answered, vote, button
    the last entries, to     conversations    no, pseudonym  30 minutes after the last message, or
      understand "syaratnya?"                                  likewise at once
    chosen language          people           no, pseudonym  likewise at once
    both of these, lately    memory too       no, pseudonym  likewise; by `forget` within half a
      used                                                     minute
    who asked to be told of  notices          yes: the chat  when ended by a press, told and
      an answer: masked                                        corrected, or blocked; after 90 days;
      words, language                                          or likewise at once
    a question handed to a   handovers        yes, the chat  chat and words when it is closed, 7
      person: masked words,                     to answer      days at most; the rest with the
      ids of messages                                          question, or likewise at once
    who shut the bot out     people           no, pseudonym  when let in again, or likewise at once
    who may hand over no     people           no, pseudonym  when staff allow it again, or likewise
      more questions                                           at once
    messages not answered    inbox, a file    yes, and       when answered (the file is wiped
      yet: words or button;    of its own       unmasked       within the minute), or by /hapus_data
      that the bot was shut                                    or `forget` at once
      out or let in
    ids of messages that     likewise         no             after two days, the last 10,000 stay:
      were answered                                            numbers that name nobody
    messages in work, which  memory alone     yes            when answered; with the program at last
      answer was which's
    console's links and      links,           yes, of an     15 minutes; 8 hours after the last use,
      sessions (hashed)        sessions         administrator  7 days at most, or by signing out
    who changed which        audit            name of staff  kept, the office's own record: the
      knowledge, and why                        (Admin ID)     words put in (by then anybody's to
                                                               ask), and ids of questions
    groups put off           postponed        no, ids of     with the questions
                                                questions
    program log              stderr           no             as the machine keeps it; it holds no
                                                               words, no ids of chats, no secrets

What is handed over stands in the office's group as well, and staff's answers in it and in the
citizen's chat alone: /hapus_data empties the bot's messages there, `forget` cannot.

By plan the rooms still to be built keep raw ids as follows, and change this table when they do:
sent, a chat's message ids for 48 hours.

What is erased is overwritten in the file and its journal before the citizen is told (where another
program reads the file just then: within the minutes after); what merely grew old leaves them within
the hour, or when the program ends. Copies that the office made (backups, exports) are its own
to find: exports hold the pseudonym for that.

`mask` takes out of the words what names a person, before their first write. No words at all are
kept near an entry marked `private` (reports of wrongdoing). Masking knows numbers and addresses,
not names, and not numbers spelt out in words: that is why the log is for reviewers only and goes.
Where a number could be either, it is masked: a review loses a figure, a citizen nothing.
"""

import hashlib
import hmac
import logging
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from bot.keeping.identifying import identifying

logger = logging.getLogger(__name__)

# People whose pseudonym is at hand: each visit asks for it three times.
_REMEMBERED = 1024


class PrivacyError(Exception):
    """The key of the pseudonyms cannot be used; without it nothing may be kept."""


@dataclass(frozen=True, kw_only=True)
class Pseudonymiser:
    """Turns ids into pseudonyms with the office's own key, which hides itself in repr."""

    key: bytes = field(repr=False)

    def of(self, user_id: int) -> str:
        """HMAC-SHA256 of the id, 32 hexadecimal characters; of `sender_chat` where no user is."""
        return self._remembered(user_id)

    @cached_property
    def _remembered(self) -> Callable[[int], str]:
        return lru_cache(_REMEMBERED)(self._made)

    def _made(self, user_id: int) -> str:
        keyed = self._keyed.copy()
        keyed.update(str(user_id).encode())
        return keyed.hexdigest()[:32]

    @cached_property
    def _keyed(self) -> hmac.HMAC:
        # hmac.digest lets go of the interpreter each time, and waits to have it back: under load
        # 20 microseconds instead of 2.
        return hmac.new(self.key, digestmod="sha256")


def pseudonym_key(given: str | None, path: Path) -> bytes:
    """The key that PSEUDONYM_KEY gives, else that of the file, which is made if there is none.

    `given` is hexadecimal (32 digits or more) or a passphrase, which is stretched: ids are few
    enough to try them all, so the key must not be guessed. Raises PrivacyError.
    """
    if given is None:
        return _key_in(path)
    if len(given) % 2 == 0 and re.fullmatch(r"[0-9A-Fa-f]{32,}", given):
        return bytes.fromhex(given)
    # The salt is fixed, for the key must come out the same on every start.
    return hashlib.scrypt(given.encode(), salt=b"integrity-desk pseudonyms", n=2**14, r=8, p=1)


def _key_in(path: Path) -> bytes:
    try:
        if not path.exists():
            _make_key(path)
        if path.stat().st_mode & 0o077:
            logger.warning("%s was open to others; its mode is now 0600", path)
            path.chmod(0o600)
        written = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as error:
        raise PrivacyError(
            f"{path} tidak dapat dibuat atau dibaca; periksa izin foldernya, "
            "atau isi PSEUDONYM_KEY."
        ) from error
    if not re.fullmatch(r"[0-9a-f]{64}", written):
        # Never made anew: with another key nobody's data could be found to be erased.
        raise PrivacyError(
            f"{path} tidak berisi 64 digit heksadesimal; pulihkan dari cadangan, atau hapus "
            "berkas itu bila semua warga boleh dianggap orang baru."
        )
    return bytes.fromhex(written)


def _make_key(path: Path) -> None:
    """Whole or not at all, and never over another: a link fails where the name is taken."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        logger.info("%s was made by another process at the same moment; its key is used", path)
    finally:
        fresh.unlink(missing_ok=True)


def mask(text: str) -> str:
    """`text` with each number or address that names a person replaced by a word in brackets.

    [NIK] (also KK), [NPWP], [TELEPON], [EMAIL], [PLAT], and [NOMOR] for any other number of ten
    digits or more. Unicode digits, zero-width characters and the usual separators do not hide
    them. Years, regulation numbers, figures, dates, hours, sums and counts stay.
    """
    spans = identifying(text)
    if not spans:
        return text
    masked: list[str] = []
    done = 0
    for start, end, label in spans:
        masked += text[done:start], f"[{label}]"
        done = end
    return "".join(masked) + text[done:]
