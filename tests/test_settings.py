"""What the operator may write in the environment, and what is said when it is wrong."""

import re
from dataclasses import fields
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.settings import RULES, Address, ConfigurationError, Settings, load_settings

EXAMPLE = Path(__file__).parent.parent / ".env.example"
SECRETS = ("TELEGRAM_BOT_TOKEN", "PSEUDONYM_KEY", "WEBHOOK_SECRET")
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


def faults(**environ: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(environ, None)
    return str(caught.value).splitlines()


def test_an_empty_environment_gives_the_defaults_of_the_contract() -> None:
    settings = load_settings({}, None)

    assert settings.telegram_bot_token is None
    assert settings.telegram_api_base_url == "https://api.telegram.org/bot"
    assert settings.telegram_api_file_base_url == "https://api.telegram.org/file/bot"
    assert settings.knowledge_dir == Path("knowledge")
    assert settings.database == Path("data/bot.db")
    assert settings.listen == Address("127.0.0.1", 8080)
    assert not settings.listen_given
    assert settings.retention_days == 365
    assert settings.timezone == ZoneInfo("Asia/Jakarta")
    assert settings.log_format == "text"
    assert not settings.webhook
    assert settings.secrets() == ()


@pytest.mark.parametrize(
    ("name", "written", "read"),
    [
        ("TELEGRAM_API_BASE_URL", "http://127.0.0.1:8081/bot", "http://127.0.0.1:8081/bot"),
        ("TELEGRAM_API_BASE_URL", "http://[::1]:8081/bot", "http://[::1]:8081/bot"),
        ("KNOWLEDGE_DIR", "/srv/pengetahuan", Path("/srv/pengetahuan")),
        ("DATABASE_URL", "sqlite:////srv/bot.db", "sqlite:////srv/bot.db"),
        ("OFFICE_CHAT_ID", "-1001234567890", -1001234567890),
        ("ADMIN_IDS", "11, 22,", (11, 22)),
        ("ADMIN_IDS", "11", (11,)),
        ("LISTEN", "0.0.0.0:0", Address("0.0.0.0", 0)),
        ("LISTEN", "[::1]:65535", Address("::1", 65535)),
        ("PUBLIC_URL", "https://bot.contoh.go.id/", "https://bot.contoh.go.id"),
        ("PUBLIC_URL", "https://contoh.go.id/bot", "https://contoh.go.id/bot"),
        ("WEBHOOK", "1", True),
        ("WEBHOOK", "TRUE", True),
        ("WEBHOOK", "0", False),
        ("TRUSTED_PROXIES", "10.0.0.0/8, ::1", ("10.0.0.0/8", "::1")),
        ("RETENTION_DAYS", "1", 1),
        ("RETENTION_DAYS", "3650", 3650),
        ("TIMEZONE", "Asia/Jayapura", ZoneInfo("Asia/Jayapura")),
        ("LOG_FORMAT", " json ", "json"),
    ],
)
def test_a_good_value_is_read_as_what_it_means(name: str, written: str, read: object) -> None:
    settings = load_settings({name: written}, None)

    assert getattr(settings, name.lower()) == read


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("TELEGRAM_BOT_TOKEN", "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"),
        ("TELEGRAM_BOT_TOKEN", "123456789:pendek"),
        ("TELEGRAM_BOT_TOKEN", TOKEN + " x"),
        ("TELEGRAM_API_BASE_URL", "http://127.0.0.1:8081"),
        ("TELEGRAM_API_BASE_URL", "http://127.0.0.1:8081/bot/"),
        ("TELEGRAM_API_BASE_URL", "ftp://127.0.0.1/bot"),
        ("TELEGRAM_API_FILE_BASE_URL", "http://127.0.0.1:8081/bot"),
        ("DATABASE_URL", "postgresql://localhost/bot"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "data/bot.db"),
        ("PSEUDONYM_KEY", "pendek"),
        ("OFFICE_CHAT_ID", "@grup_petugas"),
        ("ADMIN_IDS", "11;22"),
        ("ADMIN_IDS", "11,-22"),
        ("LISTEN", "8080"),
        ("LISTEN", "127.0.0.1:65536"),
        ("PUBLIC_URL", "bot.contoh.go.id"),
        ("PUBLIC_URL", "https://orang:sandi@contoh.go.id"),
        ("WEBHOOK", "mungkin"),
        ("WEBHOOK_SECRET", "pendek"),
        ("WEBHOOK_SECRET", "kata rahasia"),
        ("TRUSTED_PROXIES", "10.0.0.0/99"),
        ("TRUSTED_PROXIES", "*"),
        ("RETENTION_DAYS", "0"),
        ("RETENTION_DAYS", "3651"),
        ("RETENTION_DAYS", "setahun"),
        ("TIMEZONE", "Asia/Purwakarta"),
        ("TIMEZONE", "Asia"),
        ("TIMEZONE", "../etc/passwd"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_is_told_by_its_rule_and_remedy_alone(name: str, written: str) -> None:
    assert faults(**{name: written}) == [f"{name} {RULES[name]}."]


def test_a_token_pasted_into_any_line_is_never_repeated() -> None:
    lines = faults(**{name: TOKEN + "/x" for name in RULES if name != "KNOWLEDGE_DIR"})

    assert TOKEN not in "\n".join(lines)
    # A passphrase may be anything, and the file address has no default without the other one.
    assert {line.split()[0] for line in lines} == set(RULES) - {"KNOWLEDGE_DIR", "PSEUDONYM_KEY"}


def test_all_faults_are_told_at_once() -> None:
    lines = faults(RETENTION_DAYS="0", TIMEZONE="Asia/Purwakarta", LISTEN="8080")

    assert sorted(line.split()[0] for line in lines) == ["LISTEN", "RETENTION_DAYS", "TIMEZONE"]


def test_a_wrong_base_address_is_one_fault_though_the_other_follows_from_it() -> None:
    assert len(faults(TELEGRAM_API_BASE_URL="http://127.0.0.1")) == 1


def test_the_file_address_follows_the_base_address() -> None:
    settings = load_settings({"TELEGRAM_API_BASE_URL": "http://127.0.0.1:81/bot"}, None)

    assert settings.telegram_api_file_base_url == "http://127.0.0.1:81/file/bot"


def test_secrets_hide_in_repr_and_are_named_for_the_log_to_redact() -> None:
    given = {"TELEGRAM_BOT_TOKEN": TOKEN, "PSEUDONYM_KEY": "kunci-rahasia-kantor"}
    settings = load_settings({**given, "WEBHOOK_SECRET": "rahasia_webhook"}, None)

    assert settings.secrets() == (TOKEN, "kunci-rahasia-kantor", "rahasia_webhook")
    assert [secret for secret in settings.secrets() if secret in repr(settings)] == []


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("RETENTION_DAYS=30\nLOG_FORMAT=json # untuk mesin\nTIMEZONE=\nLAIN=1\n")

    settings = load_settings({"RETENTION_DAYS": "60", "LOG_FORMAT": ""}, file)

    assert (settings.retention_days, settings.log_format) == (60, "json")
    assert settings.timezone == ZoneInfo("Asia/Jakarta")


def test_a_list_in_the_file_is_read_like_one_in_the_environment(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("ADMIN_IDS=11,22\nLISTEN=127.0.0.1:0\nTRUSTED_PROXIES=10.0.0.1\n")

    settings = load_settings({}, file)

    assert (settings.admin_ids, settings.listen.port) == ((11, 22), 0)
    assert settings.listen_given


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"\xef\xbb\xbfRETENTION_DAYS=30\r\nLOG_FORMAT=json\r\n")

    assert load_settings({}, file).retention_days == 30


def test_a_file_that_is_no_text_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("RETENTION_DAYS=30\n".encode("utf-16"))

    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_settings({}, file)


def test_only_what_is_handed_in_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RETENTION_DAYS", "30")

    assert load_settings({}, tmp_path / "missing").retention_days == 365


def test_the_example_holds_each_variable_once_with_a_comment_above_and_no_secret() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    written = {
        found[1]: (found[2], lines[number - 1])
        for number, line in enumerate(lines)
        if (found := re.fullmatch(r"([A-Z_]+)=(.*)", line))
    }

    assert sorted(written) == sorted(
        f.name.upper() for f in fields(Settings) if f.name != "listen_given"
    )
    assert sorted(written) == sorted(RULES)
    assert len(written) == sum("=" in line and not line.startswith("#") for line in lines)
    assert [name for name, (_, above) in written.items() if not above.startswith("# ")] == []
    assert [written[name][0] for name in SECRETS] == ["", "", ""]


def test_the_example_copied_as_it_is_changes_nothing() -> None:
    assert load_settings({}, EXAMPLE) == load_settings({}, None)
