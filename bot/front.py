"""python -m bot: the command that serves at hand, all others imported when one is called for.

A bot that serves needs neither Excel's reader nor the evaluation: 7 MB and a tenth of its start.
"""

import click

from bot import running
from bot.commands.commanding import configured, settings_of_now, stop
from bot.late import late


class _Front(click.Group):
    """As https://click.palletsprojects.com/en/stable/complex/#lazily-loading-subcommands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them."""
        _import_others()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, if there is one."""
        if cmd_name not in self.commands:
            _import_others()
        return super().get_command(ctx, cmd_name)


def _import_others() -> None:
    """All commands but `run` are added to `main` as their room is imported."""
    late("bot.cli", "main")


@click.group(
    cls=_Front,
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
@configured
def run(telegram: bool = False, verbose: bool = False) -> None:
    """Serve citizens until told to stop.

    With TELEGRAM_BOT_TOKEN on Telegram; without, on a Telegram of this machine that opens as a
    chat page in the browser.
    """
    code, message = running.run(settings_of_now(), click.echo, telegram=telegram, verbose=verbose)
    if code:
        stop(message, code)
