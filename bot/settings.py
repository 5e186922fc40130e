"""The environment, read once and whole: what is wrong is said before anything has begun."""

import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

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
_FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}

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


def _form(pattern: re.Pattern[str]) -> BeforeValidator:
    def check(value: Any) -> Any:
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        if not isinstance(plain, str) or not pattern.fullmatch(plain):
            raise ValueError("not of the form")
        return value

    return BeforeValidator(check)


def _listen(value: Any) -> Any:
    found = _LISTEN.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return value
    port = int(found[2])
    if port > 65535:
        raise ValueError("no such port")
    return Address(found[1].strip("[]"), port)


def _database(value: str) -> str:
    path = value.removeprefix("sqlite:///")
    if path == value or path in ("", ":memory:") or path.endswith("/") or set(path) & set("?#"):
        raise ValueError("not a file")
    return value


def _flag(value: Any) -> Any:
    return _FLAGS.get(value.casefold(), value) if isinstance(value, str) else value


def _listed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _networks(value: Any) -> Any:
    listed = _listed(value)
    for network in listed:
        ip_network(network, strict=False)
    return listed


def _zone(value: Any) -> Any:
    try:
        return ZoneInfo(value) if isinstance(value, str) else value
    except (OSError, LookupError) as error:  # a folder of the tz database, a name it has not
        raise ValueError("no such zone") from error


class Settings(BaseSettings):
    """What the office set; field for field the table of the design, section 5.

    Made by `load_settings` alone. Absent and empty are the same. Secrets hide themselves in repr
    and traceback.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",  # .env is often shared with docker compose
        env_ignore_empty=True,
        env_file_encoding="utf-8-sig",  # Notepad writes a byte order mark
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    telegram_bot_token: Annotated[SecretStr, _form(_TOKEN)] | None = None
    telegram_api_base_url: Annotated[str, _form(_BASE_URL)] = TELEGRAM
    telegram_api_file_base_url: Annotated[str, _form(_FILE_URL)] = Field(
        default_factory=lambda given: _beside(given["telegram_api_base_url"])
    )
    knowledge_dir: Path = Path("knowledge")
    database_url: Annotated[str, BeforeValidator(_database)] = "sqlite:///data/bot.db"
    pseudonym_key: SecretStr | None = Field(default=None, min_length=_PASSPHRASE)
    office_chat_id: int | None = None
    admin_ids: Annotated[
        tuple[Annotated[int, Field(gt=0)], ...], NoDecode, BeforeValidator(_listed)
    ] = ()
    listen: Annotated[Address, NoDecode, BeforeValidator(_listen)] = Address("127.0.0.1", 8080)
    public_url: (
        Annotated[str, _form(_PUBLIC_URL), AfterValidator(lambda url: url.rstrip("/"))] | None
    ) = None
    webhook: Annotated[bool, BeforeValidator(_flag)] = False
    webhook_secret: Annotated[SecretStr, _form(_WEBHOOK_SECRET)] | None = None
    trusted_proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_networks)] = ()
    retention_days: int = Field(default=365, ge=1, le=3650)
    timezone: Annotated[ZoneInfo, BeforeValidator(_zone)] = ZoneInfo("Asia/Jakarta")
    log_format: Literal["text", "json"] = "text"

    @property
    def database(self) -> Path:
        """The file that DATABASE_URL names, relative to the working folder (four slashes: not)."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def listen_given(self) -> bool:
        """Whether the office named LISTEN: only then is a taken port a fault."""
        return "listen" in self.model_fields_set

    def secrets(self) -> tuple[str, ...]:
        """All that must never stand in a log, for `redacting.configure`."""
        kept = (self.telegram_bot_token, self.pseudonym_key, self.webhook_secret)
        return tuple(secret.get_secret_value() for secret in kept if secret)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # Not env_settings: the environment comes in as an argument, so that a test gives its own.
        return init_settings, dotenv_settings


def load_settings(environ: Mapping[str, str], env_file: Path | None = Path(".env")) -> Settings:
    """The settings of `environ`, and where it is silent those of `env_file`, if there is one.

    Raises ConfigurationError with every fault at once.
    """
    given: dict[str, Any] = {
        name.lower(): environ[name].strip() for name in RULES if environ.get(name, "").strip()
    }
    try:
        return Settings(_env_file=env_file, **given)
    except ValidationError as error:
        # A default that could not be made follows from another fault, which is told already.
        slips = [slip for slip in error.errors() if slip["type"] != "default_factory_not_called"]
        names = dict.fromkeys(str(slip["loc"][0]).upper() for slip in slips)
        raise ConfigurationError("\n".join(f"{name} {RULES[name]}." for name in names)) from None
    except (OSError, UnicodeError):
        raise ConfigurationError(
            f"{env_file} tidak dapat dibaca; simpan sebagai teks UTF-8 dan periksa izin berkasnya."
        ) from None


def _beside(base_url: str) -> str:
    return base_url.removesuffix("/bot") + "/file/bot"
