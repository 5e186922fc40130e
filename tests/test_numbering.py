"""Phrasings as numbers of their words: counted, grouped and parted in arrays."""

import numpy as np

from bot.ranking.numbering import counted, grouped, numbered, spans

ROWS = [["kantor", "kpu", "kantor"], [], ["alamat", "kpu"]]
KNOWN, SAID = numbered(ROWS)


def read(words: list[int]) -> list[str]:
    return [list(KNOWN)[at] for at in words]


def test_each_word_has_a_number_and_each_text_its_words() -> None:
    assert KNOWN == {"kantor": 0, "kpu": 1, "alamat": 2}
    assert [read(SAID.part(at, at + 1).words.tolist()) for at in range(3)] == ROWS
    assert SAID.owners.tolist() == [0, 0, 0, 2, 2]


def test_texts_are_chosen_and_their_words_said_once() -> None:
    chosen = SAID.where(np.array([True, True, False]))
    once = SAID.once(len(KNOWN))

    assert (read(chosen.words.tolist()), chosen.edges.tolist()) == (ROWS[0], [0, 3, 3])
    assert (read(once.words.tolist()), once.edges.tolist()) == (
        ["kantor", "kpu", "kpu", "alamat"],
        [0, 2, 2, 4],
    )


def test_numbers_are_counted_for_each_owner() -> None:
    owners, numbers, often = counted(np.array([1, 0, 1, 1]), np.array([4, 2, 4, 0]), 5)

    assert list(zip(owners, numbers, often, strict=True)) == [(0, 2, 1), (1, 0, 1), (1, 4, 2)]


def test_equal_numbers_are_grouped_in_the_order_they_came() -> None:
    numbers = np.random.default_rng(1).integers(0, 50, 400)
    found, starts, order = grouped(numbers)

    assert order.tolist() == np.argsort(numbers, kind="stable").tolist()
    assert found.tolist() == np.unique(numbers).tolist()
    assert numbers[order][starts].tolist() == found.tolist()


def test_numbers_of_32_bits_are_grouped_however_large() -> None:
    numbers = np.random.default_rng(1).integers(0, 2**31 - 1, 400, dtype=np.int32)
    found, _, order = grouped(numbers)

    assert order.tolist() == np.argsort(numbers, kind="stable").tolist()
    assert found.tolist() == np.unique(numbers).tolist()


def test_spans_are_counted_out_one_after_another() -> None:
    assert spans(np.array([5, 9, 2]), np.array([2, 0, 3])).tolist() == [5, 6, 2, 3, 4]
