"""Figures, regulations and services for a small knowledge folder: enough to turn pages."""

from pathlib import Path

from bot.answering import Desk
from bot.knowledge import load

FIGURES = """\
spi:
  subjects:
    - {id: kpu, name: {id: KPU, en: KPU}, words: [kpu]}
    - {id: nasional, name: {id: nasional, en: national}, words: [nasional]}
  figures:
    - {subject: nasional, year: 2023, index: 70.97, related: [spi-kategori]}
    - {subject: kpu, year: 2024, index: 74.04, related: [spi-kategori, spi-nasional-2024]}
    - {subject: nasional, year: 2024, index: 71.53}
"""
_SURVEY = """\
title: {id: Survei, en: Survey}
entries:
  - {id: spi-kategori, title: Kategori SPI, ask: [kategori spi apa saja], answer: Ada tiga.}
  - {id: spi-apa, title: Apa itu SPI, ask: [apa itu spi], answer: Sebuah survei.}
"""

_REGULATION = """\
  - id: {id}
    kind: {kind}
    number: {number}
    year: {year}
    name: Nama ke-{number} & <seterusnya>
    about: Mengatur sesuatu.
    ask: ["{kind} {number} {year} tentang apa"]
"""
_NUMBERS = (
    ("Perpres", 95, 2018),
    ("UU", 7, 2017),
    ("UU", 20, 2023),
    *(("PKPU", number, 2010 + number) for number in range(1, 11)),
)
REGULATIONS = "regulations:\n" + "".join(
    _REGULATION.format(id=f"{kind.lower()}-{number}", kind=kind, number=number, year=year)
    for kind, number, year in _NUMBERS
)

SERVICES = """\
services:
  - id: ppid
    title: PPID
    ask: [ppid, apa itu ppid]
    what: {id: PPID melayani permintaan informasi., en: PPID serves requests.}
"""

# Thirteen entries, so two pages; one label too long to stand beside another.
_TITLES = ["Judul yang panjang sekali di sini", *(f"Entri {number}" for number in range(1, 13))]
_GENERAL = "title: {id: Umum, en: General}\nentries:\n" + "".join(
    f"  - {{id: e{at}, title: {title}, ask: [butir kata{at}], answer: Jawaban {at}.}}\n"
    for at, title in enumerate(_TITLES)
)

FILES = {
    "umum.yaml": _GENERAL,
    "survei.yaml": _SURVEY + FIGURES,
    "peraturan.yaml": "title: {id: Peraturan, en: Regulations}\n" + REGULATIONS,
    "layanan.yaml": "title: {id: Layanan, en: Services}\n" + SERVICES,
}


def desk_of_files(folder: Path, files: dict[str, str]) -> Desk:
    """A desk over a new folder of these files."""
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return Desk(load(folder))
