"""SVG to PNG, in a program of its own: resvg holds the interpreter for a tenth of a second.

A thread would not do, for meanwhile no other citizen would be answered. A picture is drawn once
and then kept, so that starting a program for it is paid seldom.
"""

import subprocess
import sys
from importlib.resources import as_file, files

import resvg_py

# Their names are made by the package font-source-sans-pro (SIL Open Font License 1.1).
_PACKAGE, _FONTS = (
    "font_source_sans_pro",
    ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf"),
)
# Seconds; a machine that takes longer has no time for pictures.
PATIENCE = 10.0


class RenderError(Exception):
    """A picture that cannot be drawn: no font, no valid SVG, or no time."""


def png(svg: str) -> bytes:
    """`svg` as PNG, drawn by another process; blocks until it is done. Raises RenderError."""
    command = (sys.executable, "-m", "bot.drawing.rendering")
    try:
        done = subprocess.run(
            command, input=svg.encode(), capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RenderError(f"{command[-1]} did not draw: {type(error).__name__}") from error
    if done.returncode or not done.stdout:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise RenderError(f"{command[-1]} ended with {done.returncode}: {told[-1:] or 'silent'}")
    return done.stdout


def drawn(svg: str) -> bytes:
    """`svg` as PNG, drawn here and now.

    The fonts are named, for one that resvg does not find it leaves out without a word: raises
    OSError or ModuleNotFoundError where they are not there, ValueError for what is no SVG.
    """
    with as_file(files(_PACKAGE) / "files") as folder:
        fonts = [folder / name for name in _FONTS]
        for font in fonts:
            font.stat()
        return resvg_py.svg_to_bytes(
            svg_string=svg, skip_system_fonts=True, font_files=[str(font) for font in fonts]
        )


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(sys.stdin.buffer.read().decode()))
