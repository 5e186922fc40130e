"""The knowledge folder written: whole, over what was looked at, and nothing outside of it."""

from pathlib import Path

import pytest

from bot.splicing.files import COPIES, Shelf, is_name
from bot.splicing.patch import mark
from bot.splicing.trees import EditError, Refusal


def shelf(tmp_path: Path) -> Shelf:
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "umum.yaml").write_bytes(b"entries:\r\n")
    (folder / "language.yaml").write_bytes(b"say:\n")
    (tmp_path / "luar.yaml").write_bytes(b"luar")
    return Shelf(folder, tmp_path / "data" / "knowledge-history")


def test_a_file_is_replaced_and_its_former_content_copied(tmp_path: Path) -> None:
    files = shelf(tmp_path)
    (files.folder / "umum.yaml").chmod(0o640)
    files.write("umum.yaml", b"gaps:\n", over=mark(b"entries:\r\n"), copy="000007")

    assert files.read("umum.yaml") == b"gaps:\n"
    assert (files.folder / "umum.yaml").stat().st_mode & 0o777 == 0o640
    assert (files.copies / "000007-umum.yaml").read_bytes() == b"entries:\r\n"
    assert sorted(path.name for path in files.folder.iterdir()) == ["language.yaml", "umum.yaml"]


def test_a_file_that_became_another_is_not_written(tmp_path: Path) -> None:
    files = shelf(tmp_path)
    (files.folder / "umum.yaml").write_bytes(b"# tangan lain\n")

    with pytest.raises(EditError) as raised:
        files.write("umum.yaml", b"gaps:\n", over=mark(b"entries:\r\n"), copy="1")

    assert raised.value.refusal is Refusal.CHANGED
    assert files.read("umum.yaml") == b"# tangan lain\n"
    assert not files.copies.exists()


def test_a_new_file_is_made_only_where_there_is_none(tmp_path: Path) -> None:
    files = shelf(tmp_path)
    files.write("baru.yaml", b"gaps:\n", over="", copy="1")
    with pytest.raises(EditError):
        files.write("umum.yaml", b"gaps:\n", over="", copy="2")
    files.write("baru.yaml", None, over=mark(b"gaps:\n"), copy="3")

    assert files.read("baru.yaml") is None
    assert files.names() == ["umum.yaml"]


def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    files = shelf(tmp_path)
    (files.folder / "tautan.yaml").symlink_to(tmp_path / "luar.yaml")
    files.write("tautan.yaml", b"gaps:\n", over=mark(b"luar"), copy="1")

    assert (files.folder / "tautan.yaml").is_symlink()
    assert (tmp_path / "luar.yaml").read_bytes() == b"gaps:\n"


def test_a_folder_that_may_not_be_written_says_so_and_stays(tmp_path: Path) -> None:
    files = shelf(tmp_path)
    (files.folder / "sub.yaml").mkdir()

    with pytest.raises(EditError) as raised:
        files.write("sub.yaml", b"gaps:\n", over="", copy="1")

    assert raised.value.refusal is Refusal.UNWRITABLE
    assert "sub.yaml" not in files.names()


OUTSIDE = [
    *("../luar.yaml", "..%2fluar.yaml", "/etc/passwd", "a/b.yaml", ".yaml", "..yaml", "umum.yml"),
    *("umum.yaml/../../luar.yaml", "UMUM.yaml", "umum.yaml\0", "language.yaml", "", "u mum.yaml"),
    *("-.yaml", "a" * 41 + ".yaml", "umum.yaml\n", ".umum.yaml.1.new"),
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_name_leads_out_of_the_folder_or_to_the_bots_own_words(
    tmp_path: Path, name: str
) -> None:
    files = shelf(tmp_path)

    with pytest.raises(EditError):
        files.read(name)
    with pytest.raises(EditError):
        files.write(name, b"x", over="", copy="1")
    assert (tmp_path / "luar.yaml").read_bytes() == b"luar"
    assert name == "language.yaml" or not is_name(name)


def test_the_oldest_copies_go(tmp_path: Path) -> None:
    files = shelf(tmp_path)
    files.copies.mkdir(parents=True)
    for number in range(COPIES):
        (files.copies / f"{number:06}-umum.yaml").write_bytes(b"")
    files.write("umum.yaml", b"gaps:\n", over=mark(b"entries:\r\n"), copy=f"{COPIES:06}")

    names = sorted(path.name for path in files.copies.iterdir())
    assert (len(names), names[0]) == (COPIES, "000001-umum.yaml")
