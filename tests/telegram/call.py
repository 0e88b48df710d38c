"""One request that has its right shape, on its way through the rules to the state."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from .chats import Object
from .formatting import Formatted, parse
from .spec import Upload
from .world import World

Method = Callable[["Call"], Any | Awaitable[Any]]
METHODS: dict[str, Method] = {}


@dataclass(slots=True)
class Call:
    """A method with its typed parameters, the files that came along, and the texts already parsed."""

    world: World
    method: str
    params: Object
    attached: dict[str, Upload]
    parsed: dict[str, Formatted] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter, or the default."""
        return self.params.get(name, default)

    def formatted(self, name: str, holder: Object | None = None, entities: str = "entities") -> Formatted:
        """A text of the request (or of an object inside it), parsed once; what is lost silently is kept as a breach."""
        source = self.params if holder is None else holder
        key = f"{id(source)}.{name}"
        if key not in self.parsed:
            formatted = parse(source.get(name, ""), source.get("parse_mode"), source.get(entities))
            for fault in formatted.faults:
                self.world.flag(f"{self.method}: {fault}")
            self.parsed[key] = formatted
        return self.parsed[key]


def method(name: str) -> Callable[[Method], Method]:
    """Register the function that does a method's work."""

    def register(function: Method) -> Method:
        METHODS[name] = function
        return function

    return register
