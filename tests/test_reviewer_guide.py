"""The reviewers' guide says what the pages say: buttons, headings, keys, roles and refusals."""

import re
from datetime import UTC, datetime
from pathlib import Path

from bot.addresses import HOME
from bot.changes.auditing import Action
from bot.changes.rehearsals import DAYS
from bot.cli import main
from bot.console.routes import ROWS
from bot.exhibiting import COPIES
from bot.signin import LINK, Role
from tests.consolehall import field_of, seen
from tests.desks import ROOT
from tests.logged import SITI, question
from tests.officehall import unknown
from tests.test_console_teaching import (
    REVIEW,
    TAKING,
    WORDS,
    composed,
    hall_of,
    hidden,
    preview,
    saved,
)

GUIDE = (ROOT / "docs" / "panduan-peninjau.md").read_text(encoding="utf-8")
FLAT = " ".join(GUIDE.split())
NOW = datetime.now(UTC)
ASKED = (
    unknown(1, WORDS.upper(), SITI, NOW),
    unknown(2, WORDS, at=NOW),
    unknown(3, "prosedur meraih predikat wbk", at=NOW),
    unknown(4, None, at=NOW),
    unknown(5, "nanti saja ya", at=NOW),
    unknown(6, "zona integritas teh naon sih", at=NOW),
    question(7, words="apa syarat wbbm", at=NOW, entry="wbbm", entries=("wbbm",)),
)


async def walked(tmp_path: Path) -> list[str]:
    """Every page that the guide leads to, as HTML."""
    async with hall_of(tmp_path, *ASKED, role=Role.ADMIN) as (hall, http):
        way_in = f"{HOME}/masuk/{await hall.signin.link(Role.READER, 'Sari')}"
        pages = [(await http.get(address)).text for address in (way_in, REVIEW)]
        form = {"csrf": field_of(pages[1], "csrf")}
        await http.post(f"{REVIEW}/nanti", data={**form, "id": "5"})
        aside = await http.post(f"{REVIEW}/kesampingkan", data={**form, "id": "6"})
        pages.append((await http.get(aside.headers["location"])).text)
        for path in ("topik?soal=1", "topik?soal=1&jenis=rujukan", "baru?soal=1"):
            pages.append((await http.get(f"{REVIEW}/{path}")).text)
        for typed in ("[TELEPON]", "apa syarat wbk", "Apa syarat WBBM?"):
            pages.append(await preview(http, tanya=typed))
        pages += [(await composed(http, "lihat", **{name: text})).text for name, text in TYPED]
        late = await preview(http, 3)
        pages.append((await http.get((await saved(http)).headers["location"])).text)
        stale = await http.post(f"{REVIEW}/ajar", data=hidden(late, f"{REVIEW}/ajar"))
        topic = (await http.get(f"{HOME}/pengetahuan/catatan?id=wbk")).text
        return [*pages, late, stale.text, topic, (await http.get(f"{HOME}/riwayat")).text]


TYPED = (("tanya", TAKING), ("sumber", ""), ("judul", "Jam buka"))


async def test_every_button_and_heading_that_the_guide_names_is_on_a_page(tmp_path: Path) -> None:
    words = " ".join(map(seen, await walked(tmp_path)))
    named = [" ".join(found.split()) for found in re.findall(r"\*\*([^*]+)\*\*", GUIDE)]

    assert len({*named}) >= 35
    assert sorted({name for name in named if name not in words} - {"menunggu"}) == []


async def test_every_refusal_that_the_guide_explains_is_one(tmp_path: Path) -> None:
    words = " ".join(map(seen, await walked(tmp_path)))
    section = GUIDE.partition("## Bila tidak dapat disimpan")[2].partition("\n## ")[0]
    told = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", section, re.MULTILINE)[1:]

    assert len(told) == 4
    assert [one for one in told if one not in words] == []


async def test_the_keys_are_those_of_the_page(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as (_, http):
        page = (await http.get(REVIEW)).text
    shown = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page.partition('id="pintasan"')[2])
    keys = [(" ".join(re.findall(r"<kbd>(.*?)</kbd>", marks)), does) for marks, does in shown]
    told = re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|$", GUIDE, re.MULTILINE)

    assert [(marks.replace("`", ""), does) for marks, does in told] == keys[: len(told)]
    assert len(told) == 10


def test_numbers_places_and_roles_are_those_of_the_program() -> None:
    writing = [row for row in ROWS if "riwayat/" in row.path or row.path.endswith("/ajar")]

    assert f"berlaku {LINK.total_seconds() / 60:.0f} menit" in FLAT
    assert f"Pertanyaan {DAYS.days} hari terakhir" in FLAT
    assert f"`{COPIES}`" in FLAT
    assert {row.least for row in writing} == {Role.EDITOR}
    assert {row.least for row in ROWS if "/contoh" in row.path} == {Role.ADMIN}
    assert {"phrasing", "entry", "referral", "undo"} <= {*Action}


def test_every_command_and_file_that_the_guide_names_exists() -> None:
    assert {*re.findall(r"python -m bot ([\w-]+)", GUIDE)} <= main.commands.keys()
    assert [
        name
        for name in re.findall(r"`([\w.-]+\.md)`", GUIDE)
        if not (ROOT / "docs" / name).exists()
    ] == []


def test_the_table_of_contents_lists_every_section_once_in_order() -> None:
    links = re.findall(r"^- \[(.+)\]\(#(.+)\)$", GUIDE, re.MULTILINE)
    titles = [title for title in re.findall(r"^## (.+)$", GUIDE, re.MULTILINE)]

    assert links == [
        (title, title.lower().replace(" ", "-")) for title in titles if title != "Daftar isi"
    ]
