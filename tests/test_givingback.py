"""Memory that is no longer needed goes back to the machine, where that can be asked for."""

import sys
from pathlib import Path

import pytest

from bot.givingback import give_back


def resident() -> int:
    """Pages in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1])


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells of memory on Linux alone")
def test_what_was_freed_below_what_is_still_held_goes_back() -> None:
    # Small pieces, which malloc never gives back by itself while one above them is held.
    pieces = [b"x" * 1000 + str(at).encode() for at in range(40_000)]
    last = pieces[-1]
    del pieces
    before = resident()
    give_back()

    assert resident() <= before - 1000
    assert last
