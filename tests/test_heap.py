"""Memory is kept at hand while much is made, and given back afterwards, where that can be told."""

import resource
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.heap import give_back, hold

GLIBC = pytest.mark.skipif(sys.platform != "linux", reason="glibc and /proc are Linux's alone")


def resident() -> int:
    """Pages in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1])


def fetched() -> int:
    """Pages that this process has had to fetch from the machine so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


@GLIBC
def test_large_arrays_take_the_place_of_those_before() -> None:
    hold()
    for _ in range(3):
        # Of 16 MiB, and 4,096 pages, each: more of them than malloc would keep unasked.
        before = fetched()
        [np.ones(2 << 20) for _ in range(3)]

    assert fetched() - before < 1000


@GLIBC
def test_what_was_freed_below_what_is_still_held_goes_back() -> None:
    # Small pieces, which malloc never gives back by itself while one above them is held.
    pieces = [b"x" * 1000 + str(at).encode() for at in range(40_000)]
    last = pieces[-1]
    del pieces
    before = resident()
    give_back()

    assert resident() <= before - 1000
    assert last
