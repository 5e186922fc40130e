"""What of an answer is shown as a quotation that can be folded: what a regulation governs, and what
the entry asked for is a part of."""

from collections.abc import Iterator

from bot.entries import Regulation
from bot.knowledge import Knowledge
from bot.replies import Reply


def quotes(reply: Reply, knowledge: Knowledge) -> tuple[str, ...]:
    """What each regulation answered governs, and the overview below a detail, in their order.

    Whether a regulation is still in force stands outside: that must not be folded away.
    """
    return tuple(_quotes(reply, knowledge))


def _quotes(reply: Reply, knowledge: Knowledge) -> Iterator[str]:
    found = [knowledge.by_id.get(entry) for entry in reply.entries]
    detail = found[0] if found else None
    for entry in filter(None, found):
        record = entry.record
        if detail and detail.part_of == entry.id:
            yield entry.answer.in_language(reply.language)[0].strip()
        elif isinstance(record, Regulation) and record.about:
            yield record.about.in_language(reply.language)[0].rstrip(".")
