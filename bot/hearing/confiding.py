"""Tells a report of wrongdoing from a question about one: a chat is no place to collect reports.

A report says who of the office did what, and holds what only a witness says: an amount, a day, a
name, "I saw". Told by lists, so that anybody can read why; how to report is an ordinary question.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.knowledge import Knowledge
from bot.normalising import Normaliser

# Why a reply was given; whoever shows it can tell by that.
REPORT = "reads like a report of wrongdoing"
# A question may name one such thing in passing ("is a tip of 50.000 bribery?"), never two.
TOLD, TOLD_ASKING = 1, 2
# Words within which money follows what was done to get it: "minta sejumlah uang".
_NEAR = 3
_RUPIAH = re.compile(r"rp\d*|\d+(?:rb|jt|k)")


class Confidences:
    """Recognises by `report:` in the language file; a knowledge without that knows none."""

    def __init__(self, knowledge: Knowledge, normaliser: Normaliser) -> None:
        self._normaliser = normaliser
        self._lists = knowledge.language.report
        named = self._lists.get("channel", ())
        held = {entry.id for entry in knowledge.entries}
        self.channels = tuple(entry for entry in named if entry in held)
        """The entries that say where a report belongs."""
        language = knowledge.language
        lists = (*self._lists.values(), *language.telltale.values(), language.filler)
        known = frozenset(word for words in lists for word in words)
        self._no_names = known - frozenset(self._words("name"))

    def recognise(self, text: str) -> bool:
        """Whether `text` reads like a report about the office's own people."""
        words = self._normaliser.words(text)
        said = tuple(
            f" {' '.join(form)} " for form in ([w.typed for w in words], [w.form for w in words])
        )
        forms = [w.form for w in words]
        if self._holds(said, "denied"):
            return False
        if not (self._accuses(said) and (self._holds(said, "deed") or self._takes(said, forms))):
            return False
        told = sum(
            (
                self._holds(said, "witness"),
                self._holds(said, "day"),
                self._holds(said, "amount") or any(map(_RUPIAH.fullmatch, forms)),
                self._names(forms),
            )
        )
        asks = "?" in text or self._holds(said, "asking")
        return told >= (TOLD_ASKING if asks else TOLD)

    def _accuses(self, said: Sequence[str]) -> bool:
        """Its people by their own name; its staff, unless another body is named and it is not."""
        if self._holds(said, "ours"):
            return True
        staff, office = self._holds(said, "staff"), self._holds(said, "office")
        return (staff and office) or ((staff or office) and not self._holds(said, "elsewhere"))

    def _takes(self, said: Sequence[str], forms: Sequence[str]) -> bool:
        """Money asked for or taken; not pay that somebody waits for."""
        if self._holds(said, "due"):
            return False
        money = {*self._words("money"), *self._words("amount")}
        return any(
            near in money or _RUPIAH.fullmatch(near)
            for at, form in enumerate(forms)
            if form in self._words("takes")
            for near in forms[at + 1 : at + 1 + _NEAR]
        )

    def _names(self, forms: Sequence[str]) -> bool:
        """ "Pak Dedi", but not "pak lurah", and not "pak, saya mau tanya"."""
        titles = self._words("title")
        return any(
            word in titles and after not in self._no_names and not after.isdigit()
            for word, after in pairwise(forms)
        )

    def _holds(self, said: Sequence[str], name: str) -> bool:
        return any(f" {phrase} " in words for words in said for phrase in self._words(name))

    def _words(self, name: str) -> tuple[str, ...]:
        return self._lists.get(name, ())
