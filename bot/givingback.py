"""What the making of a desk took, and the desk no longer needs, goes back to the machine."""

import ctypes


def give_back() -> None:
    """Only glibc has to be asked, and only there is anything done: 15 of 115 MB at the start."""
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    except (OSError, AttributeError):
        return
