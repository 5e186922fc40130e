"""How much a long test does: all of it in `make soak`, a fiftieth in `make test`; the same code."""

import os

SOAK = bool(os.environ.get("SOAK"))
PART = 50


def share(whole: int, *, least: int = 1) -> int:
    """How many of `whole` to do now; at least as many as the test needs to be able to fail."""
    return whole if SOAK else max(whole // PART, least)
