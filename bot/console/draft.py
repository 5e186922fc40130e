"""A new entry or referral as it was typed, what is wrong with it, and the record it becomes."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.console.naming import file_in, made_id, wrong_file, wrong_id
from bot.console.saving import line_of, wrong_words
from bot.entries import Text
from bot.loading import values
from bot.loading.reading import Scalar
from bot.loading.slips import Slip
from bot.loading.vetting import shown
from bot.splicing.editing import AddRecord
from bot.splicing.revising import tidy
from bot.splicing.words import Written

# What `jenis` says for a referral.
REFERRAL = "rujukan"
FIELDS = (
    *("judul", "judul_en", "id", "tanya", "jawaban", "jawaban_en"),
    *("sumber", "alamat", "tanggal", "berkas", "berkas_baru"),
)
_MOST_ASKS = 40
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """`typed`: the fields as they came, by name; `referral`: whose matter it is, not ours."""

    typed: Mapping[str, str]
    referral: bool

    @property
    def asks(self) -> list[str]:
        """Its phrasings, each once."""
        lines = (line_of(line) for line in self.typed["tanya"].splitlines())
        return list({line: None for line in lines if line})

    @property
    def file(self) -> str:
        """Where it is to stand; not checked."""
        return file_in(self.typed)

    def change(self, id: str, today: date) -> AddRecord:
        """The record; only where nothing is wrong."""
        sources = [dict(self._source())] if self.typed["sumber"] else []
        fields: dict[str, Written] = {
            "id": id,
            "title": self._text("judul"),
            "ask": self.asks,
            "answer": self._text("jawaban"),
            **({"sources": sources} if sources else {}),
            "checked": today.isoformat(),
            "confirmed_by": "",
        }
        return AddRecord(section="referrals" if self.referral else "entries", fields=fields)

    def _text(self, name: str) -> Written:
        own, english = self.typed[name], self.typed[f"{name}_en"]
        return {"id": own, "en": english} if english else own

    def _source(self) -> Iterator[tuple[str, str]]:
        yield "title", self.typed["sumber"]
        if self.typed["alamat"]:
            yield "url", self.typed["alamat"]
        if self.typed["tanggal"]:
            yield "date", values.day(Scalar(self.typed["tanggal"], 1)).isoformat()


def draft_of(text: Callable[[str], str]) -> Draft:
    """What a form brought; all but the questions and the answers is one line."""
    many = ("tanya", "jawaban", "jawaban_en")
    typed = {name: tidy(text(name)) if name in many else line_of(text(name)) for name in FIELDS}
    return Draft(typed=typed, referral=text("jenis") == REFERRAL)


def id_for(draft: Draft, taken: Collection[str]) -> str:
    """The id that was typed, else one made of the title that nothing has yet."""
    if draft.typed["id"]:
        return draft.typed["id"]
    return made_id(draft.typed["judul"], taken, referral=draft.referral)


def wrong_fields(
    draft: Draft, id: str, taken: Collection[str], files: Collection[str]
) -> dict[str, str]:
    """What is wrong with each field, by its name: a word for it, or the loader's own sentence."""
    typed = draft.typed
    wrong: dict[str, str] = {}
    if not typed["judul"]:
        wrong["judul"] = "title"
    for fault in shown("", 1, _texts(draft, "judul"), Text(id="x")):
        wrong.setdefault("judul", fault.message)
    if typed["judul"]:
        wrong |= wrong_id(id, taken)
    wrong |= _wrong_asks(draft.asks)
    if not typed["jawaban"]:
        wrong["jawaban"] = "answer"
    for fault in shown("", 1, None, _texts(draft, "jawaban")):
        wrong.setdefault("jawaban", fault.message)
    if not typed["sumber"] and (not draft.referral or typed["alamat"] or typed["tanggal"]):
        wrong["sumber"] = "source"
    for name, read in (("alamat", values.address), ("tanggal", values.day)):
        wrong |= _slip(name, read, typed[name]) if typed[name] else {}
    return wrong | wrong_file(typed, files)


def _wrong_asks(asks: list[str]) -> dict[str, str]:
    if len(asks) > _MOST_ASKS:
        return {"tanya": "many"}
    return next((wrong for ask in asks or [""] if (wrong := wrong_words(ask))), {})


def _slip(name: str, read: Callable[[Scalar], T], text: str) -> dict[str, str]:
    try:
        read(Scalar(text, 1))
    except Slip as slip:
        return {name: str(slip)}
    return {}


def _texts(draft: Draft, name: str) -> Text:
    return Text(id=draft.typed[name], en=draft.typed[f"{name}_en"] or None)
