"""What glibc's malloc is told: what memory to keep at hand, and when to give it back.

Only glibc has to be asked, and only there is anything done.
"""

import ctypes

# glibc's malloc.h; mallopt(3). Blocks up to its greatest, 32 MiB, come from the heap, and what is
# freed stays there: learning makes large arrays one after another, and each would be fetched from
# the machine, page by page. That took a fourteenth of the time.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_GREATEST = 32 << 20
# A heap of its own for each thread holds free memory that the others cannot use: with one for all
# the bot takes 10 MB less after 200,000 updates.
_M_ARENA_MAX, _HEAPS = -8, 1


def hold() -> None:
    """Keep at hand what is freed, until it is given back."""
    if glibc := _glibc():
        glibc.mallopt(_M_MMAP_THRESHOLD, _GREATEST)
        glibc.mallopt(_M_TRIM_THRESHOLD, 2 * _GREATEST)


def give_back() -> None:
    """What the making of a desk took, and the desk no longer needs, to the machine: 15 of 115 MB
    at the start; and let threads that begin from now on share one heap."""
    if glibc := _glibc():
        glibc.mallopt(_M_ARENA_MAX, _HEAPS)
        glibc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    try:
        glibc = ctypes.CDLL("libc.so.6")
        return glibc if glibc.mallopt and glibc.malloc_trim else None
    except (OSError, AttributeError):
        return None
