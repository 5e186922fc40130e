"""An office's own questions and answers brought in as entries that nobody has confirmed yet.

Nothing that is known gets another answer: a question that stands in the knowledge, or twice in the
table with two answers, is left out and told. The file is written only if the whole folder passes
`check` with it, and never over another one.
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.entries import Entry
from bot.knowledge import Knowledge, KnowledgeError, load
from bot.loading.drafting import Drafter
from bot.loading.faults import Fault
from bot.loading.pages import LANGUAGE, opened
from bot.loading.surveying import Survey
from bot.loading.values import IDENTIFIER
from bot.normalising import Normaliser
from bot.resembling import Phrasing, resembling
from bot.tables.newentries import Maker, New, categories_of, kebab, place_of
from bot.tables.pairs import Pair, Skipped, pairs_of
from bot.tables.writing import written


class ImportRefused(Exception):
    """Nothing was written; the sentences say why."""


@dataclass(kw_only=True)
class Report:
    """What became of a table. `close`: phrasings that are hard to tell from another entry's."""

    path: Path
    entries: int = 0
    phrasings: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Skipped] = field(default_factory=list)
    close: list[Skipped] = field(default_factory=list)


def brought_in(table: Path, folder: Path, today: date, output: Path | None = None) -> Report:
    """Write the table's pairs to `output` (absent: a file of `folder` named after the table).

    Raises SheetError, KnowledgeError for the folder as it is, and ImportRefused.
    """
    path = _target(table, folder, output)
    knowledge = load(folder, today=today)
    found = pairs_of(table)
    report = Report(path=path, notes=found.notes)
    known = list(_known(folder, knowledge))
    maker = Maker(path.name, known, knowledge, today)
    news = maker.made(found.pairs)
    skipped = (*found.skipped, *maker.skipped)
    report.skipped = sorted(skipped, key=lambda one: (one.sheet, one.row))
    if not news:
        told = [f"Tidak ada yang dapat diimpor dari {table.name}.", *map(str, report.skipped)]
        raise ImportRefused("\n".join(told))
    report.close = list(_close(known, news, Normaliser(knowledge.language)))
    report.entries, report.phrasings = len(news), sum(len(new.entry.ask) for new in news)
    text, places = _text(table, news, today)
    _refuse_faults(folder, path.name, text, places, {new.entry.id: new.pair for new in news})
    _write(path, text)
    return report


def as_text(report: Report) -> str:
    """The report for a terminal."""
    lines = [
        f"{report.entries} entri ({report.phrasings} cara bertanya) ditulis ke {report.path}, "
        "belum dikonfirmasi.",
        *_section("Terlalu mirip dengan yang lain, periksa:", report.close),
        *_section("Catatan:", report.notes),
        *_section("Dilewati:", report.skipped),
        "",
        "Berikutnya: baca jawabannya, tambahkan cara bertanya, isi `confirmed_by:`, lalu jalankan "
        "python -m bot check.",
    ]
    return "\n".join(lines)


def _section(title: str, items: Sequence[Skipped]) -> list[str]:
    return ["", title, *(f"  {item}" for item in items)] if items else []


def _target(table: Path, folder: Path, output: Path | None) -> Path:
    """Where to write, which must be free and have a name that the loader takes."""
    stem = output.stem if output else kebab(table.stem) or "impor"
    if output and (output.suffix != ".yaml" or not IDENTIFIER.fullmatch(stem)):
        raise ImportRefused(
            f"{output.name}: nama berkas hanya boleh huruf kecil a-z, angka dan -, lalu .yaml."
        )
    path = output or folder / f"{stem}.yaml"
    if path.name == LANGUAGE:
        raise ImportRefused(f"{LANGUAGE} bukan nama kategori; sebut nama lain dengan -o.")
    if path.exists() or (folder / path.name).exists():
        raise ImportRefused(f"{path} sudah ada dan tidak ditimpa; sebut nama lain dengan -o.")
    return path


def _known(folder: Path, knowledge: Knowledge) -> Iterator[Phrasing]:
    """Every phrasing of the folder and its line; the files are read again for those."""
    pages = opened(folder)
    for draft in Drafter(pages, Survey(pages), knowledge.language).drafts:
        entry = knowledge.by_id[draft.entry.id]
        for ask, line in zip(entry.ask, draft.asked_at, strict=True):
            yield Phrasing(text=ask, entry=entry, line=line)


def _close(
    known: Sequence[Phrasing], news: Sequence[New], normaliser: Normaliser
) -> Iterator[Skipped]:
    """New phrasings so much like another entry's that the desk can hardly tell them apart."""
    rows = {new.entry.id: new.pair for new in news}
    fresh = [
        Phrasing(text=ask, entry=new.entry, line=new.pair.row)
        for new in news
        for ask in new.entry.ask
    ]
    for pair in resembling([*known, *fresh], normaliser, lambda one: one.entry.id in rows):
        one, other = pair.one, pair.other
        if one.entry.id not in rows:
            one, other = other, one
        held, beside = rows[one.entry.id], rows.get(other.entry.id)
        where = f"baris {beside.row}" if beside else place_of(other)
        reason = f"“{one.text}” mirip dengan “{other.text}” milik {where}"
        yield Skipped(sheet=held.sheet, row=held.row, reason=reason)


def _text(table: Path, news: Sequence[New], today: date) -> tuple[str, Mapping[int, Entry]]:
    """The file, and its entries by the lines they begin in."""
    categories = categories_of(new.pair for new in news)
    one = categories[0] if len(categories) == 1 else ""
    return written(
        one or " ".join(_printable(table.stem).replace("_", " ").split())[:60],
        [new.entry for new in news],
        ["" if one else new.pair.category for new in news],
        f"Diimpor dari {_printable(table.name)} pada {today}. Belum dikonfirmasi kantor: baca "
        "jawabannya,\ntambahkan cara bertanya, lalu isi confirmed_by.",
    )


def _refuse_faults(
    folder: Path,
    name: str,
    text: str,
    places: Mapping[int, Entry],
    rows: Mapping[str, Pair],
) -> None:
    """ImportRefused, fault by row, where the folder would not pass with this file in it."""
    with TemporaryDirectory() as copy:
        for file in folder.glob("*.yaml"):
            shutil.copy(file, copy)
        (Path(copy) / name).write_text(text, encoding="utf-8")
        try:
            load(Path(copy))
        except KnowledgeError as error:
            told = [_by_row(fault, name, places, rows) for fault in error.faults]
            raise ImportRefused("\n".join(("Tidak ditulis:", *told))) from error


def _by_row(fault: Fault, file: str, places: Mapping[int, Entry], rows: Mapping[str, Pair]) -> str:
    """The fault by the row of the table that its entry was made of."""
    begun = [entry for line, entry in places.items() if line <= fault.line]
    if fault.file != file or not begun:
        return str(fault)
    pair = rows[begun[-1].id]
    return str(Skipped(sheet=pair.sheet, row=pair.row, reason=fault.message))


def _printable(name: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in name)


def _write(path: Path, text: str) -> None:
    """Whole or not at all: the name is taken first, and then given to a finished file."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.open("x").close()
    except OSError as error:
        raise ImportRefused(f"{path} tidak dapat ditulis: {error.strerror}.") from error
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)  # noqa: PTH105 - one step, unlike write
    except OSError as error:
        part.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise ImportRefused(f"{path} tidak dapat ditulis: {error.strerror}.") from error
