"""A chart over time: steps with their events, killed and injured in, a PNG out."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.drawing import canvas
from handlers.drawing.canvas import Canvas

WIDTH, HEIGHT = 1200, 760
_LEFT, _RIGHT = 90, 1176
_MOST_LABELS = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of time: its label, and what was reported of it."""

    label: str
    events: int
    killed: int
    injured: int


def draw_timeline(bars: Sequence[Bar], title: str, credit: str) -> bytes:
    """The PNG of two rows of bars: events above; people killed and injured, one on the other, below."""
    paper = Canvas(WIDTH, HEIGHT)
    paper.words(title, (24, 20), 28)
    _row(paper, [((bar.events, canvas.EVENTS),) for bar in bars], 110, 330)
    _row(paper, [((bar.killed, canvas.KILLED), (bar.injured, canvas.INJURED)) for bar in bars], 420, 640)
    _key(paper, [("events", canvas.EVENTS)], 72)
    _key(paper, [("people killed", canvas.KILLED), ("people injured, as far as stated", canvas.INJURED)], 382)
    step = (_RIGHT - _LEFT) / len(bars)
    every = -(-len(bars) // _MOST_LABELS)
    for number, bar in enumerate(bars):
        if number % every == 0:
            paper.words(bar.label, (_LEFT + (number + 0.5) * step, 656), 20, canvas.QUIET, "ma")
    paper.words(credit, (24, HEIGHT - 40), 20, canvas.QUIET)
    return paper.png()


def _row(paper: Canvas, stacks: Sequence[Sequence[tuple[int, str]]], top: float, bottom: float) -> None:
    """A row of stacked bars over lines of round numbers."""
    most = max(1, *(sum(value for value, _ in stack) for stack in stacks))
    unit = _unit(most)
    ceiling = -(-most // unit) * unit
    for value in range(0, ceiling + 1, unit):
        y = bottom - value / ceiling * (bottom - top)
        paper.line([(_LEFT, y), (_RIGHT, y)], canvas.FAINT, 1)
        paper.words(f"{value:,}", (_LEFT - 12, y), 20, canvas.QUIET, "rm")
    step = (_RIGHT - _LEFT) / len(stacks)
    gap = min(12.0, step * 0.2)
    for number, stack in enumerate(stacks):
        left, base = _LEFT + number * step + gap / 2, bottom
        wide = min(step - gap, 120.0)
        left += (step - gap - wide) / 2
        for value, colour in stack:
            height = value / ceiling * (bottom - top)
            paper.box(left, base - height, left + wide, base - (1 if base != bottom else 0), colour)
            base -= height


def _unit(most: int) -> int:
    """A round step that parts `most` into two to five."""
    power = 1
    while most > 5 * power * 10:
        power *= 10
    return next((power * factor for factor in (1, 2, 5, 10, 20) if most <= 4 * power * factor), power * 20)


def _key(paper: Canvas, colours: Sequence[tuple[str, str]], y: float) -> None:
    x = float(_LEFT)
    for text, colour in colours:
        paper.box(x, y + 3, x + 20, y + 23, colour)
        paper.words(text, (x + 30, y), 22)
        x += 30 + canvas.width_of(text, 22) + 36
