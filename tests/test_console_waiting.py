"""Pages that need what takes its time: how far it is, the same request again, and the result."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

from httpx import AsyncClient, Response

from bot.addresses import HOME
from bot.keeping.queryids import id_text
from bot.signin import Role
from tests.consolehall import console, seen
from tests.desks import shipped_desk
from tests.logged import BUDI
from tests.officehall import unknown
from tests.recordhall import EDIT, filled, form_of

TEXT = 'Baris "satu" & <dua>.\n\nBaris tiga.'
ASKED = "kumaha carana ngadaptar jadi panitia"
TEACH = f"{HOME}/tinjau/ajar?" + urlencode({"soal": id_text(7), "topik": "slogan"})


async def looked(http: AsyncClient, answer: Response) -> list[Response]:
    """The pages that one sees who presses the button until there is a result."""
    pages = [answer]
    while pages[-1].status_code == 202:
        text = pages[-1].text
        found = re.search(r'<form class="stack" method="(\w+)" action="([^"]+)" data-again>', text)
        assert found
        method, address, fields = found[1], found[2], filled(text, found[2])
        if method == "get":
            pages.append(await http.get(address, params=fields))
        else:
            pages.append(await http.post(address, data=fields))
    return pages


@asynccontextmanager
async def impatient(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """An editor's browser. What ships takes longer to learn than any page waits."""
    asked = unknown(7, ASKED, BUDI)
    async with (
        console(tmp_path, asked, desk=shipped_desk()) as hall,
        hall.client(await hall.session(Role.EDITOR), patient=False) as http,
    ):
        yield http


async def test_a_page_says_how_far_it_is_and_the_same_request_brings_the_result(
    tmp_path: Path,
) -> None:
    async with impatient(tmp_path) as http:
        pages = await looked(http, await http.get(TEACH))
        again = await http.get(TEACH)

    first, last = pages[0], pages[-1]
    assert (first.status_code, last.status_code, again.status_code) == (202, 200, 200)
    assert "Akibat perubahan sedang dihitung" in seen(first.text)
    assert "Belum ada yang tersimpan." in seen(first.text)
    assert "<progress " in first.text
    assert '<script src="/static/waiting.js" defer></script>' in first.text
    assert filled(first.text, TEACH.partition("?")[0]) == {"soal": id_text(7), "topik": "slogan"}
    assert "Apa akibatnya?" in seen(last.text)


async def test_a_form_that_was_sent_is_sent_again_just_as_it_was(tmp_path: Path) -> None:
    async with impatient(tmp_path) as http:
        form = await form_of(http, "slogan")
        sent = {**form, "answer.id": TEXT, "coba": "apa slogannya?", "langkah": "lihat"}
        pages = await looked(http, await http.post(EDIT, data=sent))

    first, last = pages[0], pages[-1]
    assert first.status_code == 202
    assert filled(first.text, EDIT) == sent
    assert last.status_code == 200
    assert "Simpan perubahan" in seen(last.text)
    assert TEXT.splitlines()[0] in seen(last.text)
