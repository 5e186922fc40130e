"""The desk over the shipped knowledge, built once for all tests that ask it."""

from datetime import date
from functools import cache
from pathlib import Path

from bot.answering import Desk
from bot.knowledge import Knowledge, load
from bot.replies import Reply
from bot.turns.conversing import NEW, Conversation

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 24)


@cache
def shipped_knowledge() -> Knowledge:
    """The folder that ships."""
    return load(ROOT / "knowledge", today=TODAY)


@cache
def shipped_desk() -> Desk:
    """A desk over it."""
    return Desk(shipped_knowledge())


def said(*turns: str, before: Conversation = NEW, desk: Desk | None = None) -> Reply:
    """The reply to the last of `turns`, said one after another in one chat."""
    desk = desk or shipped_desk()
    conversation = before
    for turn in turns:
        reply = desk.reply(turn, conversation)
        conversation = conversation.after(reply)
    return reply


def after(entry: str, *turns: str, desk: Desk | None = None) -> Reply:
    """That, once `entry` was answered."""
    desk = desk or shipped_desk()
    shown = desk.show(entry, "id")
    assert shown is not None
    return said(*turns, before=NEW.after(shown), desk=desk)
