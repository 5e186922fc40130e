import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.knowledge import load
from bot.measuring.evaluating import QuestionSetError
from bot.measuring.examining import Wanted, examine
from tests.folders import TODAY, made
from tests.sets import written
from tests.smallfolder import WHOLE

ROWS = (
    {"text": "apa itu zona integritas", "expect": ["zona"]},
    {"text": "perpanjang sim", "expect": []},
)


def test_a_folder_without_categories_is_asked_counted_and_drawn(tmp_path: Path) -> None:
    knowledge = load(made(tmp_path, {"faq.yaml": WHOLE}), today=TODAY)
    picture = tmp_path / "kurva.svg"
    wanted = Wanted(
        files=(written(tmp_path, *ROWS),),
        leave_one_out=True,
        folds=2,
        curve=picture,
        as_object=True,
    )
    asked, own = json.loads(examine(knowledge, wanted))

    assert asked["groups"] == {"in scope": {"right": 1}, "out of scope": {"refused": 1}}
    assert asked["category"] == {"faq": {"right": 1}}
    assert own["file"].endswith("its own phrasings, unseen (2 folds)")
    assert sum(own["groups"]["in scope"].values()) == 21
    assert "questions-x" in picture.read_text("utf-8")


def test_the_text_names_the_set(tmp_path: Path) -> None:
    knowledge = load(made(tmp_path, {"faq.yaml": WHOLE}), today=TODAY)

    told = examine(knowledge, Wanted(files=(written(tmp_path, *ROWS),)))

    assert told.startswith("questions-x.jsonl: 2 questions\n")


def test_a_picture_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    knowledge = load(made(tmp_path, {"faq.yaml": WHOLE}), today=TODAY)
    wanted = Wanted(files=(written(tmp_path, *ROWS),), curve=tmp_path / "tidak" / "ada.svg")

    with pytest.raises(QuestionSetError, match=r"ada\.svg: cannot be written"):
        examine(knowledge, wanted)


def test_the_command_takes_sets_or_its_own_phrasings_and_neither_is_misuse(
    tmp_path: Path,
) -> None:
    made(tmp_path, {"faq.yaml": WHOLE})
    file = str(written(tmp_path, *ROWS))
    own = ["--leave-one-out", "--folds", "2", "--json"]

    def told(*given: str) -> list[str]:
        run = CliRunner().invoke(main, ["evaluate", "--knowledge", str(tmp_path), *given])
        assert run.exit_code == 0, run.output
        return [one["file"].split(":")[0] for one in json.loads(run.stdout)]

    assert told(file, file, "--json") == ["questions-x.jsonl", "questions-x.jsonl"]
    assert told(*own) == [tmp_path.name]
    assert CliRunner().invoke(main, ["evaluate"]).exit_code == 2
