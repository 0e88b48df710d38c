"""A cache of what was used least long ago: pictures by what they show, questions as they were read."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable


class LruCache[T]:
    """Keeps the `most` things that were asked for last. Any thread may use it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept under `key`, made where nothing is."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made
