"""The program's own log: what it may hold is settled here, whatever libraries would like to print.

No token, key or secret, ours or anyone's; no citizen's words; no chat's id. Not at debug level
either: only our own rooms speak then, and they log none of these.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, TextIO
from urllib.parse import quote

REDACTED = "[redacted]"
# Ours and anyone's, also inside a URL, where the colon may be written %3A.
_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
# Of python-telegram-bot's error texts the only one that tells a chat's id.
_CHAT = re.compile(r"(New chat id: )-?\d+")
# Below this length a secret is a word like any other, and hiding it would hide the log.
_SHORTEST = 6

# What each logs below its level: httpx and httpcore whole addresses with the token in them;
# aiosqlite every statement with its parameters; asyncio reprs of whatever it runs; uvicorn.access
# whole addresses, those of one-time sign-in links among them.
_QUIET = ("httpx", "httpcore", "aiosqlite", "asyncio", "uvicorn.access")
# At debug level python-telegram-bot logs each update and each call whole.
_AT_INFO = ("telegram", "telegram.ext")


class Redactor(logging.Filter):
    """Takes secrets out of all that a record may show: message, arguments, traceback, stack.

    Below INFO only our own rooms get through, whatever level a logger was given elsewhere.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._written: set[str] = set()
        self._pattern = _TOKEN
        self.hide(*secrets)

    def hide(self, *secrets: str) -> None:
        """Hide these too from now on (the key that a file gave)."""
        for secret in secrets:
            self._written |= {form for form in _forms(secret) if len(form) >= _SHORTEST}
        # The longest first, else a secret that begins like another leaves its end to be read.
        known = sorted(map(re.escape, self._written), key=len, reverse=True)
        self._pattern = re.compile("|".join([*known, _TOKEN.pattern]))

    def redact(self, text: str) -> str:
        """`text` without what must not be read."""
        return _CHAT.sub(rf"\g<1>{REDACTED}", self._pattern.sub(REDACTED, text))

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written; if so, it is changed."""
        house = record.name.partition(".")[0]
        if record.levelno < logging.INFO and house != "bot":
            return False
        if house == "telegram":
            _withhold(record)
        record.msg, record.args = self.redact(_message(record)), ()
        if record.exc_info:
            trace = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_text = trace
            # A handler must not find the exception itself, whose text is as it was.
            record.exc_info = None
        if record.exc_text:
            record.exc_text = self.redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self.redact(record.stack_info)
        return True


def configure(form: Literal["text", "json"], level: int, secrets: Iterable[str] = ()) -> Redactor:
    """Set the whole program's logging up on stderr, in place of what was there before.

    `level` is that of our own rooms; everything else logs at INFO at most. Warnings and errors that
    nobody caught or could catch go the same way, for what Python itself prints is not redacted.
    """
    redactor = Redactor(secrets)
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(_handler(sys.stderr, form, redactor))
    root.setLevel(max(level, logging.INFO))
    logging.getLogger("bot").setLevel(level)
    for name in _AT_INFO:
        logging.getLogger(name).setLevel(max(level, logging.INFO))
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    if sys.unraisablehook is sys.__unraisablehook__:  # a test runner's own stays
        sys.unraisablehook = _unraisable
    logging.captureWarnings(True)
    return redactor


def _handler(stream: TextIO, form: str, redactor: Redactor) -> logging.Handler:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Json() if form == "json" else _Text())
    handler.addFilter(redactor)
    return handler


class _Text(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return _time(record)


class _Json(logging.Formatter):
    """An object a line: time, level, logger, message, and exception and stack where there are."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "exception": record.exc_text,
            "stack": record.stack_info,
        }
        return json.dumps({key: value for key, value in line.items() if value is not None})


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception as error:
        # A slip in a log call must not become the caller's, nor be printed with its arguments.
        return f"{record.msg} ({type(error).__name__} while its arguments were put in)"


def _withhold(record: logging.LogRecord) -> None:
    """Where python-telegram-bot's errors quote an update or an answer's body, its type alone."""
    if isinstance(record.args, Mapping):
        record.args = {key: _kind(value) for key, value in record.args.items()}
    elif record.args and re.search(r"\b(?:data|update)\b", str(record.msg)):
        record.args = tuple(_kind(arg) for arg in record.args)


def _kind(value: object) -> str:
    return f"<{type(value).__name__}>"


def _forms(secret: str) -> set[str]:
    """A secret plain, and as addresses, reprs and JSON write it; of a token its latter half too."""
    parts = {secret, re.sub(r"^\d+:", "", secret)}
    return {
        form
        for part in parts
        for form in (part, quote(part, safe=""), repr(part)[1:-1], json.dumps(part)[1:-1])
    }


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return  # whoever pressed Ctrl-C knows
    logging.getLogger("bot").critical("the program ends", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value:
        error = args.exc_value
        logging.getLogger("bot").error(
            "a thread ends", exc_info=(args.exc_type, error, args.exc_traceback)
        )


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    """Of a finaliser or a callback out of C; whose it was is not told, its repr may hold words."""
    if args.exc_value:
        error = args.exc_value
        logging.getLogger("bot").error(
            "an error where none can be raised", exc_info=(args.exc_type, error, args.exc_traceback)
        )
