"""What is written for the program's own files is read again as it was."""

import json

import pytest

from bot.compactjson import compact
from bot.replies import Kind


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"a": [1, None, True], "b": "é"}, '{"a":[1,null,true],"b":"é"}'),
        ([Kind.ANSWER, 0.1], '["answer",0.1]'),
        ([1 << 64], "[18446744073709551616]"),
        (["\ud800"], '["\\ud800"]'),
    ],
)
def test_what_is_written_is_read_again_without_a_space_in_it(value: object, written: str) -> None:
    assert compact(value) == written
    assert json.loads(written) == value


def test_half_a_pair_stands_there_as_it_is_where_nothing_shall_hide_it() -> None:
    with pytest.raises(UnicodeEncodeError):
        compact(["\ud800"], escaping=False).encode()


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError):
        compact({1, 2})
