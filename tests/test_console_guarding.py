"""Nobody gets past the console's gate, and what citizens write can do nothing behind it."""

import csv
import io
import logging
import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import openpyxl
import pytest
from starlette.routing import Route

from bot.addresses import HOME
from bot.console.entering import COOKIE
from bot.console.routes import FORM_BYTES, ROWS
from bot.keeping.kept import Wanted
from bot.signin import LINK, Role, at_home
from tests.consolehall import HERE, STAFF, Console, console, field_of, seen
from tests.logged import question
from tests.officehall import unknown

OPEN_TO_ALL = {f"{HOME}/masuk", f"{HOME}/masuk/{{token}}"}
SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>"
FORMULA = "=cmd|' /C calc'!A0"
TRAVERSAL = [
    "..%2f",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/bot.db",
    "1'%20OR%201=1",
    "%00",
    "9" * 40,
    "1y2p0ij32e8e7",
    "1y2p0ij32e8e8",
    "-1",
    "A",
    "²",
]


class Read(HTMLParser):
    """A page as a browser reads it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.scripts: list[str | None] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what could run."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "script":
            self.scripts.append(dict(attrs).get("src"))

    def handle_data(self, data: str) -> None:
        """Notes what is read."""
        self.words += data


def gated(hall: Console) -> list[tuple[str, str]]:
    """Method and address of all that the app has under the console's address, but what is open."""
    routes = [route for route in hall.app.routes if isinstance(route, Route)]
    return [
        (method, re.sub(r"\{\w+(:path)?\}", "abc", route.path))
        for route in routes
        if route.path.startswith(HOME) and route.path not in OPEN_TO_ALL
        for method in sorted(route.methods or ())
    ]


async def test_without_signing_in_no_page_is_shown_and_nothing_is_done(tmp_path: Path) -> None:
    async with console(tmp_path, unknown(1, "rahasia")) as hall, hall.client() as http:
        addresses = gated(hall)
        answers = {(m, a): await http.request(m, a) for m, a in addresses}
        still = await hall.store.queries(Wanted(open_only=True))

    refused = {
        key: (answer.status_code, answer.headers.get("location")) for key, answer in answers.items()
    }
    assert len(addresses) == sum(2 if row.method == "GET" else 1 for row in ROWS) + 3
    assert refused == {
        key: (403, None) if key[0] == "POST" else (303, f"{HOME}/masuk") for key in addresses
    }
    assert not any("rahasia" in answer.text for answer in answers.values())
    assert len(still) == 1


async def test_the_way_in_is_told_to_everybody(tmp_path: Path) -> None:
    async with console(tmp_path) as hall, hall.client() as http:
        page = await http.get(f"{HOME}/masuk")

    assert page.status_code == 200
    assert "/konsol" in seen(page.text)
    assert "python -m bot console-link" in seen(page.text)


async def test_looking_at_a_link_does_not_use_it_up_and_pressing_does(tmp_path: Path) -> None:
    async with console(tmp_path) as hall, hall.client() as http:
        address = f"{HOME}/masuk/{await hall.signin.link(Role.EDITOR, 'Rina')}"
        looked = [(await http.get(address)).status_code, (await http.head(address)).status_code]
        entered = await http.post(address)
        page = await http.get(HOME)
        async with hall.client() as thief:
            replayed = [await thief.get(address), await thief.post(address)]

    assert looked == [200, 200]
    assert (entered.status_code, entered.headers["location"]) == (303, HOME)
    assert page.status_code == 200
    assert "Rina · penyunting" in seen(page.text)
    assert [answer.status_code for answer in replayed] == [410, 410]
    assert not any("set-cookie" in answer.headers for answer in replayed)
    assert "Tautan ini tidak berlaku lagi" in seen(replayed[0].text)


async def test_a_forged_or_late_link_lets_nobody_in(tmp_path: Path) -> None:
    async with console(tmp_path) as hall, hall.client() as http:
        late = await hall.signin.link(Role.ADMIN, "Rina")
        hall.clock.now += LINK
        answers = [
            await http.request(method, f"{HOME}/masuk/{token}")
            for token in (late, "x" * 43, "%00", "..%2f", "a' OR 1=1")
            for method in ("GET", "POST")
        ]

    assert {answer.status_code for answer in answers} <= {404, 410, 303, 403}
    assert not any("set-cookie" in answer.headers for answer in answers)
    assert [answer.status_code for answer in answers[:4]] == [410] * 4


@pytest.mark.parametrize(
    ("site", "secure"), [("", False), ("http://10.0.0.5", False), ("https://bot.example", True)]
)
async def test_the_cookie_is_kept_from_scripts_and_other_sites(
    tmp_path: Path, site: str, secure: bool
) -> None:
    async with console(tmp_path, site=site) as hall, hall.client() as http:
        token = await hall.signin.link(Role.ADMIN, "Rina")
        cookie = (await http.post(f"{HOME}/masuk/{token}")).headers["set-cookie"]

    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", f"path={HOME}", "max-age=604800"} <= parts
    assert ("secure" in parts) is secure
    assert token not in cookie


