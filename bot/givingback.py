"""What the making of a desk took, and the desk no longer needs, goes back to the machine."""

import ctypes

# glibc's malloc.h; mallopt(3). A heap of its own for each thread holds free memory that the others
# cannot use: with one for all the bot is resident with 204 MB after 200,000 updates, not 214.
_M_ARENA_MAX, _HEAPS = -8, 1


def give_back() -> None:
    """Give it back, and let threads that begin from now on share one heap.

    Only glibc has to be asked, and only there is anything done: 15 of 115 MB at the start.
    """
    try:
        glibc = ctypes.CDLL("libc.so.6")
        glibc.mallopt(_M_ARENA_MAX, _HEAPS)
        glibc.malloc_trim(0)
    except (OSError, AttributeError):
        return
