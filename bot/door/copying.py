"""What citizens would retype from an answer: a regulation's number, an address, a contact.

Numbers come from the records, for a text abbreviates them; addresses are found in the office's
plain text, of each kind the first: a second one is mentioned there, not recommended.
"""

import re
from collections.abc import Iterator

from bot.door.showing import Button, said
from bot.entries import Regulation
from bot.knowledge import Knowledge
from bot.replies import Reply

# More would push the answer's other buttons off the screen.
MOST = 2
# Characters of a label, so that two fit side by side on a phone.
LONGEST_LABEL = 23
# Characters, https://core.telegram.org/bots/api#copytextbutton
LONGEST = 256

_PLACE = r"(?:[A-Z]\w*|\d{5})"
# "Jalan Flamboyan No. 60, Nagri Kaler, Purwakarta 41118": a street with its number, then places.
_STREET = re.compile(
    rf"\b(?:Jalan|Jl\.?)(?: [A-Z]\w*)+ (?:No\.?|Nomor) ?\d+\w?(?:, {_PLACE}(?: {_PLACE})*)*"
)
_PHONE = re.compile(r"(?<![\w.,/+-])(?:\+62|\(?0\d)[\d ()-]{6,15}\d(?![\w/-])")
_PHONE_DIGITS = range(9, 15)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def copies(reply: Reply, knowledge: Knowledge) -> tuple[Button, ...]:
    """At most two buttons, each with something of `reply` to copy; () where there is nothing."""
    found = dict.fromkeys((*_numbers(reply, knowledge), *_addresses(reply, knowledge)))
    return tuple(button for button in found if len(button.copy) <= LONGEST)[:MOST]


def _numbers(reply: Reply, knowledge: Knowledge) -> Iterator[Button]:
    """Regulations answered: "Peraturan Presiden Nomor 95 Tahun 2018", as one cites it."""
    say = knowledge.language.say
    for entry in reply.entries:
        known = knowledge.by_id.get(entry)
        record = known.record if known else None
        if isinstance(record, Regulation):
            parts = {"number": record.number, "year": record.year}
            short = said(say, "regulation_title", "id", kind=record.kind, **parts)
            label = said(say, "copy_regulation", reply.language, title=short)
            if len(label) > LONGEST_LABEL:
                label = said(say, "copy_number", reply.language)
            kind = knowledge.language.kinds[record.kind].name.id
            full = said(say, "regulation_other_unnamed", "id", kind=kind, **parts)
            yield Button(label=label, copy=full)


def _addresses(reply: Reply, knowledge: Knowledge) -> Iterator[Button]:
    for key, text in (
        ("copy_address", _first(_STREET, reply.text)),
        ("copy_phone", _phone(reply.text)),
        ("copy_email", _first(_EMAIL, reply.text)),
    ):
        if text:
            yield Button(label=said(knowledge.language.say, key, reply.language), copy=text)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""


def _phone(text: str) -> str:
    """Neither opening hours nor an identity number is one: it has 9 to 14 digits."""
    for found in _PHONE.finditer(text):
        if sum(map(str.isdigit, found[0])) in _PHONE_DIGITS:
            return found[0]
    return ""
