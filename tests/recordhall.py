"""One record of each kind, as hands write them; and the console's record forms filled in."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path

import httpx

from bot.console.standing import CATALOGUE
from bot.keeping.kept import Asked
from bot.signin import Role
from tests.consolehall import Console, console

GENERAL = """\
# Umum: catatan Bu Rini
title: {id: Umum, en: 'General'}   # nama kategori

entries:
    # --- pertama
    -   id: parkir        # jangan diubah
        title: {id: "Parkir tamu", en: Guest parking}
        ask:
        - di mana tempat parkir tamu
        - "parkir: bayar?"   # dikutip
        - 'it''s free parking?'
        # - yang lama
        - mohon informasi lokasi parkir
          bagi tamu kantor
        answer:
          id: >-
            Tamu dapat parkir
            di halaman depan.


            Tanpa biaya.
          en: Guests may park in the front yard.
        sources:
          - {title: Pengumuman, url: https://kpu.go.id/a#b, date: 8 Desember 2025}
          # dari Pak Dedi
          - title: Lisan
        checked: 2026-11-24  # dibandingkan Bu Rini
        confirmed_by: Kasubbag
        related: [ruang-rapat]
    - {id: ruang-rapat, title: Ruang rapat, ask: [ruang rapat di mana, "rapat, di mana"],
       answer: Di lantai dua., sources: [{title: Denah}]}

services:
  - id: aula
    title: Pinjam aula
    ask: [cara pinjam aula, aula bisa dipinjam warga tidak]
    what: {id: Aula dapat dipinjam., en: The hall may be borrowed.}
    steps:
      id: [Kirim surat, "Tunggu balasan, lalu datang"]
      en:
        - Send a letter
        - Wait for our reply
    channels:
      - {name: {id: Surel, en: E-mail}, address: parmaskpupurwakarta@gmail.com}
      - name: Kantor
        address: "Jalan Flamboyan No. 60, Purwakarta"
    cost: Gratis
    sources:
      - title: Keterangan Subbagian Umum
    confirmed_by:        # belum
referrals:

- id: rujuk-ktp
  title: KTP
  ask:
  # hanya catatan
  - bikin ktp di mana
  - ktp saya hilang
  answer: Silakan ke Disdukcapil.
gaps:
  - id: jam-kantor
    title: Jam kantor
    ask: [jam buka kantor, kantor tutup jam berapa]
    answer: Jam kantor belum diumumkan.
    sources: [{title: Keterangan lisan}]
smalltalk:
  - id: salam
    kind: greeting
    words: [halo, hai, sampurasun]
    ask: [selamat pagi]
    answer: {id: "Halo! Silakan bertanya.", en: "Hello!"}
# selesai
"""
SURVEY = """\
title: Survei
spi:
  subjects:
    - {id: kpu, name: {id: KPU, en: KPU}, words: [kpu]}
    - {id: nasional, name: {id: nasional, en: national}, words: [nasional]}
  ranges:
    - years: [2024, 2025]
      categories: [{name: rentan, from: 0, to: 72.9}, {name: waspada, from: 73, to: 77.9}]
  figures:
    # dari laman KPK
    - {subject: nasional, year: 2024, index: 71.53, sources: [{title: Laman KPK}]}
    - subject: kpu
      year: 2024
      index: 74,04   # lihat lampiran
      category: waspada
      sources:
        - title: Laman KPK
      checked: 2026-11-24

regulations:
  - id: perpres-95-2018
    kind: Perpres
    number: 95
    year: 2018
    name: Sistem Pemerintahan Berbasis Elektronik
    about: Mengatur pemerintahan berbasis elektronik.
    status: |
      Berlaku.

      Diubah: lihat di bawah. # bukan komentar
    amended_by:
      - {kind: Perpres, number: 82, year: 2023}
    ask: [perpres 95 2018 tentang apa]
    sources: [{title: JDIH, url: "https://jdih.kpu.go.id"}]
    confirmed_by: Kasubbag Hukum
"""
FILES = {
    "umum.yaml": GENERAL.replace("\n", "\r\n").encode(),
    "survei.yaml": b"\xef\xbb\xbf" + SURVEY.encode(),
}
EDIT, ADD, REMOVE = (f"{CATALOGUE}/{act}" for act in ("ubah", "tambah", "hapus"))
CONFIRM, TOPIC = f"{CATALOGUE}/sahkan", f"{CATALOGUE}/catatan"

_FIELD = re.compile(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"')
_TEXT = re.compile(r'<textarea[^>]*? name="([^"]+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)
_CHOICE = re.compile(r'<select[^>]*? name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
_CHOSEN = re.compile(r'<option value="([^"]*)" selected>')


@asynccontextmanager
async def office(
    tmp_path: Path,
    *asked: Asked,
    role: Role = Role.EDITOR,
    shipped: Path | None = None,
    files: dict[str, bytes] = FILES,
) -> AsyncIterator[tuple[Console, httpx.AsyncClient]]:
    """A console over one record of each kind, and a browser of somebody of that role."""
    async with (
        console(tmp_path, *asked, files=files, shipped=shipped) as hall,
        hall.signed_in(role) as http,
    ):
        yield hall, http


def filled(html: str, action: str) -> dict[str, str]:
    """What the page's last form for that address would send if nothing were typed."""
    form = html.rpartition(f'action="{action}"')[2].partition("</form>")[0]
    told = {name: unescape(value) for name, value in _FIELD.findall(form)}
    told |= {name: unescape(text) for name, text in _TEXT.findall(form)}
    for name, options in _CHOICE.findall(form):
        chosen = _CHOSEN.search(options)
        told[name] = unescape(chosen[1]) if chosen else ""
    return told


async def form_of(http: httpx.AsyncClient, id: str) -> dict[str, str]:
    """The edit form of a record as it is shown."""
    return filled((await http.get(EDIT, params={"id": id})).text, EDIT)


async def previewed(http: httpx.AsyncClient, id: str, **typed: str) -> httpx.Response:
    """What the form answers to "Lihat akibatnya"; dots of names are written as two underscores."""
    given = {name.replace("__", "."): text for name, text in typed.items()}
    data = {**await form_of(http, id), **given, "langkah": "lihat"}
    return await http.post(EDIT, data=data)


async def saved(http: httpx.AsyncClient, page: str, action: str = EDIT, **more: str) -> str:
    """The page after pressing the previewed page's own button."""
    data = {**filled(page, action), "langkah": "simpan", **more}
    done = await http.post(action, data=data)
    assert done.status_code == 303, done.text
    return (await http.get(done.headers["location"])).text
