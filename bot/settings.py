"""The environment, read once and whole: what is wrong is said before anything has begun."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from dotenv import dotenv_values

TELEGRAM = "https://api.telegram.org/bot"
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+)"
_SITE = rf"https?://{_HOST}(?::[0-9]{{1,5}})?"
_BASE_URL = re.compile(_SITE + "/bot")
_FILE_URL = re.compile(_SITE + "/file/bot")
_PUBLIC_URL = re.compile(_SITE + r"(?:/[\w.~-]+)*/?")
# 30 and more after the colon are Telegram's; 20 leave room for the made-up ones of test servers.
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]{20,}")
# The Bot API's rule for setWebhook's secret_token, and long enough that nobody guesses it.
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{8,256}")
_LISTEN = re.compile(rf"({_HOST}):([0-9]{{1,5}})")
_PASSPHRASE = 8
_LONG_ENOUGH = re.compile(f".{{{_PASSPHRASE},}}", re.DOTALL)
_FLAGS = {
    **dict.fromkeys(("1", "true", "yes", "on", "t", "y"), True),
    **dict.fromkeys(("0", "false", "no", "off", "f", "n"), False),
}
_LOG_FORMAT = re.compile("text|json")
_DAYS = range(1, 3651)

# Rule and remedy of each variable, for the operator. No value is ever repeated: whoever pastes
# the token into the wrong line must not find it in a log. They stand here and not in language.yaml
# because they must be readable when KNOWLEDGE_DIR, which may override that file, is not.
RULES = {
    "TELEGRAM_BOT_TOKEN": "harus berbentuk angka:huruf seperti yang diberikan BotFather; "
    "salin ulang seluruh token dari BotFather, perintah /mybots",
    "TELEGRAM_API_BASE_URL": "harus berbentuk http(s)://host[:port]/bot; "
    "kosongkan untuk memakai server Telegram",
    "TELEGRAM_API_FILE_BASE_URL": "harus berbentuk http(s)://host[:port]/file/bot; "
    "kosongkan agar mengikuti TELEGRAM_API_BASE_URL",
    "KNOWLEDGE_DIR": "harus nama folder; kosongkan untuk memakai folder knowledge",
    "DATABASE_URL": "harus berbentuk sqlite:///berkas, misalnya sqlite:///data/bot.db; "
    "hanya SQLite yang didukung",
    "PSEUDONYM_KEY": f"harus paling sedikit {_PASSPHRASE} huruf; "
    "kosongkan agar kunci dibuat sendiri di data/pseudonym.key",
    "OFFICE_CHAT_ID": "harus satu angka bulat, untuk grup diawali tanda minus; "
    "kirim /id di grup itu untuk melihatnya",
    "ADMIN_IDS": "harus angka bulat positif yang dipisahkan koma; "
    "tiap admin mengirim /id kepada bot untuk melihat angkanya",
    "LISTEN": "harus berbentuk host:port dengan port 0 sampai 65535, misalnya 127.0.0.1:8080; "
    "kosongkan untuk memakai bawaan",
    "PUBLIC_URL": "harus berbentuk http(s)://host[:port] tanpa tanda tanya dan tanpa sandi; "
    "tulis alamat yang dipakai orang di peramban",
    "WEBHOOK": "harus 1 atau 0; kosongkan untuk mengambil pesan sendiri (polling)",
    "WEBHOOK_SECRET": "harus 8 sampai 256 huruf dari A-Z a-z 0-9 _ -; "
    "kosongkan agar dibuat sendiri",
    "TRUSTED_PROXIES": "harus alamat IP atau jaringan (10.0.0.0/8) yang dipisahkan koma; "
    "kosongkan bila tidak ada proxy di depan bot",
    "RETENTION_DAYS": "harus angka bulat 1 sampai 3650; kosongkan untuk 365 hari",
    "TIMEZONE": "harus nama zona waktu IANA, misalnya Asia/Jakarta; "
    "bila namanya sudah benar, pasang paket tzdata",
    "LOG_FORMAT": "harus text atau json; kosongkan untuk text",
}


class ConfigurationError(Exception):
    """One whole sentence a line for each variable that is wrong; holds no value of any."""


class Address(NamedTuple):
    """Where to listen; port 0 takes a free one, an IPv6 host stands without its brackets."""

    host: str
    port: int


_HERE = Address("127.0.0.1", 8080)


class Secret:
    """A text that hides itself in repr and traceback."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('**********')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the office set; field for field the table of the design, section 5.

    Made by `load_settings` alone. Absent and empty are the same.
    """

    telegram_bot_token: Secret | None = None
    telegram_api_base_url: str = TELEGRAM
    telegram_api_file_base_url: str
    knowledge_dir: Path = Path("knowledge")
    database_url: str = "sqlite:///data/bot.db"
    pseudonym_key: Secret | None = None
    office_chat_id: int | None = None
    admin_ids: tuple[int, ...] = ()
    listen: Address = _HERE
    public_url: str | None = None
    webhook: bool = False
    webhook_secret: Secret | None = None
    trusted_proxies: tuple[str, ...] = ()
    retention_days: int = 365
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))
    log_format: Literal["text", "json"] = "text"
    listen_given: bool = False
    """Whether the office named LISTEN: only then is a taken port a fault."""

    @property
    def database(self) -> Path:
        """The file that DATABASE_URL names, relative to the working folder (four slashes: not)."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    def secrets(self) -> tuple[str, ...]:
        """All that must never stand in a log, for `redacting.configure`."""
        kept = (self.telegram_bot_token, self.pseudonym_key, self.webhook_secret)
        return tuple(secret.get_secret_value() for secret in kept if secret)


