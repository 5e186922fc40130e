"""What of an answer tells the content of a regulation: shown as a quotation that can be folded."""

from bot.entries import Regulation
from bot.knowledge import Knowledge
from bot.replies import Reply


def quotes(reply: Reply, knowledge: Knowledge) -> tuple[str, ...]:
    """What each regulation answered governs, in the language of `reply`, in its order.

    Whether it is still in force stands outside: that must not be folded away.
    """
    found = (knowledge.by_id.get(entry) for entry in reply.entries)
    records = (entry.record for entry in found if entry)
    return tuple(
        record.about.in_language(reply.language)[0].rstrip(".")
        for record in records
        if isinstance(record, Regulation) and record.about
    )
