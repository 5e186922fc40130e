"""All commands but `run`: each reads its settings, calls a room, and owns the exit code.

0 good, 1 the work found faults, 2 wrong use or configuration.
"""

import asyncio
import json
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bot import checking, equipping
from bot.answering import Desk
from bot.commands import batching, officecommands
from bot.commands.commanding import (
    FAULTS,
    MISUSE,
    configured,
    knowledge_of,
    knowledge_option,
    settings_of_now,
    stop,
    today,
)
from bot.commands.explaining import explained, printed
from bot.doctor import doctoring
from bot.front import main as main
from bot.keeping.kept import StoreError
from bot.measuring import evaluating, examining
from bot.replies import as_json
from bot.signin import Role

for _command in officecommands.COMMANDS:
    main.add_command(_command)


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
@knowledge_option
@configured
def ask(
    text: tuple[str, ...], as_object: bool, jsonl: bool, explain: bool, folder: Path | None
) -> None:
    """Answer TEXT once, as a citizen on Telegram would be answered."""
    if jsonl == bool(text):
        raise click.UsageError("give either TEXT or --jsonl")
    desk = Desk(knowledge_of(folder))
    if jsonl:
        try:
            for line in batching.answered(desk, sys.stdin.buffer):
                click.echo(line)
        except batching.NotAQuestion as error:
            stop(str(error), MISUSE)
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
@configured
def check(folder: Path | None, strict: bool, against: Path | None, as_object: bool) -> None:
    """Tell every fault of a knowledge folder by file and line (exit 1), and notes beside.

    FOLDER is KNOWLEDGE_DIR where absent.
    """
    report = checking.report(
        folder or settings_of_now().knowledge_dir, today=today(), against=against
    )
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
@knowledge_option
@configured
def evaluate(folder: Path | None, **options: Any) -> None:
    """Run question sets (JSON lines) through the desk and print the counts.

    Exit 1 only where a file cannot be read.
    """
    wanted = examining.Wanted(**options)
    if not wanted.files and not wanted.leave_one_out:
        raise click.UsageError("give question sets, --leave-one-out, or both")
    try:
        click.echo(examining.examine(knowledge_of(folder), wanted))
    except evaluating.QuestionSetError as error:
        stop(str(error), FAULTS)


@main.command()
@click.option("--json", "as_object", is_flag=True, help="Print the findings as JSON.")
@configured
def doctor(as_object: bool) -> None:
    """Examine token, webhook, group, database, clock and knowledge: a sentence each."""
    settings = settings_of_now()
    setup = doctoring.Setup(
        knowledge_dir=settings.knowledge_dir,
        database=settings.database,
        key_file=equipping.KEY_FILE,
        timezone=str(settings.timezone),
        pseudonym_key_given=settings.pseudonym_key is not None,
        office_chat_id=settings.office_chat_id,
        admin_ids=settings.admin_ids,
        listen=settings.listen,
        listen_given=settings.listen_given,
        public_url=settings.public_url,
        webhook=settings.webhook,
    )
    bot = equipping.bot_of(settings)
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
        stop(f"{folder} sudah ada dan tidak kosong; pilih folder lain.", MISUSE)
    try:
        shutil.copytree(checking.SHIPPED, folder, dirs_exist_ok=True)
    except OSError as error:
        stop(f"{folder} tidak dapat ditulis: {error.strerror}.", MISUSE)
    click.echo(f"Pengetahuan disalin ke {folder}. Isi di .env: KNOWLEDGE_DIR={folder.resolve()}")


@main.command("console-link")
@click.option(
    "--role",
    type=click.Choice([str(role) for role in Role]),
    default=str(Role.ADMIN),
    show_default=True,
    help="What whoever enters may do.",
)
@click.option("--name", default="Petugas", show_default=True, help="What the console calls them.")
@configured
def console_link(role: str, name: str) -> None:
    """Print a link that signs in to the console, once, within 15 minutes."""
    try:
        click.echo(equipping.console_link(settings_of_now(), Role(role), name))
    except StoreError as error:
        stop(str(error), FAULTS)
