"""What a chat was about a moment ago, and whether the next message leans on it."""

from dataclasses import dataclass, replace

from bot.replies import Kind, Reply

# How many of the latest entries a later turn may lean on.
REMEMBERED = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """All that the desk remembers of a chat; frozen, so chats cannot leak into one another.

    `entries`: answered, the latest first. `offered`: the choices of the last reply, if it asked
    back, or what it said is held instead. `language`: of the last message that showed one. `lost`:
    it was told that nothing fits, for the first time or again: the sentences for the two alternate,
    and none comes twice in a row. `missed`: the figure that was said not to be held, until another
    reply than "not found" is given.
    """

    entries: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    language: str | None = None
    lost: bool = False
    missed: tuple[str, int] | None = None

    def after(self, reply: Reply) -> "Conversation":
        """The conversation once `reply` was given; small talk leaves the subject as it was."""
        if reply.kind is Kind.SMALLTALK:
            return replace(self, language=reply.language)
        fresh = reply.entries if reply.kind is Kind.ANSWER else ()
        beside = reply.related if reply.kind is Kind.NO_DATA and not reply.missed else ()
        kept = tuple(entry for entry in self.entries if entry not in fresh)
        return Conversation(
            entries=(fresh + kept)[:REMEMBERED],
            offered=tuple(choice.entry for choice in reply.choices or beside),
            language=reply.language,
            missed=reply.missed or (self.missed if reply.kind is Kind.UNKNOWN else None),
            lost=reply.kind is Kind.UNKNOWN and not self.lost,
        )


NEW = Conversation()
