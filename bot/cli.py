"""The front step: reads settings, builds the rooms, opens the doors, owns the exit codes.

0 good, 1 the work found faults, 2 wrong use or configuration.
"""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import click

from bot import batching, checking, evaluating, examining, logtools, running
from bot.answering import Desk
from bot.doctor import doctoring
from bot.explaining import explained, printed
from bot.exporting import ExportError, Format
from bot.kept import StoreError, Wanted
from bot.knowledge import Knowledge, KnowledgeError, load
from bot.privacy import PrivacyError
from bot.replies import Kind, as_json
from bot.settings import ConfigurationError, Settings, load_settings
from bot.signin import Role

FAULTS, MISUSE = 1, 2
SHIPPED = Path(__file__).parent.parent / "knowledge"
P = ParamSpec("P")
R = TypeVar("R")
Command = TypeVar("Command", bound=Callable[..., object])


def _configuration(command: Callable[P, R]) -> Callable[P, R]:
    """A wrong setting is one line and exit 2, never a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ConfigurationError as error:
            _stop(str(error), MISUSE)

    return run


def _stop(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


def _settings() -> Settings:
    return load_settings(os.environ, Path(".env"))


def _knowledge(folder: Path | None) -> Knowledge:
    """The knowledge of `folder` (absent: KNOWLEDGE_DIR); faults are told and end the command."""
    where = folder or _settings().knowledge_dir
    try:
        return load(where, today=_today())
    except KnowledgeError as error:
        click.echo(str(error), err=True)
        _stop(f"Pengetahuan di {where} belum bisa dipakai; perbaiki baris di atas.", FAULTS)


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Jakarta")).date()


def _folder(command: Command) -> Command:
    return click.option(
        "--knowledge",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        help="Knowledge folder instead of KNOWLEDGE_DIR.",
    )(command)


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.pass_context
def main(context: click.Context) -> None:
    """Answers citizens of Purwakarta in the elections office's own words. No command: run."""
    if context.invoked_subcommand is None:
        context.invoke(run)


@main.command()
@click.option("--telegram", is_flag=True, help="Never the preview: without a token, exit 2.")
@click.option("--verbose", is_flag=True, help="Log at debug level; still no words, ids or token.")
@_configuration
def run(telegram: bool = False, verbose: bool = False) -> None:
    """Serve citizens until told to stop.

    With TELEGRAM_BOT_TOKEN on Telegram; without, on a Telegram of this machine that opens as a
    chat page in the browser.
    """
    code, message = running.run(_settings(), click.echo, telegram=telegram, verbose=verbose)
    if code:
        _stop(message, code)


@main.command()
@click.argument("text", nargs=-1)
@click.option("--json", "as_object", is_flag=True, help="Print the reply as one JSON object.")
@click.option(
    "--jsonl",
    is_flag=True,
    help='Read {"text", "chat"} lines on stdin, print one JSON line each; lines of one chat are'
    " one conversation.",
)
@click.option("--explain", is_flag=True, help="Say why this reply was given.")
@_folder
@_configuration
def ask(
    text: tuple[str, ...], as_object: bool, jsonl: bool, explain: bool, folder: Path | None
) -> None:
    """Answer TEXT once, as a citizen on Telegram would be answered."""
    if jsonl == bool(text):
        raise click.UsageError("give either TEXT or --jsonl")
    desk = Desk(_knowledge(folder))
    if jsonl:
        try:
            for line in batching.answered(desk, sys.stdin.buffer):
                click.echo(line)
        except batching.NotAQuestion as error:
            _stop(str(error), MISUSE)
        return
    reply = desk.reply(" ".join(text))
    if as_object:
        click.echo(json.dumps(as_json(reply), ensure_ascii=False))
    else:
        click.echo(printed(reply))
    if explain:
        click.echo("\n" + explained(reply), err=as_object)


@main.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Notes count as faults (exit 1).")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="List entries of that folder that are new there or differ here.",
)
@click.option("--json", "as_object", is_flag=True, help="Print the report as one JSON object.")
@_configuration
def check(folder: Path | None, strict: bool, against: Path | None, as_object: bool) -> None:
    """Tell every fault of a knowledge folder by file and line (exit 1), and notes beside.

    FOLDER is KNOWLEDGE_DIR where absent.
    """
    report = checking.report(folder or _settings().knowledge_dir, today=_today(), against=against)
    if as_object:
        click.echo(json.dumps(checking.as_json(report), ensure_ascii=False))
    else:
        click.echo(checking.as_text(report))
    sys.exit(FAULTS if report.faults or (strict and report.notes) else 0)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--leave-one-out", is_flag=True, help="Ask the knowledge's own phrasings, unseen.")
