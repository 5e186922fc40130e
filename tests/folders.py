"""Knowledge folders made for a test, and the samples they are made of."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge import KnowledgeError, load

TODAY = date(2026, 11, 25)

KINDS = """
kinds:
  UU: {name: {id: Undang-Undang, en: Law}, forms: [uu]}
  Perpres: {name: {id: Peraturan Presiden, en: Presidential Regulation}, forms: [perpres]}
"""

SPI = """\
spi:
  subjects:
    - id: kpu
      name: {id: KPU, en: KPU}
      words: [kpu, komisi pemilihan umum]
    - id: nasional
      name: {id: nasional, en: national}
      words: [nasional]
  ranges:
    - years: [2024, 2025]
      categories:
        - {name: rentan, from: 0, to: 72.9}
        - {name: waspada, from: 73, to: 77.9}
        - {name: terjaga, from: 78, to: 100}
  figures:
    - {subject: kpu, year: 2024, index: 74.04}
    - {subject: nasional, year: 2024, index: "71,53"}
"""

FULL = """title: {id: Umum, en: General}
entries:
  - id: satu
    title: {id: Satu, en: One, su: Hiji}
    ask:
      - apa itu satu
      - "tanya: # bukan komentar"
    answer:
      id: |
        Alinea pertama.

        - butir
      en: >-
        One,
        two.
    sources:
      - {title: Pasal 1, url: https://a.id/b, date: 8 Desember 2025}
      - title: Lisan
    checked: 2026-11-24  # dibandingkan Bu Rini
    confirmed_by: Kasubbag
    related: [dua]
    private: ya
    scope: general
  - {id: dua, title: 2024, ask: [dua], answer: "ya", checked: 8 Des 2025, private: tidak}
referrals:
  - id: rujuk
    title: KTP
    ask: [bikin ktp]
    answer: Ke Disdukcapil.
smalltalk:
  - id: salam
    kind: greeting
    words: [halo, min]
    ask: [selamat pagi]
    answer: {id: Halo, en: Hello, su: Sampurasun}
"""

REGULATION = """regulations:
  - id: perpres-95-2018
    kind: Perpres
    number: 95
    year: 2018
    name: Sistem Pemerintahan Berbasis Elektronik
    about: {id: Mengatur SPBE, en: It governs SPBE.}
    status: {id: Masih berlaku., en: In force.}
    replaces: [{kind: UU, number: HK.03.1, year: 2014}]
    amended_by:
      - {kind: Perpres, number: 82, year: 2023, name: Percepatan}
      - {kind: UU, number: 135/PUU-XXII, year: 2024}
    ask: [perpres spbe]
"""

SERVICE = """services:
  - id: permohonan
    title: Permohonan
    ask: [minta informasi]
    what: {id: Minta informasi di sini., en: Ask for information here.}
    steps: {id: [Isi formulir, Kirim], en: [Fill in the form, Send it]}
    channels:
      - {name: {id: Kantor, en: Office}, address: "Jalan A, No. 1"}
      - {name: Surel, address: a@b.id}
    hours: {id: "08:00-16:00", en: 8 to 4}
    cost: {id: Gratis, en: Free}
    time_limit: {id: 10 hari, en: 10 days}
    legal_basis: {id: UU 14/2008, en: Law 14/2008}
    note: {id: Bawa KTP., en: Bring your card.}
"""


def made(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """A folder of these files."""
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (path / name).write_bytes(raw)
    return path


def entry(**fields: str) -> str:
    """One entry whose fields are written as given, a line each; an empty one is left out."""
    given = {"id": "satu", "title": "Satu", "ask": "[apa itu satu]", "answer": "Ini satu."} | fields
    lines = [f"    {key}: {value}\n" for key, value in given.items() if value]
    return "entries:\n  -" + "".join(lines)[3:]


def refused(path: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as raised:
        load(path, today=TODAY)
    return [str(fault) for fault in raised.value.faults]