async def test_a_forged_session_is_no_session(tmp_path: Path) -> None:
    async with console(tmp_path) as hall:
        await hall.session()
        for session in ("x", "x" * 43, "' OR 1=1 --"):
            async with hall.client(session) as http:
                assert (await http.get(HOME)).headers.get("location") == f"{HOME}/masuk"


async def test_who_signs_out_needs_a_new_link(tmp_path: Path) -> None:
    async with console(tmp_path) as hall:
        session = await hall.session()
        async with hall.client(session) as http:
            page = await http.get(HOME)
            out = await http.post(f"{HOME}/keluar", data={"csrf": field_of(page.text, "csrf")})
        async with hall.client(session) as http:
            after = await http.get(HOME)

    assert out.headers["location"] == f"{HOME}/masuk"
    assert f'{COOKIE}=""' in out.headers["set-cookie"]
    assert after.headers["location"] == f"{HOME}/masuk"


POSTS = [row for row in ROWS if row.method == "POST"]


@pytest.mark.parametrize("row", POSTS, ids=lambda row: row.path)
@pytest.mark.parametrize("token", [None, "", "x", "of another"])
async def test_a_form_that_is_not_ours_does_nothing(
    tmp_path: Path, row: object, token: str | None
) -> None:
    async with console(tmp_path, unknown(1, "kapan pilkades")) as hall:
        other = await hall.csrf(await hall.session())
        data = {"id": "1", "sampai": "1"}
        if token is not None:
            data["csrf"] = other if token == "of another" else token
        session = await hall.session()
        async with hall.client(session) as http:
            answer = await http.post(getattr(row, "path", ""), data=data)
        still = await hall.store.queries(Wanted(open_only=True))
        visitor = await hall.signin.visitor(session)

    assert answer.status_code == 403
    assert "Tidak ada yang diubah" in seen(answer.text)
    assert (len(still), visitor is not None) == (1, True)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://127.0.0.1:8080"}, 303),
        ({"origin": "https://bot.example"}, 303),
        ({"origin": "https://jahat.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"host": "rebound.example"}, 421),
    ],
)
async def test_another_site_cannot_press_even_with_the_right_token(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    async with console(tmp_path, unknown(1, "kapan"), site="https://bot.example") as hall:
        session = await hall.session()
        async with hall.client(session) as http:
            data = {"id": "1", "csrf": await hall.csrf(session)}
            answer = await http.post(f"{HOME}/tinjau/kesampingkan", data=data, headers=headers)
        still = await hall.store.queries(Wanted(open_only=True))

    assert answer.status_code == status
    assert bool(still) is (status != 303)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
async def test_each_role_may_what_the_table_says_and_no_more(
    tmp_path: Path, row: object, role: Role
) -> None:
    [row] = [one for one in ROWS if one is row]
    async with console(tmp_path, unknown(1, "kapan")) as hall:
        session = await hall.session(role)
        async with hall.client(session) as http:
            path = row.path.format(id="1", form="csv")
            data = {"id": "1", "csrf": await hall.csrf(session)} if row.method == "POST" else None
            answer = await http.request(row.method, path, data=data)
        still = await hall.store.queries(Wanted(open_only=True))

    assert (answer.status_code == 403) is not role.may(row.least)
    if answer.status_code == 403:
        assert "Ini hanya untuk" in seen(answer.text)
        assert len(still) == 1
    else:
        assert answer.status_code in (200, 303)


async def test_a_reader_is_shown_no_button_that_would_refuse(tmp_path: Path) -> None:
    async with (
        console(tmp_path, unknown(1, "kapan")) as hall,
        hall.signed_in(Role.READER) as http,
    ):
        page = (await http.get(f"{HOME}/tinjau")).text

    assert "kapan" in page
    assert re.findall(r"<button[^>]*>([^<]*)", page) == ["Keluar"]


@pytest.mark.parametrize("id", TRAVERSAL)
@pytest.mark.parametrize(
    "place", ["log/{}", "log.{}", "log?topik={}&sebelum={}", "tinjau?ditutup={}&dibuka={}"]
)
async def test_an_id_that_is_none_finds_nothing(tmp_path: Path, place: str, id: str) -> None:
    async with console(tmp_path, question(7)) as hall, hall.signed_in() as http:
        answer = await http.get(f"{HOME}/{place.format(id, id)}")

    assert answer.status_code in ({200, 422} if "?" in place else {404, 303})
    assert "root:" not in answer.text


@pytest.mark.parametrize("id", ["", "x'", "1y2p0ij32e8e7", "1y2p0ij32e8e8", "../1", "9" * 30])
async def test_a_pressed_id_that_is_none_changes_nothing(tmp_path: Path, id: str) -> None:
    async with console(tmp_path, unknown(1, "kapan")) as hall:
        session = await hall.session()
        async with hall.client(session) as http:
            data = {"csrf": await hall.csrf(session), "id": id, "sampai": id, "halaman": id}
            answers = [
                await http.post(f"{HOME}/tinjau/{act}", data=data)
                for act in ("kesampingkan", "buka")
            ]
        still = await hall.store.queries(Wanted(open_only=True))

    assert [answer.status_code for answer in answers] == [303, 303]
    assert all("hilang=1" in answer.headers["location"] for answer in answers)
    assert len(still) == 1


async def test_what_a_citizen_writes_is_shown_as_written_and_runs_nowhere(tmp_path: Path) -> None:
    asked = [unknown(1, SCRIPT), unknown(2, FORMULA), unknown(3, "\u202egnp.exe\u2066")]
    async with console(tmp_path, *asked) as hall, hall.signed_in() as http:
        pages = [
            await http.get(f"{HOME}{path}")
            for path in ("", "/log", "/log/1", "/tinjau", f"/log?kata={SCRIPT}&topik={SCRIPT}")
        ]
        sheet = await http.get(f"{HOME}/log.csv")
        book = await http.get(f"{HOME}/log.xlsx")

    for page in pages:
        read = Read(page.text)
        assert read.tags & {"img", "iframe", "object", "style"} == set()
        assert [name for name in read.attributes if name.startswith(("on", "style"))] == []
        assert read.scripts in ([], ["/static/console.js"])
        policy = page.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert page.headers["cache-control"] == "no-store"
    assert all(SCRIPT in Read(pages[at].text).words for at in (1, 2, 3))
    words = [row["words"] for row in csv.DictReader(io.StringIO(sheet.text.lstrip("\ufeff")))]
    cells = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0]["F"]
    assert words[1] == "'" + FORMULA
    assert [cell.data_type for cell in cells] == ["s"] * 4
    assert cells[2].value == FORMULA


