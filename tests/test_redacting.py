"""What the program's log may hold, and that nothing gets past it."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import aiosqlite
import httpx
import pytest
from telegram import Bot
from telegram.error import ChatMigrated, InvalidToken, TelegramError
from telegram.request import BaseRequest

from bot.redacting import REDACTED, Redactor, configure
from tests.townhall import townhall

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
ANOTHER = "987654321:BBHdqTcvCH1vGWJxfSeofSAs0K5PALDsbx"
KEY = "kunci 'kantor' \"ü\""
WEBHOOK = "rahasia_webhook_kantor"
SECRETS = (TOKEN, KEY, WEBHOOK)
FORMATS: tuple[Literal["text", "json"], ...] = ("text", "json")
logger = logging.getLogger("bot.test")


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Puts back what `configure` changes for the whole program."""
    root = logging.getLogger()
    handlers, hooks = root.handlers[:], (sys.excepthook, threading.excepthook)
    known = [root, *(x for x in root.manager.loggerDict.values() if isinstance(x, logging.Logger))]
    levels = {one: one.level for one in known}
    for logger_ in known:
        logger_.setLevel(logging.NOTSET)  # a served bot quietens two of python-telegram-bot's
    yield
    root.handlers[:] = handlers
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(False)
    for one in [root, *root.manager.loggerDict.values()]:
        if isinstance(one, logging.Logger):
            one.setLevel(levels.get(one, logging.NOTSET))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("message", "args"),
    [
        (f"token {TOKEN} refused", ()),
        ("token %s refused", (TOKEN,)),
        ("POST %s", (f"https://api.telegram.org/bot{TOKEN}/getMe",)),
        ("POST %s", (f"https://x/bot{TOKEN.replace(':', '%3A')}/getMe",)),
        ("POST %s", (httpx.URL(f"https://api.telegram.org/bot{TOKEN}/getMe"),)),
        ("%(token)s", ({"token": TOKEN},)),
        ("%r", ([{"token": TOKEN}],)),
        ("secret half %s", (TOKEN.partition(":")[2],)),
        ("of another bot: %s", (ANOTHER,)),
        ("of another bot: %s", (f"bot{ANOTHER}/sendMessage",)),
        ("key %s", (KEY,)),
        ("key %r", (KEY,)),
        ("key %s", (json.dumps(KEY),)),
        ("key %s", (quote(KEY),)),
        ("webhook %s", (WEBHOOK,)),
        ("bytes %r", (WEBHOOK.encode(),)),
    ],
)
def test_no_secret_is_read_in_a_message(
    form: Literal["text", "json"],
    message: str,
    args: tuple[Any, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure(form, logging.INFO, SECRETS)

    logger.warning(message, *args)

    written = capsys.readouterr().err
    assert secrets_in(written) == []
    assert REDACTED in written


def secrets_in(written: str) -> list[str]:
    """Every secret, or telling part of one, that can still be read."""
    parts = [TOKEN.partition(":")[2], ANOTHER.partition(":")[2], "kantor", WEBHOOK]
    return [part for part in parts if part in written]


@pytest.mark.parametrize("form", FORMATS)
def test_no_secret_is_read_in_a_traceback_or_a_stack(
    form: Literal["text", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    configure(form, logging.INFO, SECRETS)
    try:
        try:
            raise ValueError(f"bad token {TOKEN}")
        except ValueError as error:
            error.add_note(f"webhook {WEBHOOK}")
            raise InvalidToken(f"The token `{TOKEN}` was rejected by the server.") from error
    except InvalidToken:
        logger.exception("no start", stack_info=True)

    written = capsys.readouterr().err
    assert secrets_in(written) == []
    assert written.count(REDACTED) == 3
    assert "InvalidToken" in written
    assert "Stack (most recent call last)" in written


def test_no_secret_is_read_in_the_lines_of_a_stack() -> None:
    stack = f"connect({TOKEN!r})"
    record = logging.LogRecord("bot", logging.INFO, "", 1, "", (), None, sinfo=stack)

    assert Redactor(SECRETS).filter(record)
    assert record.stack_info == f"connect('{REDACTED}')"


def test_what_holds_no_secret_is_written_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text", logging.INFO, SECRETS)

    logger.info("served %d at 12:30:00, 100%% of %s", 7, "12345:short")

    assert capsys.readouterr().err.endswith(
        " INFO bot.test: served 7 at 12:30:00, 100% of 12345:short\n"
    )


def test_json_is_an_object_a_line_that_parses(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", logging.INFO)

    logger.info('two\nlines, "quoted", %s', "ü")
    try:
        raise ValueError("odd")
    except ValueError:
        logger.exception("broken")

    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first.pop("time").endswith("+00:00")
    assert first == {"level": "INFO", "logger": "bot.test", "message": 'two\nlines, "quoted", ü'}
    assert second["exception"].endswith("ValueError: odd")


def test_a_slip_in_a_log_call_is_told_without_raising_or_printing_its_arguments(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("text", logging.INFO, SECRETS)

    logger.info("%d and %d", TOKEN)

    written = capsys.readouterr().err
    assert "TypeError while its arguments were put in" in written
    assert secrets_in(written) == []


def test_a_secret_that_becomes_known_later_is_hidden_from_then_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    redactor = configure("text", logging.INFO)
    redactor.hide("kunci dari berkas")

    logger.info("key: kunci dari berkas")

    assert f"key: {REDACTED}\n" in capsys.readouterr().err


def test_a_secret_that_begins_like_another_does_not_leave_its_end() -> None:
    assert Redactor(["rahasia", "rahasia-kantor"]).redact("rahasia-kantor") == REDACTED


def test_a_secret_too_short_to_be_one_does_not_hide_the_log() -> None:
    assert Redactor(["a", ""]).redact("banana") == "banana"


def test_the_chat_in_python_telegram_bots_own_error_text_is_hidden() -> None:
    text = Redactor().redact(str(ChatMigrated(-1001234567890)))

    assert "1001234567890" not in text


def test_configuring_again_replaces_what_was_there(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", logging.DEBUG)
    configure("text", logging.WARNING)

    logger.info("quiet")
    logger.warning("loud")

    assert capsys.readouterr().err.count("\n") == 1


# --- libraries at debug level


def test_at_debug_level_only_our_own_rooms_say_more(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("telegram.ext.Application").setLevel(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.DEBUG)
    configure("text", logging.DEBUG)

    for name in ("bot.test", "telegram", "telegram.ext.Application", "watchfiles", "uvicorn"):
        logging.getLogger(name).debug("debug of %s", name)
    for name in ("httpx", "httpcore.http11", "aiosqlite", "asyncio", "uvicorn.access"):
        logging.getLogger(name).info("info of %s", name)

    assert [line.split(": ")[1] for line in capsys.readouterr().err.splitlines()] == [
        "debug of bot.test"
    ]


async def test_a_statement_of_the_database_is_not_logged(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    configure("text", logging.DEBUG)

    async with aiosqlite.connect(tmp_path / "x.db") as db:
        await db.execute("SELECT ?", ("RAHASIA",))

    assert capsys.readouterr().err == ""


class Answering(BaseRequest):
    """A connection on which every call is answered alike."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
        return 200, self.body


@pytest.mark.parametrize(
    ("body", "raised", "told"),
    [
        (
            b'{"ok": true, "result": [{"message": {"text": "RAHASIA", "chat": {"id": 424242',
            TelegramError,
            'Can not load invalid JSON data: "<str>"',
        ),
        (
            b'{"ok": true, "result": [{"update_id": 1, "message": "RAHASIA 424242"}]}',
            AttributeError,
            "Error while parsing updates! Received data was '<list>'",
        ),
    ],
)
async def test_a_garbled_update_is_told_without_the_words_and_the_chat_in_it(
    body: bytes, raised: type[Exception], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("text", logging.DEBUG)
    answering = Answering(body)
    bot = Bot(TOKEN, request=answering, get_updates_request=answering)

    with pytest.raises(raised):
        await bot.get_updates()

    written = capsys.readouterr().err
    assert told in written
    assert [part for part in ("RAHASIA", "424242") if part in written] == []


async def test_a_bot_that_serves_at_debug_level_logs_no_words_no_chat_and_no_token(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    async with townhall(tmp_path) as hall:
        configure("text", logging.DEBUG, [hall.world.token])
        citizen = hall.world.citizen(id=724_242_424)
        for words in ("apa slogan kpu purwakarta", "jengkol 3214011203850001"):
            await citizen.says(words)
            await citizen.receives()
        [query] = [await citizen.presses(citizen.messages[-1], citizen.messages[-1].buttons[-1])]
        logger.debug("something is logged")

    written = capsys.readouterr().err
    forbidden = ("724242424", "slogan", "jengkol", "32140112", hall.world.token, query.id)
    assert [part for part in forbidden if part in written] == []
    assert "something is logged" in written


# --- what nobody caught


@pytest.mark.parametrize(
    ("raising", "told"),
    [
        ("raise ValueError(TOKEN)", "the program ends"),
        ("t = threading.Thread(target=int, args=(TOKEN,)); t.start(); t.join()", "a thread ends"),
        (
            "gone = type('Gone', (), {'__del__': lambda self: int(TOKEN)}); gone()",
            "an error where none can be raised",
        ),
    ],
)
def test_what_nobody_caught_is_logged_without_the_token(raising: str, told: str) -> None:
    program = (
        "import logging, threading\n"
        "from bot.redacting import configure\n"
        f"TOKEN = {TOKEN!r}\n"
        "configure('text', logging.INFO, [TOKEN])\n"
        f"{raising}\n"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert told in ended.stderr
    assert "ValueError" in ended.stderr
    assert secrets_in(ended.stderr) == []
    assert ended.stdout == ""


def test_a_warning_goes_the_same_way() -> None:
    program = (
        "import logging, warnings\n"
        "from bot.redacting import configure\n"
        "configure('text', logging.INFO)\n"
        f"warnings.warn('bad token {TOKEN}')\n"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert "WARNING py.warnings: " in ended.stderr
    assert secrets_in(ended.stderr) == []


def test_no_library_writes_past_the_filter() -> None:
    """Of the whole program, web server and both wires in it, one handler writes: the filtered."""
    program = (
        "import logging\n"
        "import aiohttp, aiosqlite, uvicorn, watchfiles, telegram.ext\n"
        "from bot import cli\n"
        "from bot.redacting import configure\n"
        "configure('text', logging.DEBUG)\n"
        "known = [logging.getLogger(name) for name in logging.root.manager.loggerDict]\n"
        "print([one.name for one in known if one.handlers\n"
        "       and not isinstance(one.handlers[0], logging.NullHandler) or not one.propagate])\n"
        "for one in (logging.root, *known):\n"
        f"    one.error('said by %s: %s', one.name, '{TOKEN}')\n"
    )

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert ended.stdout == "[]\n", ended.stderr
    assert secrets_in(ended.stderr) == []
    for name in ("uvicorn.error", "uvicorn.access", "aiohttp.client", "httpx", "asyncio"):
        assert f"said by {name}: {REDACTED}" in ended.stderr