def load_settings(environ: Mapping[str, str], env_file: Path | None = Path(".env")) -> Settings:
    """The settings of `environ`, and where it is silent those of `env_file`, if there is one.

    Raises ConfigurationError with every fault at once.
    """
    filed = _of_file(env_file)
    given = {name: environ.get(name, "").strip() or filed.get(name, "") for name in RULES}
    read: dict[str, Any] = {}
    wrong: list[str] = []
    for name, meaning in _MEANINGS.items():
        try:
            if given[name]:
                read[name.lower()] = meaning(given[name])
        except (ValueError, OverflowError):
            wrong.append(f"{name} {RULES[name]}.")
    if wrong:
        raise ConfigurationError("\n".join(wrong))
    base = read.get("telegram_api_base_url", TELEGRAM)
    read.setdefault("telegram_api_file_base_url", base.removesuffix("/bot") + "/file/bot")
    return Settings(**read, listen_given="listen" in read)


def _of_file(path: Path | None) -> dict[str, str]:
    """What an .env says of our variables; it is often shared with docker compose."""
    if path is None or not path.is_file():
        return {}
    try:
        # Notepad writes a byte order mark.
        found = dotenv_values(path, encoding="utf-8-sig")
    except (OSError, UnicodeError):
        raise ConfigurationError(
            f"{path} tidak dapat dibaca; simpan sebagai teks UTF-8 dan periksa izin berkasnya."
        ) from None
    return {name.upper(): value.strip() for name, value in found.items() if value}


def _form(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def read(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError("not of the form")
        return value

    return read


def _secret(form: Callable[[str], str]) -> Callable[[str], Secret]:
    return lambda value: Secret(form(value))


def _listen(value: str) -> Address:
    found = _LISTEN.fullmatch(value)
    if not found or int(found[2]) > 65535:
        raise ValueError("no such host and port")
    return Address(found[1].strip("[]"), int(found[2]))


def _database(value: str) -> str:
    path = value.removeprefix("sqlite:///")
    if path == value or path in ("", ":memory:") or path.endswith("/") or set(path) & set("?#"):
        raise ValueError("not a file")
    return value


def _flag(value: str) -> bool:
    if value.casefold() not in _FLAGS:
        raise ValueError("neither yes nor no")
    return _FLAGS[value.casefold()]


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _ids(value: str) -> tuple[int, ...]:
    ids = tuple(map(int, _listed(value)))
    if any(id <= 0 for id in ids):
        raise ValueError("no id of a person")
    return ids


def _networks(value: str) -> tuple[str, ...]:
    listed = _listed(value)
    for network in listed:
        ip_network(network, strict=False)
    return listed


def _days(value: str) -> int:
    if int(value) not in _DAYS:
        raise ValueError("too few or too many")
    return int(value)


def _zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (OSError, LookupError) as error:  # a folder of the tz database, a name it has not
        raise ValueError("no such zone") from error


# How the text of each variable is read; ValueError where its rule above is broken.
_MEANINGS: Mapping[str, Callable[[str], object]] = {
    "TELEGRAM_BOT_TOKEN": _secret(_form(_TOKEN)),
    "TELEGRAM_API_BASE_URL": _form(_BASE_URL),
    "TELEGRAM_API_FILE_BASE_URL": _form(_FILE_URL),
    "KNOWLEDGE_DIR": Path,
    "DATABASE_URL": _database,
    "PSEUDONYM_KEY": _secret(_form(_LONG_ENOUGH)),
    "OFFICE_CHAT_ID": int,
    "ADMIN_IDS": _ids,
    "LISTEN": _listen,
    "PUBLIC_URL": lambda value: _form(_PUBLIC_URL)(value).rstrip("/"),
    "WEBHOOK": _flag,
    "WEBHOOK_SECRET": _secret(_form(_WEBHOOK_SECRET)),
    "TRUSTED_PROXIES": _networks,
    "RETENTION_DAYS": _days,
    "TIMEZONE": _zone,
    "LOG_FORMAT": _form(_LOG_FORMAT),
}
