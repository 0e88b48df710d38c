"""The squares that the globe is cut into."""

KM_PER_DEGREE = 111.2
"""Of latitude."""


def cell(latitude: float, longitude: float) -> int:
    """The half-degree square of a point; the squares of one row are consecutive."""
    return int((latitude + 90) * 2) * 1000 + int((longitude + 180) * 2)
