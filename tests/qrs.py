"""A QR code read by hand (ISO/IEC 18004): bytes, level Q, versions 2 to 6, not a module damaged."""

from collections.abc import Callable, Iterator, Sequence

Matrix = Sequence[Sequence[bool]]
# Of level Q: how many bytes of data the blocks of each version have.
BLOCKS = {2: (22,), 3: (17, 17), 4: (24, 24), 5: (15, 15, 16, 16), 6: (19, 19, 19, 19)}
MASKS: Sequence[Callable[[int, int], int]] = (
    lambda x, y: (x + y) % 2,
    lambda x, y: y % 2,
    lambda x, y: x % 3,
    lambda x, y: (x + y) % 3,
    lambda x, y: (x // 3 + y // 2) % 2,
    lambda x, y: (x * y) % 2 + (x * y) % 3,
    lambda x, y: ((x * y) % 2 + (x * y) % 3) % 2,
    lambda x, y: ((x + y) % 2 + (x * y) % 3) % 2,
)
LEVEL_Q = 0b11


def decoded(matrix: Matrix) -> str:
    """The text; asserts that it is such a code."""
    size = len(matrix)
    version = (size - 17) // 4
    # Beside the upper left finder, from the left: two bits of the level, three of the mask.
    bits = [matrix[8][x] for x in range(5)]
    form = sum(bit << at for at, bit in enumerate(reversed(bits))) ^ 0b10101
    assert form >> 3 == LEVEL_Q
    mask = MASKS[form & 0b111]
    stream = [matrix[y][x] ^ (not mask(x, y)) for x, y in _path(size) if not _fixed(x, y, size)]
    words = [_number(stream[at : at + 8]) for at in range(0, len(stream) - 7, 8)]
    data = _together(words, BLOCKS[version])
    flat = [bool(word >> at & 1) for word in data for at in range(7, -1, -1)]
    assert _number(flat[:4]) == 0b0100  # bytes
    length = _number(flat[4:12])
    return bytes(_number(flat[at : at + 8]) for at in range(12, 12 + 8 * length, 8)).decode()


def _path(size: int) -> Iterator[tuple[int, int]]:
    """Up and down in double columns from the lower right, past the column of timing marks."""
    upwards = True
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        for y in range(size - 1, -1, -1) if upwards else range(size):
            yield from ((right, y), (right - 1, y))
        upwards = not upwards


def _fixed(x: int, y: int, size: int) -> bool:
    """Finders with the format beside them, timing marks, the one alignment mark."""
    finder = (x < 9 and y < 9) or (x >= size - 8 and y < 9) or (x < 9 and y >= size - 8)
    aligned = abs(x - (size - 7)) <= 2 and abs(y - (size - 7)) <= 2
    return finder or aligned or 6 in (x, y)


def _together(words: Sequence[int], blocks: Sequence[int]) -> list[int]:
    """Blocks that were dealt out a byte each in turn; what corrects errors is left."""
    apart: list[list[int]] = [[] for _ in blocks]
    dealt = iter(words)
    for at in range(max(blocks)):
        for block, length in zip(apart, blocks, strict=True):
            if at < length:
                block.append(next(dealt))
    return [word for block in apart for word in block]


def _number(bits: Sequence[bool]) -> int:
    return sum(bit << at for at, bit in enumerate(reversed(bits)))
