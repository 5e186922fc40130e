"""The page that takes an office live names only what is there, and quotes only what is said."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.door.commands import COMMANDS, by_name
from bot.loading.overriding import shipped
from bot.settings import RULES
from tests.desks import ROOT

PAGE = (ROOT / "docs" / "going-live.md").read_text(encoding="utf-8")
UNIT = ROOT / "deploy" / "integrity-desk.service"
HOME = "/opt/integrity-desk"
# Needed by whoever follows the page; each must be on it.
VARIABLES = {"TELEGRAM_BOT_TOKEN", "OFFICE_CHAT_ID", "ADMIN_IDS", "KNOWLEDGE_DIR", "WEBHOOK"}
BOTFATHER = {
    "newbot",
    "mybots",
    "revoke",
    "setprivacy",
    "setinline",
    "setinlinefeedback",
    "setuserpic",
    "setjoingroups",
    "setcommands",
    "setdescription",
    "setabouttext",
}
# Of other programs, not of ours.
FOREIGN_WORDS = {"Permission denied", "failed"}
# What the steps of the page make before it is used, and what it is made from.
MADE = {".env": ".env.example", ".venv/bin/python": "Makefile", "data": ".gitignore"}
COMMENT = re.compile(r"^#.*$", re.MULTILINE)


def spans() -> Iterator[str]:
    """The page's code: what stands in backticks, and each line of its blocks."""
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL))


def test_every_variable_the_page_names_is_one() -> None:
    named = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", PAGE))
    assigned = {match[1] for span in spans() if (match := re.match(r"([A-Z_]+)=", span))}

    assert (named | assigned) - set(RULES) == set()
    assert VARIABLES - (named | assigned) == set()


def test_every_command_line_the_page_names_is_one() -> None:
    called = {name for span in spans() for name in re.findall(r"-m bot (\S+)", span)}

    assert called - set(main.commands) == set()
    assert {"run", "doctor", "check", "new"} - called == set()


def test_every_telegram_command_the_page_names_is_ours_or_botfathers() -> None:
    named = {match[1] for span in spans() if (match := re.fullmatch(r"/([a-z_]+)", span))}
    ours = set(by_name(COMMANDS))

    assert named - ours - BOTFATHER == set()
    assert {"id", "privacy", "hapus_data"} <= named


def said_anywhere() -> str:
    """All texts of the program: its sentences, and each string of its sources as it is joined."""
    texts = [text.id for text in shipped()[0].say.values()]
    texts += [f"{name} {rule}." for name, rule in RULES.items()]
    for file in sorted((ROOT / "bot").rglob("*.py")):
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        texts += [
            n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)
        ]
    return "\0".join(texts)


def quoted() -> list[str]:
    return [words for words in re.findall(r"“([^”]+)”", PAGE) if words not in FOREIGN_WORDS]


def test_every_sentence_the_page_quotes_is_one_the_program_says() -> None:
    said = said_anywhere().replace("%s", "…")

    assert [words for words in quoted() if words not in said] == []
    assert len(quoted()) > 8


@pytest.mark.parametrize("key", ["token_none", "token_rejected", "token_malformed", "unreachable"])
def test_the_page_quotes_each_fault_of_a_token(key: str) -> None:
    sentence = shipped()[0].say[f"doctor_{key}"].id

    assert any(sentence.startswith(words) for words in quoted())


def test_every_file_the_page_links_to_or_copies_is_there() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE)
    copied = [ROOT / path for span in spans() for path in re.findall(r"\bdeploy/\S+", span)]

    assert [path for path in linked if not (ROOT / "docs" / path).exists()] == []
    assert copied
    assert [path for path in copied if not path.exists()] == []


def test_the_unit_names_only_files_of_the_project() -> None:
    unit = COMMENT.sub("", UNIT.read_text(encoding="utf-8"))
    named = {path for path in re.findall(rf"{HOME}/([^\s]+)", unit)}

    assert {".venv/bin/python", "docs/going-live.md", "data"} == named
    assert [path for path in named if not (ROOT / MADE.get(path, path)).exists()] == []
    assert f"WorkingDirectory={HOME}\n" in unit


def test_the_unit_runs_a_command_that_exists() -> None:
    [command] = re.findall(r"^ExecStart=.* -m bot (\w+)$", UNIT.read_text("utf-8"), re.MULTILINE)

    assert command in main.commands


def test_the_unit_and_the_page_agree_on_folder_and_user() -> None:
    unit = UNIT.read_text(encoding="utf-8")
    [user] = re.findall(r"^User=(\S+)$", unit, re.MULTILINE)

    assert f"sudo -u {user} " in PAGE
    assert f"git clone ALAMAT-REPOSITORI {HOME}\n" in PAGE
    assert f"-o {user} -g {user} data\n" in PAGE


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8").replace(f"{HOME}/.venv/bin/python", sys.executable)
    unit = tmp_path / UNIT.name
    unit.write_text(text, encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert (verified.returncode, verified.stderr) == (0, "")
