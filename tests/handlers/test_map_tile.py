"""The ground of web maps: every point of the globe lies on the tile, and at the pixel, where maps look for it."""

import io
import math

import pytest
from PIL import Image

from handlers.drawing.borders import Frame
from handlers.drawing.canvas import GROUND, INK, LAND, QUIET
from handlers.drawing.map_tile import SIDE, draw_tile
from handlers.drawing.towns import towns_within

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


def test_towns_come_by_their_size_and_by_where_they_lie() -> None:
    around = Frame(36.0, 33.0, 37.5, 34.0)
    every, large = ({town.name for town in towns_within(around, least)} for least in (15_000, 1_000_000))
    assert {"Damascus", "Al Kiswah"} <= every
    assert large == {"Damascus"}
    assert not any(towns_within(Frame(37.5, 32.0, 38.0, 33.0), 15_000))


def test_a_town_shows_on_its_tile_and_the_end_of_its_name_on_the_next() -> None:
    """Port Sudan lies 18 pixels from the edge of its tile at zoom 9, and no other town near it; its name has 57."""
    assert has_name(picture(9, 308, 227), INK)
    assert has_name(picture(9, 309, 227).crop((0, 0, 45, SIDE)), INK)
    assert not has_name(picture(9, 309, 227).crop((45, 0, SIDE, SIDE)), INK)
    assert not has_name(picture(4, 9, 7), INK)  # the globe is too small there for towns


def has_name(part: Image.Image, colour: str = QUIET) -> bool:
    """Whether there are pixels in the colour of names: those of countries, or with another of towns."""
    return any(near(part.getpixel((x, y)), colour) for x in range(part.width) for y in range(part.height))  # type: ignore[arg-type]
