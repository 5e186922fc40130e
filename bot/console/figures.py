"""Numbers as Indonesians write them: a point parts thousands, a comma the fraction."""

_SWAPPED = str.maketrans(",.", ".,")


def figure(number: float, digits: int = 0) -> str:
    """ "1.234" or, with one digit, "71,5"."""
    return f"{number:,.{digits}f}".translate(_SWAPPED)


def percent(share: float) -> str:
    """ "71,5 %" of 0.715; what is over nothing never reads as nothing."""
    if 0 < share < 0.001:
        return "< 0,1\u00a0%"
    return figure(100 * share, 1).removesuffix(",0") + "\u00a0%"
