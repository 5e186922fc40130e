"""What the commands share: exit codes, settings told once, knowledge or the reasons against it."""

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import NoReturn, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import click

from bot.knowledge import Knowledge, KnowledgeError, load
from bot.settings import ConfigurationError, Settings, load_settings

FAULTS, MISUSE = 1, 2
P = ParamSpec("P")
R = TypeVar("R")
Command = TypeVar("Command", bound=Callable[..., object])


def configured(command: Callable[P, R]) -> Callable[P, R]:
    """A wrong setting is one line and exit 2, never a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ConfigurationError as error:
            stop(str(error), MISUSE)

    return run


def stop(message: str, code: int) -> NoReturn:
    """Say it on stderr and end with this code."""
    click.echo(message, err=True)
    sys.exit(code)


def settings_of_now() -> Settings:
    """The environment and .env, read now. Raises ConfigurationError."""
    return load_settings(os.environ, Path(".env"))


def knowledge_of(folder: Path | None) -> Knowledge:
    """The knowledge of `folder` (absent: KNOWLEDGE_DIR); faults are told and end the command."""
    where = folder or settings_of_now().knowledge_dir
    try:
        return load(where, today=today())
    except KnowledgeError as error:
        click.echo(str(error), err=True)
        stop(f"Pengetahuan di {where} belum bisa dipakai; perbaiki baris di atas.", FAULTS)


def today() -> date:
    """The day it is at the office, whose zone no command needs settings for."""
    return datetime.now(ZoneInfo("Asia/Jakarta")).date()


def knowledge_option(command: Command) -> Command:
    """Adds `--knowledge DIR`, given to the command as `folder`."""
    return click.option(
        "--knowledge",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        help="Knowledge folder instead of KNOWLEDGE_DIR.",
    )(command)
