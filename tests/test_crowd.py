"""The watcher of random walks sees all that belongs to a scene, and nothing of the one before."""

from pathlib import Path

import pytest

from tests.crowd import Crowd, Scene

WAITS = "ada parkir sepeda tidak"


def presses(crowd: Crowd, scene: Scene, begins: str) -> None:
    """The citizen's latest button whose data begins so."""
    citizen = scene.citizens[0]
    message, data = next(one for one in scene.buttons(citizen) if one[1].startswith(begins))
    crowd.run(citizen.presses(message, data))
    crowd.run(scene.settles())


@pytest.mark.timeout(60)
def test_who_is_told_of_the_bots_own_accord_is_told_before_the_scene_is_over(
    tmp_path: Path,
) -> None:
    told = []
    with Crowd(tmp_path / "crowd") as crowd:
        for _ in range(5):
            scene = crowd.scene()
            assert scene.faults() == []  # nothing of the scene before came late
            citizen = scene.citizens[0]
            scene.owes(citizen, WAITS)
            crowd.run(citizen.says(WAITS))
            crowd.run(scene.settles())
            presses(crowd, scene, "t:")
            crowd.run(scene.publishes(corrects=False))
            presses(crowd, scene, "u:1:")  # it has been answered meanwhile
            told.append("di samping" in citizen.chat.sent[-1].text)
            crowd.ended()

    assert told == [True] * 5
