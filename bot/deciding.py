"""What to do with a question, before it is put into words: the verdict every guard may give."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.entries import EntryKind
from bot.replies import Kind

# A record is named in so many words, or a known phrasing is said.
RECORDED = 0.95
EXACT = 1.0
NONE_OF_THESE = "none of these"
# How a topic that is told is replied to.
KINDS = {
    EntryKind.ENTRY: Kind.ANSWER,
    EntryKind.REFERRAL: Kind.REFERRAL,
    EntryKind.GAP: Kind.NO_DATA,
}
# Rules by which the ranking alone decides.
FITS = "fits clearly"
SEVERAL = "several fit"
ANOTHERS = "another body or place"
DETAIL = "a detail that the entry is never asked for"
NOTHING = "nothing fits"
# A later turn that names nothing, held to what was spoken of.
NEAR = "nothing named, so near the entry before"
# Rules by which nothing is settled: more of the conversation may tell.
UNSETTLED = frozenset({SEVERAL, DETAIL, NOTHING, NEAR})
NOT_OURS = "leads, and is not the office's to answer"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`entries` are answered (answer, referral) or offered (clarify), the likeliest first.

    `say` and `fields` name a sentence of the language file where no entry's own text serves: a
    computed answer, or what is said instead of one. `rule` tells staff what decided.
    """

    kind: Kind
    rule: str
    sure: float = 0.0
    """At least how sure it is that the question is the office's, whatever the ranking says."""
    entries: tuple[str, ...] = ()
    say: str | None = None
    against: tuple[str, ...] = ()
    """What the question names and no entry holds: why it is not answered as if one did."""
    missed: tuple[str, int] | None = None
    """The figure asked for that is not held, as in Reply."""
    fields: Mapping[str, "str | Local"] = field(default_factory=dict)


@dataclass(frozen=True)
class Local:
    """A field whose words depend on the language of the reply: Indonesian and English."""

    id: str
    en: str
