import xml.etree.ElementTree as ET
from itertools import pairwise

from bot.measuring.curving import Curve, Point
from bot.measuring.plotting import svg

SPACE = "{http://www.w3.org/2000/svg}"


def curve(*points: tuple[float, float]) -> Curve:
    made = tuple(Point(coverage=coverage, risk=risk) for coverage, risk in points)
    return Curve(asked=100, points=made, stands=made[0])


CURVES = {
    "set <1>": curve((0.5, 0.0), (0.8, 0.02)),
    "set 2": curve((0.6, 0.03), (1.0, 0.4)),
    "set 3": curve((0.9, 0.01)),
}


def test_the_picture_names_itself_and_tells_its_numbers_in_words() -> None:
    root = ET.fromstring(svg(CURVES))
    told = root.findtext(f"{SPACE}desc") or ""

    assert root.findtext(f"{SPACE}title") == "Risk against coverage"
    assert "set <1>: answers 50.0%, of these 0.0% wrong; 50.0% at 1% risk, 80.0% at 3%" in told


def test_each_curve_has_a_line_a_dot_and_a_label_that_covers_no_other() -> None:
    root = ET.fromstring(svg(CURVES))
    lines = [p for p in root.findall(f"{SPACE}path") if "curve" in p.attrib["class"]]
    labels = [t for t in root.findall(f"{SPACE}text") if t.attrib["class"][0] == "d"]
    heights = sorted(float(label.attrib["y"]) for label in labels)

    assert len(lines) == len(root.findall(f"{SPACE}circle")) == 3
    assert sorted(label.text or "" for label in labels) == ["set 2", "set 3", "set <1>"]
    assert all(below - above >= 30 for above, below in pairwise(heights))


def test_it_has_colours_for_light_and_for_dark() -> None:
    assert "@media (prefers-color-scheme: dark)" in svg(CURVES)


def test_nothing_to_draw_is_an_empty_frame_and_no_fault() -> None:
    assert not ET.fromstring(svg({})).findall(f"{SPACE}circle")
