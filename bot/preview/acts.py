"""What each form of the preview does: a table, a row an act."""

from collections.abc import Awaitable, Callable

from bot.forms import Form
from bot.preview.house import Preview
from bot.preview.posting import forward, post_picture, post_thing
from bot.preview.seats import LANGUAGES, Seat

Act = Callable[[Preview, Seat, Form], Awaitable[object]]


async def _send(preview: Preview, seat: Seat, form: Form) -> None:
    """Words, a picture, another thing, or an edit of words said before. Raises Refused."""
    actor, text, answered = form.number("penulis"), form.text("teks"), form.number("balas")
    if thing := form.text("lampiran"):
        await post_thing(preview, seat, actor, thing, text, answered)
    elif picture := form.files.get("foto"):
        await post_picture(preview, seat, actor, picture, text, answered)
    elif form.number("ubah"):
        await preview.edit(seat, form.number("ubah"), text)
    else:
        await preview.say(seat, actor, text, answered)


async def _press(preview: Preview, seat: Seat, form: Form) -> None:
    """A button of the bot's; one that copies only shows its words, script does better; one that
    leads into the private chat starts the bot there.
    """
    if copied := form.text("salin"):
        preview.notify(seat, copied)
    elif payload := form.text("mulai"):
        await preview.start(seat, form.number("penulis"), payload)
    else:
        await preview.press(seat, form.number("penulis"), form.number("pesan"), form.text("data"))


async def _forward(preview: Preview, seat: Seat, form: Form) -> None:
    await forward(preview, seat, form.number("pesan"))


async def _speak(preview: Preview, seat: Seat, form: Form) -> None:
    if (language := form.text("bahasa")) in LANGUAGES:
        seat.speaks(language)
        preview.happened()


async def _block(preview: Preview, seat: Seat, form: Form) -> None:
    await preview.turn(seat, blocked=True)


async def _unblock(preview: Preview, seat: Seat, form: Form) -> None:
    """As Telegram's "Restart bot" does: unblocked, and started anew."""
    await preview.turn(seat, blocked=False)
    await preview.say(seat, 0, "/start")


ACTS: dict[str, Act] = {
    "kirim": _send,
    "tekan": _press,
    "teruskan": _forward,
    "bahasa": _speak,
    "blokir": _block,
    "buka": _unblock,
}
