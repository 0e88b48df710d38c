"""Drawing for phones, light or dark: shapes and words in pixels in, a PNG out. Knows nothing of events.

Everything is drawn at twice its size and then halved, which smooths every edge. The colours carry their own ground, so
that a picture reads the same in a dark and in a light chat.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

GROUND = "#16212c"
LAND = "#2b3a48"
LINE = "#6d7f90"
FAINT = "#3c4d5c"
INK = "#f2f5f7"
QUIET = "#b4c1cc"
KILLED = "#ff6b57"
INJURED = "#ffb84d"
EVENTS = "#6cb6ff"
EDGE = "#16212c"

_SCALE = 2
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Spot = tuple[float, float]


class Canvas:
    """A picture of `width` by `height` pixels that is being drawn."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * _SCALE, height * _SCALE), GROUND)
        self._draw = ImageDraw.Draw(self._image, "RGBA")

    def area(self, points: Sequence[Spot], fill: str) -> None:
        """A filled shape."""
        self._draw.polygon(_doubled(points), fill=fill)

    def line(self, points: Sequence[Spot], colour: str = LINE, width: float = 1.0) -> None:
        """A line through points."""
        self._draw.line(_doubled(points), fill=colour, width=max(1, round(width * _SCALE)), joint="curve")

    def box(self, left: float, top: float, right: float, bottom: float, fill: str) -> None:
        """A filled rectangle."""
        if right > left and bottom > top:
            self._draw.rectangle(_doubled([(left, top), (right, bottom)]), fill=fill)

    def disc(self, at: Spot, radius: float, fill: str | None, outline: str = INK, width: float = 1.5) -> None:
        """A disc, or without `fill` a ring."""
        self._draw.circle(_doubled([at])[0], radius * _SCALE, fill, outline, round(width * _SCALE))

    def diamond(self, at: Spot, radius: float, outline: str = INK) -> None:
        """A square on its tip."""
        x, y = at
        points = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y), (x, y - radius)]
        self.line(points, outline, 2)

    def words(self, text: str, at: Spot, size: int = 22, colour: str = INK, anchor: str = "la") -> None:
        """A line of text with a dark rim, so that it reads over anything. `anchor` as in Pillow: where `at` lies."""
        self._draw.text(
            _doubled([at])[0],
            drawable(text),
            fill=colour,
            font=_font(size * _SCALE),
            anchor=anchor,
            stroke_width=2 * _SCALE,
            stroke_fill=EDGE,
        )

    def png(self) -> bytes:
        """The finished picture."""
        small = self._image.reduce(_SCALE)
        out = BytesIO()
        small.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
        return out.getvalue()


def width_of(text: str, size: int) -> float:
    """How wide a line of text is."""
    return _font(size * _SCALE).getlength(drawable(text)) / _SCALE


def drawable(text: str) -> str:
    """The text with only characters that the font has; a letter that it lacks loses its marks, or is left out."""
    return "".join(map(_drawable, text))


@cache
def _drawable(character: str) -> str:
    if _known(character):
        return character
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return plain if plain and all(map(_known, plain)) else {"‘": "'", "’": "'", "ʼ": "'", "→": ">"}.get(character, "")


@cache
def _known(character: str) -> bool:
    """Whether the font has the character: one that it lacks looks like any other that it lacks."""
    if character.isascii():
        return True
    font = _font(24)
    return bytes(font.getmask(character)) != bytes(font.getmask("\U0010fffd"))


@cache
def _font(size: int) -> Font:
    return ImageFont.load_default(size)


def _doubled(points: Sequence[Spot]) -> list[tuple[float, float]]:
    return [(x * _SCALE, y * _SCALE) for x, y in points]
