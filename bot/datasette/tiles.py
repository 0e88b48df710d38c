"""A plugin of Datasette that draws the ground of its maps, so that no other server learns what is looked at.

In: the address of a tile, as maps on the web number them. Out: a PNG of land and borders.
"""

import asyncio
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Request, Response

from handlers.drawing.borders import CREDIT
from handlers.drawing.map_tile import FINEST, draw_tile

LAYER = "/-/watchfloor-tiles/{z}/{x}/{y}.png"
OPTIONS = {"maxZoom": FINEST, "attribution": CREDIT}
_DAY = 86_400


@hookimpl  # type: ignore[untyped-decorator]  # Datasette has no types
def register_routes() -> list[tuple[str, Any]]:
    """The one address that this plugin answers."""
    return [(r"^/-/watchfloor-tiles/(?P<z>\d{1,2})/(?P<x>\d{1,5})/(?P<y>\d{1,5})\.png$", tile)]


async def tile(request: Request) -> Response:
    """One tile; a 404 for one that no map has."""
    z, x, y = (int(request.url_vars[name]) for name in "zxy")
    if z > FINEST or max(x, y) >= 2**z:
        return Response.text("There is no such tile.\n", status=404)
    png = await asyncio.to_thread(draw_tile, z, x, y)
    return Response(png, content_type="image/png", headers={"Cache-Control": f"max-age={_DAY}"})
