"""How well one colour is read on another, reckoned from a stylesheet's variables."""

import re
from pathlib import Path


def schemes_of(css: Path) -> dict[str, dict[str, str]]:
    """The variables of `:root` in light and in dark; what dark does not name stays as it is."""
    light, dark = re.findall(r":root \{(.*?)\}", css.read_text(encoding="utf-8"), re.DOTALL)
    named = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block, re.ASCII)) for block in (light, dark)
    ]
    return {"light": named[0], "dark": {**named[0], **named[1]}}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio of two colours of six digits: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
