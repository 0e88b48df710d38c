"""Maps and charts of any marks and bars are pictures that Telegram takes, and the same content gives the same bytes."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handlers.drawing import borders, canvas
from handlers.drawing.event_map import HEIGHT, WIDTH, Mark, draw_map
from handlers.drawing.timeline_chart import Bar, draw_timeline
from handlers.services.lru_cache import LruCache

PEOPLE = st.none() | st.integers(0, 10**6)
MARKS = st.builds(
    Mark,
    name=st.text(max_size=40),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    events=st.integers(1, 500),
    killed=PEOPLE,
    injured=PEOPLE,
    exact=st.booleans(),
)
BARS = st.builds(Bar, st.text(max_size=12), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))


def size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG that can be read."""
    image = Image.open(io.BytesIO(png))
    image.load()
    return image.size


@settings(max_examples=12, deadline=None)
@given(st.lists(MARKS, min_size=1, max_size=40))
def test_any_marks_make_a_map(marks: list[Mark]) -> None:
    png = draw_map(marks, None, {})
    assert size(png) == (WIDTH, HEIGHT)
    assert len(png) < 500_000


@settings(max_examples=20, deadline=None)
@given(st.lists(BARS, min_size=1, max_size=120), st.text(max_size=90))
def test_any_bars_make_a_chart(bars: list[Bar], title: str) -> None:
    assert size(draw_timeline(bars, title, "credit")) == (1200, 760)


def test_a_mark_is_where_its_place_is() -> None:
    frame = borders.frame_of("SY")
    assert frame is not None
    image = Image.open(io.BytesIO(draw_map([Mark("", 33.5, 36.3, 1, 400, None)], frame, {}))).convert("RGB")
    seen = [(x, y) for x in range(0, WIDTH, 4) for y in range(0, HEIGHT - 70, 4) if red(image, x, y)]
    x, y = (sum(values) / len(seen) for values in zip(*seen, strict=True))
    assert 0 < x < WIDTH / 2  # Damascus lies in the south-west
    assert HEIGHT / 2 < y < HEIGHT


def red(image: Image.Image, x: int, y: int) -> bool:
    """Whether a pixel has the colour of people killed."""
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return pixel[0] > 180 > max(pixel[1:])


def test_every_country_has_rings_that_run_round_it() -> None:
    for country in borders.countries():
        assert country.rings
        assert all(len(ring.points) > 2 for ring in country.rings)
        assert all(ring.frame.east - ring.frame.west < 361 for ring in country.rings)
    russia = next(country for country in borders.countries() if country.code == "RU")
    assert max(ring.frame.east for ring in russia.rings) > 185  # goes on over the meridian instead of leaping back


def test_letters_that_the_font_lacks_lose_their_marks() -> None:
    assert canvas.drawable("Ḩamāh") in {"Ḩamāh", "Hamāh", "Hamah", "Ḩamah"}
    assert canvas.drawable("I‘zāz")[-2:] in {"āz", "az"}
    assert canvas.drawable("\u202e") == ""


def test_what_is_cached_is_made_once_and_the_oldest_is_forgotten() -> None:
    pictures, drawn = LruCache[bytes](64), []

    def draw(number: int) -> bytes:
        drawn.append(number)
        return bytes([number])

    for number in (*range(65), 64, 0):
        assert pictures.get(number, lambda number=number: draw(number)) == bytes([number])  # type: ignore[misc]
    assert drawn == [*range(65), 0]