@click.option("--folds", type=click.IntRange(2, 100), default=20, help="Desks that one builds: 20.")
@click.option("--curve", type=click.Path(path_type=Path), help="Draw risk against coverage: SVG.")
@click.option("--json", "as_object", is_flag=True, help="Print the counts as JSON.")
@click.option("--misses", is_flag=True, help="Print each line that went wrong, and why.")
@_folder
@_configuration
def evaluate(folder: Path | None, **options: Any) -> None:
    """Run question sets (JSON lines) through the desk and print the counts.

    Exit 1 only where a file cannot be read.
    """
    wanted = examining.Wanted(**options)
    if not wanted.files and not wanted.leave_one_out:
        raise click.UsageError("give question sets, --leave-one-out, or both")
    try:
        click.echo(examining.examine(_knowledge(folder), wanted))
    except evaluating.QuestionSetError as error:
        _stop(str(error), FAULTS)


@main.command()
@click.option(
    "--format",
    "form",
    type=click.Choice([str(form) for form in Format]),
    default=str(Format.CSV),
    show_default=True,
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="To this day, included.")
@click.option("--kind", type=click.Choice([str(kind) for kind in Kind]), help="Only this kind.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File; else stdout."
)
@_configuration
def export(
    form: str,
    since: datetime | None,
    until: datetime | None,
    kind: str | None,
    output: Path | None,
) -> None:
    """Write the log of questions as a table: pseudonyms and masked words only."""
    settings = _settings()
    wanted = Wanted(
        since=since and since.replace(tzinfo=settings.timezone),
        until=until and until.replace(tzinfo=settings.timezone) + timedelta(days=1),
        kind=Kind(kind) if kind else None,
    )
    if output is None and form == Format.XLSX and sys.stdout.isatty():
        raise click.UsageError("an XLSX file cannot be shown here; name one with -o")
    try:
        logtools.export(settings, wanted, Format(form), output)
    except (StoreError, ExportError, OSError) as error:
        _stop(str(error), FAULTS)


@main.command()
@click.option("--json", "as_object", is_flag=True, help="Print the findings as JSON.")
@_configuration
def doctor(as_object: bool) -> None:
    """Examine token, webhook, group, database, clock and knowledge: a sentence each."""
    settings = _settings()
    setup = doctoring.Setup(
        knowledge_dir=settings.knowledge_dir,
        database=settings.database,
        key_file=running.KEY_FILE,
        timezone=str(settings.timezone),
        pseudonym_key_given=settings.pseudonym_key is not None,
        office_chat_id=settings.office_chat_id,
        admin_ids=settings.admin_ids,
        listen=settings.listen,
        listen_given=settings.listen_given,
        public_url=settings.public_url,
        webhook=settings.webhook,
    )
    bot = running.bot_of(settings)
    now = datetime.now(settings.timezone)
    findings = asyncio.run(doctoring.examine(bot, setup, now))
    if as_object:
        click.echo(json.dumps(doctoring.as_json(findings), ensure_ascii=False))
    else:
        click.echo(doctoring.as_text(findings))
    sys.exit(doctoring.exit_code(findings))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Copy the shipped knowledge to FOLDER, for the office to edit; an upgrade never touches it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        _stop(f"{folder} sudah ada dan tidak kosong; pilih folder lain.", MISUSE)
    try:
        shutil.copytree(SHIPPED, folder, dirs_exist_ok=True)
    except OSError as error:
        _stop(f"{folder} tidak dapat ditulis: {error.strerror}.", MISUSE)
    click.echo(f"Pengetahuan disalin ke {folder}. Isi di .env: KNOWLEDGE_DIR={folder.resolve()}")


@main.command()
@click.argument("user_id", type=int)
@_configuration
def forget(user_id: int) -> None:
    """Erase all that is kept of the person with this Telegram user id."""
    settings = _settings()
    try:
        erased = logtools.forget(settings, user_id, running.pseudonyms(settings).of(user_id))
    except (StoreError, PrivacyError) as error:
        _stop(str(error), FAULTS)
    click.echo(f"{erased} pertanyaan dihapus, beserta percakapan dan pilihan bahasanya.")


@main.command("console-link")
@click.option(
    "--role",
    type=click.Choice([str(role) for role in Role]),
    default=str(Role.ADMIN),
    show_default=True,
    help="What whoever enters may do.",
)
@click.option("--name", default="Petugas", show_default=True, help="What the console calls them.")
@_configuration
def console_link(role: str, name: str) -> None:
    """Print a link that signs in to the console, once, within 15 minutes."""
    try:
        click.echo(running.console_link(_settings(), Role(role), name))
    except StoreError as error:
        _stop(str(error), FAULTS)
