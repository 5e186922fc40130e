"""The page for who runs the machine names only what is there, and all that is to be watched."""

import json
import logging
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from bot import web
from bot.addresses import HOME
from bot.cli import main
from bot.disclosing import ADDRESS
from bot.door.commands import COMMANDS, by_name
from bot.door.webhook import LARGEST, PATH
from bot.keeping.inbox import Inbox
from bot.keeping.querylog import QueryLog
from bot.keeping.storage import SQLite
from bot.metrics import CONTENT_TYPE
from bot.readiness import readiness
from bot.redacting import configure
from bot.settings import RULES
from bot.vitals import Watch
from tests.desks import ROOT
from tests.test_going_live import said_anywhere
from tests.test_redacting import logging_as_before

PAGE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy" / "integrity-desk.service").read_text(encoding="utf-8")
PLACE = "/opt/integrity-desk"
__all__ = ["logging_as_before"]  # a fixture

# Whom the public may reach through a proxy, and whom only this machine may.
OUTSIDE = {PATH, HOME, ADDRESS, "/static"}
INSIDE = {"/healthz", "/readyz", "/metrics"}


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def spans() -> Iterator[str]:
    """The page's code: what stands in backticks, and each line of its shell blocks."""
    for block in blocks("sh"):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL))


def test_every_variable_the_page_names_is_one() -> None:
    assigned = {match[1] for span in spans() if (match := re.match(r"([A-Z_]+)=", span))}
    named = {span for span in spans() if re.fullmatch(r"[A-Z]+(?:_[A-Z]+)*", span)}
    told = {"WEBHOOK", "PUBLIC_URL", "WEBHOOK_SECRET", "LISTEN", "TRUSTED_PROXIES"}
    others = {"PETUGAS", "WARNING", "ERROR", "CRITICAL"}

    assert (assigned | named) - set(RULES) - others == set()
    assert told | {"LOG_FORMAT", "KNOWLEDGE_DIR", "RETENTION_DAYS"} <= assigned | named


def test_every_command_line_the_page_names_is_one() -> None:
    called = {name for span in spans() for name in re.findall(r"-m bot (\w+)", span)}
    benchmarks = {name for span in spans() for name in re.findall(r"-m benchmarks\.(\w+)", span)}

    assert called - set(main.commands) == set()
    assert {"doctor", "forget"} <= called
    assert [n for n in benchmarks if not (ROOT / "benchmarks" / f"{n}.py").exists()] == []


def test_every_file_of_the_project_that_the_page_names_is_there() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE)
    named = {span for span in spans() if re.fullmatch(r"(?:bot|tests|docs|deploy)/\S+", span)}

    assert linked and named
    assert [path for path in linked if not (ROOT / "docs" / path).exists()] == []
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_no_link_of_any_page_says_another_file_than_it_leads_to() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    links = [
        (page.name, *link)
        for page in pages
        for link in re.findall(r"\[`?(\S+\.md)`?\]\(([^)#]+)", page.read_text("utf-8"))
    ]

    assert len(links) > 5
    assert [link for link in links if Path(link[1]).name != Path(link[2]).name] == []


def test_every_sentence_the_page_quotes_is_one_the_program_says() -> None:
    quoted = re.findall(r"“([^”]+)”", PAGE)

    assert quoted
    assert [words for words in quoted if words not in said_anywhere()] == []


def test_every_address_the_page_names_is_one() -> None:
    named = {span for span in spans() if re.fullmatch(r"/[a-z]+", span)}
    commands = {f"/{name}" for name in by_name(COMMANDS)}

    assert named - commands == OUTSIDE | INSIDE


# --- the service


def test_every_directive_the_page_names_stands_in_the_unit() -> None:
    named = {span for span in spans() if re.fullmatch(r"[A-Z][A-Za-z]+=\S*", span)}
    named -= {span for span in named if span.split("=")[0] in RULES}
    missing = [one for one in named if not re.search(rf"^{re.escape(one)}", UNIT, re.MULTILINE)]

    assert len(named) > 15
    assert missing == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")
def test_systemd_thinks_the_unit_as_closed_as_the_page_says(tmp_path: Path) -> None:
    unit = tmp_path / "integrity-desk.service"
    unit.write_text(UNIT, encoding="utf-8")
    looked = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    [exposure] = re.findall(r"exposure level for \S+: ([\d.]+)", looked.stdout)

    assert looked.returncode == 0
    assert f"`security` says {exposure} " in PAGE


