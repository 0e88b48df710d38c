"""The ground of web maps: every point of the globe lies on the tile, and at the pixel, where maps look for it."""

import io
import math

import pytest
from PIL import Image

from handlers.drawing.canvas import GROUND, LAND, QUIET
from handlers.drawing.map_tile import SIDE, draw_tile

Colour = tuple[int, ...]


def colour_at(latitude: float, longitude: float, z: int) -> Colour:
    """The colour of a point of the globe, by the formula that OpenStreetMap gives for its tiles."""
    tiles = 2**z
    x = (longitude + 180) / 360 * tiles
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * tiles
    tile = picture(z, int(x), int(y))
    colour = tile.getpixel((int(x % 1 * SIDE), int(y % 1 * SIDE)))
    assert isinstance(colour, tuple)
    return colour


def picture(z: int, x: int, y: int) -> Image.Image:
    return Image.open(io.BytesIO(draw_tile(z, x, y))).convert("RGB")


def near(colour: Colour, wanted: str) -> bool:
    """Whether a colour is the wanted one, as near as a palette has it."""
    parts = (int(wanted[at : at + 2], 16) for at in (1, 3, 5))
    return all(abs(one - other) < 8 for one, other in zip(colour, parts, strict=True))


@pytest.mark.parametrize("z", [5, 8, 11])
@pytest.mark.parametrize(
    ("latitude", "longitude", "wanted"),
    [
        (33.4, 37.5, LAND),  # the desert east of Damascus
        (34.5, 33.9, GROUND),  # the sea between Cyprus and Lebanon
        (-24.0, 134.0, LAND),  # Australia
        (66.0, -172.5, LAND),  # Chukotka, on the far side of the 180th meridian
        (0.0, -30.0, GROUND),  # the Atlantic
    ],
)
def test_land_and_sea_lie_where_they_are(z: int, latitude: float, longitude: float, wanted: str) -> None:
    assert near(colour_at(latitude, longitude, z), wanted)


def test_a_name_that_two_tiles_cut_goes_on_from_one_to_the_other() -> None:
    """Saudi Arabia's lies across the edge between two tiles of zoom 4."""
    west, east = picture(4, 9, 6), picture(4, 10, 6)
    assert has_name(west.crop((SIDE - 40, 0, SIDE, SIDE)))
    assert has_name(east.crop((0, 0, 40, SIDE)))


def test_the_world_has_no_names_and_a_country_has() -> None:
    assert not has_name(picture(0, 0, 0))
    assert has_name(picture(5, 19, 12))


def has_name(part: Image.Image) -> bool:
    """Whether there are pixels in the colour of names."""
    return any(near(part.getpixel((x, y)), QUIET) for x in range(part.width) for y in range(part.height))  # type: ignore[arg-type]
