"""What is told of a message before it is read as a question: a report of wrongdoing, which nobody
here may keep; what is longer than any question; what has no word in it."""

from dataclasses import replace

from bot.deciding import RECORDED, Verdict
from bot.hearing.confiding import REPORT, Confidences
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.normalising import Normaliser, tokens
from bot.replies import Kind, Reply
from bot.wording import Composer

LONGEST = 1000
# Telegram's longest message; a report over LONGEST is a report all the same.
MESSAGE = 4096


class Forestaller:
    """Replies to what is no question."""

    def __init__(
        self, knowledge: Knowledge, matcher: Matcher, normaliser: Normaliser, composer: Composer
    ) -> None:
        self._matcher, self._composer = matcher, composer
        self._confidences = Confidences(knowledge, normaliser)
        self.channels = self._confidences.channels
        """The entries that say where a report belongs."""

    def reply(self, text: str, language: str) -> Reply | None:
        """The reply to `text`; None where it may be a question."""
        return self._confided(text, language) or self._hint(text, language)

    def _confided(self, text: str, language: str) -> Reply | None:
        """A report of wrongdoing: where it belongs instead, and that nothing of it is kept."""
        read = text[:MESSAGE]
        if self._matcher.exact(read) or not self._confidences.recognise(read):
            return None
        kind, say = (Kind.ANSWER, None) if self.channels else (Kind.UNKNOWN, "confided_nowhere")
        verdict = Verdict(kind=kind, rule=REPORT, sure=RECORDED, entries=self.channels, say=say)
        reply = self._composer.compose(text, verdict, None, language)
        told, _ = self._composer.say("confided", reply.language)
        return replace(reply, text=f"{told}\n\n{reply.text}", private=True)

    def _hint(self, text: str, language: str) -> Reply | None:
        """A message that cannot be a question: empty, without a word, or a whole essay."""
        if len(text) > LONGEST:
            fields = {"count": str(len(text)), "limit": str(LONGEST)}
            verdict = Verdict(kind=Kind.UNKNOWN, rule="too long", say="too_long", fields=fields)
        elif not tokens(text):
            verdict = Verdict(kind=Kind.UNKNOWN, rule="no words", say="no_words")
        else:
            return None
        return self._composer.compose(text, verdict, None, language)