def test_the_unit_gives_no_secret_away() -> None:
    """What systemd is told anybody on the machine may read; the token is the bot's to read."""
    assert re.findall(r"^(?:Environment|EnvironmentFile|PassEnvironment)=", UNIT, re.M) == []
    assert [name for name in RULES if f"{name}=" in UNIT] == []


# --- the proxy


def test_the_proxies_pass_on_what_is_for_outside_and_nothing_else() -> None:
    [nginx] = blocks("nginx")
    [caddy] = blocks("caddy")
    passed = re.findall(r"location (?:= |~ \^)?(\S+) \{[^}]*?proxy_pass", nginx)
    [matched] = re.findall(r"@desk path (.*)", caddy)

    assert {p for one in passed for p in unfolded(one)} == OUTSIDE
    assert {one.removesuffix("/*") for one in matched.split()} == OUTSIDE
    assert [path for path in INSIDE if path in nginx + caddy] == []


def unfolded(location: str) -> list[str]:
    """`/(a|b)(/|$)` is /a and /b."""
    many = re.match(r"/\((\w+(?:\|\w+)*)\)", location)
    return [f"/{name}" for name in many[1].split("|")] if many else [location.rstrip("/")]


def test_the_proxies_lead_to_where_the_page_lets_the_bot_listen() -> None:
    [listen] = re.findall(r"^LISTEN=(\S+)$", PAGE, re.MULTILINE)
    led = re.findall(r"(?:proxy_pass http://|reverse_proxy )([\d.:]+)", PAGE)

    assert set(led) == {listen}
    assert f"http://{listen}/readyz" in PAGE


def test_the_proxy_takes_as_long_an_update_as_the_bot() -> None:
    assert f"client_max_body_size {LARGEST // 2**20}m;" in PAGE


# --- what to watch


async def watched(tmp_path: Path) -> tuple[Watch, str]:
    """A watch over real rooms, and its page of figures."""
    watch = Watch("polling", lambda: "abc123")
    async with (
        SQLite(tmp_path / "bot.db") as store,
        QueryLog(store) as log,
        Inbox(tmp_path / "bot-inbox.db") as inbox,
    ):
        watch.over(log, inbox)
        app = web.build(watch.routes(), facts=lambda: {})
        wire = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=wire, base_url="http://127.0.0.1") as http:
            response = await http.get("/metrics")
    assert response.headers["content-type"] == CONTENT_TYPE
    return watch, response.text


async def test_the_page_names_each_metric_with_its_labels_and_no_other(tmp_path: Path) -> None:
    _, figures = await watched(tmp_path)
    shown = set(re.findall(r"^# HELP (\w+)", figures, re.MULTILINE))
    shown = {name for name in shown if not name.endswith("_created")}
    rows = re.findall(r"^\| `(bot_\w+)(?:\{\w+\})?`", PAGE, re.MULTILINE)

    assert sorted(rows) == sorted(shown)


async def test_every_rule_watches_a_metric_there_is(tmp_path: Path) -> None:
    _, figures = await watched(tmp_path)
    known = set(re.findall(r"^# HELP (\w+)", figures, re.MULTILINE))
    [rules] = blocks("yaml")
    expressions = [
        rule["expr"] for group in yaml.safe_load(rules)["groups"] for rule in group["rules"]
    ]
    watched_names = {n for text in expressions for n in re.findall(r"bot_\w+", text)}

    assert len(expressions) >= 5
    assert {name.removesuffix("_bucket") for name in watched_names} - known == set()
    assert any(name.endswith("_bucket") for name in watched_names)


async def test_the_page_names_each_fact_of_readyz(tmp_path: Path) -> None:
    watch, _ = await watched(tmp_path)
    _, facts = readiness(watch.signs())
    section = PAGE.split("`/readyz` says whether")[1].split("`/metrics` is for")[0]
    told = {
        name
        for first in re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", first)
    }

    assert told == set(facts)


# --- the log


def test_a_line_of_the_log_looks_as_the_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    [example] = blocks("text")
    configure("text", logging.INFO)
    logging.getLogger("bot.running").info("serving knowledge %s on Telegram", "2e541eda4445")
    written = capsys.readouterr().err

    assert re.sub(r"^\S+", "", written) == re.sub(r"^\S+", "", example)
    assert len(written) == len(example)


def test_a_line_in_json_has_the_fields_that_the_page_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("json", logging.INFO)
    try:
        raise ValueError("odd")
    except ValueError:
        logging.getLogger("bot.running").exception("broken", stack_info=True)
    fields = json.loads(capsys.readouterr().err)
    sentence = PAGE.split("`LOG_FORMAT=json` is")[1].split("Neither")[0]

    assert set(re.findall(r"`(\w+)`", sentence)) == set(fields)
