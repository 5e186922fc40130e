"""The office's own commands: its log exported, asked again and forgotten; its sheets brought in."""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import click

from bot import equipping
from bot.answering import Desk
from bot.commands import logtools, posters
from bot.commands.commanding import (
    FAULTS,
    MISUSE,
    Command,
    configured,
    knowledge_of,
    knowledge_option,
    settings_of_now,
    stop,
    today,
)
from bot.keeping.kept import Kept, StoreError, Wanted
from bot.keeping.privacy import PrivacyError
from bot.knowledge import KnowledgeError
from bot.replies import Kind
from bot.reviews import replaying, retelling
from bot.settings import Settings
from bot.tables import importing
from bot.tables.exporting import ExportError, Format
from bot.tables.importing import ImportRefused
from bot.tables.sheets import SheetError

# Questions from which on a replay takes long enough to show how far it is.
_LONG = 500


def _days(command: Command) -> Command:
    """Adds `--since` and `--until`."""
    day = click.DateTime(["%Y-%m-%d"])
    since = click.option("--since", type=day, help="From this day on.")
    until = click.option("--until", type=day, help="To this day, included.")
    return since(until(command))


def _wanted(
    settings: Settings, since: datetime | None, until: datetime | None, kind: str | None = None
) -> Wanted:
    return Wanted(
        since=since and since.replace(tzinfo=settings.timezone),
        until=until and until.replace(tzinfo=settings.timezone) + timedelta(days=1),
        kind=Kind(kind) if kind else None,
    )


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice([str(form) for form in Format]),
    default=str(Format.CSV),
    show_default=True,
)
@_days
@click.option("--kind", type=click.Choice([str(kind) for kind in Kind]), help="Only this kind.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="File; else stdout."
)
@configured
def export(
    form: str,
    since: datetime | None,
    until: datetime | None,
    kind: str | None,
    output: Path | None,
) -> None:
    """Write the log of questions as a table: pseudonyms and masked words only."""
    settings = settings_of_now()
    if output is None and form == Format.XLSX and sys.stdout.isatty():
        raise click.UsageError("an XLSX file cannot be shown here; name one with -o")
    try:
        wanted = _wanted(settings, since, until, kind)
        logtools.export(settings, wanted, Format(form), output)
    except (StoreError, ExportError, OSError) as error:
        stop(str(error), FAULTS)


@click.command()
@knowledge_option
@_days
@click.option("--json", "as_object", is_flag=True, help="Print all of it as one JSON object.")
@click.option(
    "--chart",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw how questions were met before and would be now: SVG.",
)
@configured
def replay(
    folder: Path | None,
    since: datetime | None,
    until: datetime | None,
    as_object: bool,
    chart: Path | None,
) -> None:
    """Ask the log's questions again, of the knowledge of now or of a folder: won, lost, changed."""
    settings = settings_of_now()
    try:
        rows = logtools.rows(settings, _wanted(settings, since, until))
    except StoreError as error:
        stop(str(error), FAULTS)
    knowledge = knowledge_of(folder)
    found = replaying.summed(replaying.outcomes(_shown(rows), Desk(knowledge)))
    if chart:
        try:
            chart.write_text(retelling.svg(found, knowledge.version), encoding="utf-8")
        except OSError as error:
            stop(f"{chart} tidak dapat ditulis: {error.strerror}.", FAULTS)
    if as_object:
        made = retelling.as_json(found, knowledge.version)
        click.echo(json.dumps(made, ensure_ascii=False))
        return
    titles = {entry.id: entry.title.id for entry in knowledge.topics}
    click.echo(retelling.as_text(found, knowledge.version, lambda id: titles.get(id, id)))


def _shown(rows: Sequence[Kept]) -> Iterator[Kept]:
    """The rows as they are drawn; where somebody watches a long run, how many are left."""
    if len(rows) < _LONG or not sys.stderr.isatty():
        yield from rows
        return
    with click.progressbar(
        rows, label="Memutar ulang", file=sys.stderr, update_min_steps=len(rows) // 50
    ) as bar:
        yield from bar


@click.command("import")
@click.argument("table", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The new YAML file; else one in KNOWLEDGE_DIR, named after the table.",
)
@configured
def import_table(table: Path, output: Path | None) -> None:
    """Bring question-answer pairs of TABLE (xlsx or csv) into unconfirmed entries of a new file.

    Columns are known by their heads: pertanyaan and jawaban; sumber, url, tanggal, kategori, judul.
    """
    folder = settings_of_now().knowledge_dir
    try:
        report = importing.brought_in(table, folder, today(), output)
    except KnowledgeError as error:
        click.echo(str(error), err=True)
        stop(f"Pengetahuan di {folder} belum bisa dipakai; perbaiki baris di atas.", FAULTS)
    except (ImportRefused, SheetError) as error:
        stop(str(error), FAULTS)
    click.echo(importing.as_text(report))


@click.command()
@click.argument("user_id", type=int)
@configured
def forget(user_id: int) -> None:
    """Erase all that is kept of the person with this Telegram user id."""
    settings = settings_of_now()
    try:
        erased = logtools.forget(settings, user_id, equipping.pseudonyms(settings).of(user_id))
    except (StoreError, PrivacyError) as error:
        stop(str(error), FAULTS)
    click.echo(
        f"{erased} pertanyaan dihapus, beserta percakapan, pilihan bahasa, permintaan kabar, "
        "dan yang diteruskan ke petugas."
    )


@click.command()
@click.argument("entries", nargs=-1, required=True, metavar="ENTRY...")
@click.option("--bot", "name", help="The bot's user name; else that of TELEGRAM_BOT_TOKEN.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder for the files; else the current one.",
)
@knowledge_option
@configured
def poster(entries: tuple[str, ...], name: str | None, output: Path, folder: Path | None) -> None:
    """Make a page to print (SVG, A5) for each ENTRY: its question, and its link as a QR code."""
    knowledge = knowledge_of(folder)
    try:
        made = posters.drawn(knowledge, entries, name or posters.name_of(settings_of_now()))
    except posters.NoName as error:
        stop(str(error), MISUSE)
    except posters.NoPoster as error:
        stop(str(error), FAULTS)
    try:
        output.mkdir(parents=True, exist_ok=True)
        for file, page in made.items():
            (output / file).write_text(page, encoding="utf-8")
            click.echo(str(output / file))
    except OSError as error:
        stop(f"{output} tidak dapat ditulis: {error.strerror}.", FAULTS)


COMMANDS = (export, replay, import_table, forget, poster)
