"""Which topic a question is about, where the bot's best guesses are not it."""

from collections.abc import Sequence

from starlette.responses import Response

from bot.console.ground import Ground, Visit, go
from bot.console.subject import subject_of
from bot.console.teach import GONE
from bot.entries import Entry, EntryKind
from bot.normalising import fold

# Guesses, and topics that are listed at once.
GUESSES, LISTED = 5, 30


async def choose(ground: Ground, visit: Visit) -> Response:
    """Topics to choose from: by words that they hold (`cari`), or of one kind (`jenis`)."""
    subject = await subject_of(ground, visit.asked("soal"), visit.asked("lingkup"))
    if subject is None or not subject.wordings:
        return go(GONE)
    kind = EntryKind.REFERRAL if visit.asked("jenis") == "rujukan" else None
    words = visit.asked("cari")
    topics = _found(ground.holder.desk.knowledge.topics, words, kind)
    reply = ground.holder.desk.reply(subject.wordings[0])
    return await ground.page(
        visit,
        "choose.html",
        subject=subject,
        words=words,
        kind=kind,
        guesses=guesses(ground, [ranked.entry for ranked in reply.why.nearest or reply.ranking]),
        topics=topics[:LISTED],
        left=max(0, len(topics) - LISTED),
    )


def guesses(ground: Ground, nearest: Sequence[str], most: int = GUESSES) -> list[Entry]:
    """The likeliest topics; small talk is none that could be taught."""
    known = ground.holder.desk.knowledge.by_id
    return [known[id] for id in nearest if id in known][:most]


def _found(topics: Sequence[Entry], words: str, kind: EntryKind | None) -> list[Entry]:
    """Those whose title, id or phrasings hold each of the words; the title counts first."""
    wanted = fold(words).split()
    found = [
        topic
        for topic in topics
        if kind in (None, topic.kind)
        and all(any(word in fold(text) for text in _texts(topic)) for word in wanted)
    ]
    return sorted(found, key=lambda topic: not all(word in fold(topic.title.id) for word in wanted))


def _texts(topic: Entry) -> tuple[str, ...]:
    return (topic.title.id, topic.id, *topic.ask)
