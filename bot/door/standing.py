"""Where the bot stands in a chat, read from an update: shut out, let in, or in a chat of a new id.

Nobody waits for a reply, but it is kept until it is dealt with as a question is: of who let the bot
in again after a death nobody would know it, and in a group upgraded meanwhile nobody be heard.
"""

from telegram import ChatMember
from telegram.constants import ChatType

from bot.door.visiting import Raw, Visit, VisitKind

# What a change says in `data`; of a chat that moved, its new id.
OUT, IN = "out", "in"
_OUT = (ChatMember.LEFT, ChatMember.BANNED)


def change_of(update: Raw) -> Visit | None:
    """None for all else, and in a group where only the bot's rights changed.

    Raises LookupError, TypeError or AttributeError for what is no update at all.
    """
    if member := update.get("my_chat_member"):
        return _member(member)
    message = update.get("message") or {}
    moved = message.get("migrate_to_chat_id")
    return _change(message, message["chat"]["id"], str(int(moved))) if moved else None


def _member(change: Raw) -> Visit | None:
    was_out, is_out = (
        change[which]["status"] in _OUT for which in ("old_chat_member", "new_chat_member")
    )
    visit = _change(change, change["from"]["id"], OUT if is_out else IN)
    return visit if visit.private or was_out is not is_out else None


def _change(happened: Raw, person: int, data: str) -> Visit:
    chat = happened["chat"]
    return Visit(
        kind=VisitKind.CHANGE,
        chat=chat["id"],
        person=person,
        message=0,
        private=chat["type"] == ChatType.PRIVATE,
        data=data,
    )
