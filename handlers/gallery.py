"""Pictures drawn before, kept by what they show: the same marks and words are drawn once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

_MOST = 64


class Gallery:
    """The pictures that were asked for last. Any thread may use it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def picture(self, content: Hashable, draw: Callable[[], bytes]) -> bytes:
        """The picture of `content`, drawn where it is not kept."""
        with self._lock:
            kept = self._kept.get(content)
            if kept is not None:
                self._kept.move_to_end(content)
                return kept
        drawn = draw()
        with self._lock:
            self._kept[content] = drawn
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return drawn
