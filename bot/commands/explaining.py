"""A reply on the terminal: what the citizen would read, and for staff why it was given."""

from bot.replies import Reply


def printed(reply: Reply) -> str:
    """Text, choices, sources and related entries as plain lines."""
    parts = [reply.text]
    if reply.choices:
        parts.append("\n".join(f"[{choice.label}]" for choice in reply.choices))
    if reply.sources:
        parts.append("\n".join(_source_line(reply, at) for at in range(len(reply.sources))))
    if reply.related:
        parts.append("-> " + " | ".join(choice.label for choice in reply.related))
    return "\n\n".join(parts)


def _source_line(reply: Reply, at: int) -> str:
    source = reply.sources[at]
    parts = (source.title, source.url, source.date.isoformat() if source.date else None)
    return "* " + ", ".join(part for part in parts if part)


def explained(reply: Reply) -> str:
    """Kind, rule, what carried it, what was repaired, and what stood near, a line each.

    Referrals and gaps are topics too and named as such, though the reply's `entry` is null for
    a gap and its `ranking` holds the office's own entries alone.
    """
    why = reply.why
    topic = why.topic or reply.entry
    lines = [
        f"kind      {reply.kind}" + (f" ({topic})" if topic else ""),
        f"because   {why.rule}",
        f"sure      {reply.score:.2f}",
    ]
    if why.carried.phrasing:
        lines.append(f"phrasing  {why.carried.phrasing}")
    if why.carried.words:
        lines.append(f"carried by {', '.join(why.carried.words)}")
    if why.repaired:
        lines.append("read as   " + ", ".join(f"{typed} = {form}" for typed, form in why.repaired))
    if why.ruled_out:
        lines.append(f"ruled out {', '.join(why.ruled_out)}")
    if len(why.nearest) > 1:
        lines.append(f"margin    {why.margin:.1%} ahead of {why.nearest[1].entry}")
    lines += [f"  {ranked.score:6.1%}  {ranked.entry}" for ranked in why.nearest]
    return "\n".join(lines)