async def test_pages_hold_no_script_but_files_of_ours(tmp_path: Path) -> None:
    async with console(tmp_path, unknown(1, "kapan")) as hall, hall.signed_in() as http:
        pages = [(await http.get(f"{HOME}{path}")).text for path in ("", "/log", "/tinjau")]

    tags = [tag for page in pages for tag in re.findall(r"<script[^>]*>[^<]*", page)]
    assert tags == ['<script src="/static/console.js" defer>']
    assert not [page for page in pages if "javascript:" in page]


async def test_neither_link_nor_session_stands_in_a_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with console(tmp_path, unknown(1, "katarahasia")) as hall, hall.client() as http:
            token = await hall.signin.link(Role.ADMIN, "Rina", STAFF)
            await http.get(f"{HOME}/masuk/{token}")
            await http.post(f"{HOME}/masuk/{token}")
            session = http.cookies[COOKIE]
            page = await http.get(f"{HOME}/tinjau")
            await http.post(
                f"{HOME}/tinjau/kesampingkan",
                data={"id": "1", "csrf": field_of(page.text, "csrf")},
            )

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert ours == [
        "somebody signed in to the console",
        "open questions were set aside in the console: 1",
    ]
    assert not any(secret in " ".join(ours) for secret in (token, session, str(STAFF), "rahasia"))


async def test_a_form_of_any_size_is_not_read(tmp_path: Path) -> None:
    async with console(tmp_path) as hall, hall.signed_in() as http:
        answer = await http.post(f"{HOME}/keluar", content=b"a" * (FORM_BYTES + 1))

    assert answer.status_code == 413


async def test_in_the_preview_who_sits_at_the_machine_is_in(tmp_path: Path) -> None:
    visitor = at_home("Pratinjau")
    async with console(tmp_path, unknown(1, "kapan"), at_home=visitor) as hall:
        async with hall.client(at=HERE) as http:
            page = await http.get(f"{HOME}/tinjau")
            refused = await http.post(f"{HOME}/tinjau/kesampingkan", data={"id": "1"})
            data = {"id": "1", "csrf": field_of(page.text, "csrf")}
            done = await http.post(f"{HOME}/tinjau/kesampingkan", data=data)
        others = [await _home(hall, "203.0.113.7"), await _home(hall, "10.0.0.4")]
        others += [await _home(hall, "127.0.0.1", {name: "1.2.3.4"}) for name in PROXIED]

    assert "Pratinjau · admin" in seen(page.text)
    assert "/konsol/keluar" not in page.text
    assert (refused.status_code, done.status_code) == (403, 303)
    assert {answer.headers["location"] for answer in others} == {f"{HOME}/masuk"}


async def test_outside_the_preview_nobody_is_in_by_where_they_sit(tmp_path: Path) -> None:
    async with console(tmp_path) as hall:
        answer = await _home(hall, "127.0.0.1")

    assert answer.headers["location"] == f"{HOME}/masuk"


PROXIED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")


async def _home(
    hall: Console, address: str, headers: dict[str, str] | None = None
) -> httpx.Response:
    async with hall.client(at=(address, 5000)) as http:
        return await http.get(HOME, headers=headers)


async def test_a_log_that_cannot_be_read_is_told_calmly(tmp_path: Path) -> None:
    async with console(tmp_path) as hall:
        session = await hall.session()
        await hall.store.close()
        async with hall.client(session) as http:
            answers = [await http.get(path) for path in (HOME, f"{HOME}/masuk/abc")]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert "Warga tetap dilayani" in seen(answers[0].text)
