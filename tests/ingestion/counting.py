"""How much work it is to read a text, counted: the steps of regular expressions, calls, and characters that methods of
strings go over. A clock would tell of the machine; a count tells of the program alone.

`re` counts nothing, so its patterns are run a second time by a plain backtracking matcher, which takes one step for
each character it looks at, and must find exactly what `re` finds.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import FrameType, ModuleType
from typing import Any

Node = tuple[Any, Any]

_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    op.CATEGORY_DIGIT: str.isdecimal,
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_WORD: lambda letter: letter.isalnum() or letter == "_",
    op.CATEGORY_NOT_SPACE: lambda letter: not letter.isspace(),
    op.CATEGORY_NOT_WORD: lambda letter: not (letter.isalnum() or letter == "_"),
}
_ONE_CHARACTER = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)


@dataclass(slots=True)
class Work:
    """What was counted."""

    steps: int = 0


class _Matcher:
    """Looks for a pattern in one text, and counts."""

    def __init__(self, pattern: re.Pattern[Any], text: str | bytes, work: Work) -> None:
        self._tree: Sequence[Node] = list(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))
        self._flags = pattern.flags
        self._text = text if isinstance(text, str) else text.decode("latin-1")
        self._groups: dict[int, tuple[int, int]] = {}
        self._work = work

    def spans(self, anchored: bool = False, whole: bool = False) -> Iterator[tuple[int, int]]:
        """Where the pattern is found, from the first to the last; `anchored` at the beginning only, `whole` where it
        ends with the text."""
        nodes = [*self._tree, (op.AT, op.AT_END_STRING)] if whole else self._tree
        start = 0
        while start <= len(self._text):
            self._groups.clear()
            end = next(self._all(nodes, start), None)
            if end is not None:
                yield start, end
            if anchored:
                return
            start = start + 1 if end is None or end == start else end

    def _all(self, nodes: Sequence[Node], at: int) -> Iterator[int]:
        """Where the nodes can end that begin at `at`, what is tried first before what is tried after it."""
        if not nodes:
            yield at
            return
        for end in self._one(nodes[0], at):
            yield from self._all(nodes[1:], end)

    def _one(self, node: Node, at: int) -> Iterator[int]:
        kind, value = node
        self._work.steps += 1
        if kind in _ONE_CHARACTER:
            if self._fits(node, at):
                yield at + 1
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            yield from self._repeated(kind, *value, at)
        elif kind is op.SUBPATTERN:
            number, _, _, inner = value
            for end in self._all(list(inner), at):
                if number is not None:
                    self._groups[number] = at, end
                yield end
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from self._all(list(branch), at)
        elif self._holds(kind, value, at):
            yield at + (self._length(value) if kind is op.GROUPREF else 0)

    def _holds(self, kind: Any, value: Any, at: int) -> bool:
        """Whether what takes no characters, or those of a group again, is true there."""
        if kind is op.AT:
            return self._stands(value, at)
        if kind is op.GROUPREF:
            begin, end = self._groups[value]
            self._work.steps += end - begin
            return self._text.startswith(self._text[begin:end], at)
        assert kind in (op.ASSERT, op.ASSERT_NOT), kind
        direction, inner = value
        begin = at if direction > 0 else at - inner.getwidth()[0]
        found = begin >= 0 and next(self._all(list(inner), begin), None) is not None
        return found == (kind is op.ASSERT)

    def _length(self, group: int) -> int:
        begin, end = self._groups[group]
        return end - begin

    def _repeated(self, kind: Any, least: int, most: Any, inner: Any, at: int) -> Iterator[int]:
        body: list[Node] = list(inner)
        most = len(self._text) + 1 if most is op.MAXREPEAT else most
        if kind is op.MIN_REPEAT:
            yield from self._lazily(body, least, most, at)
            return
        ends = [at]  # every body here is one character, or gives nothing back: its first end is its only one
        while len(ends) <= most and (end := next(self._all(body, ends[-1]), None)) is not None and end > ends[-1]:
            ends.append(end)
        if kind is op.POSSESSIVE_REPEAT:
            ends = ends[-1:] if len(ends) > least else []
        yield from reversed(ends[least:] if kind is op.MAX_REPEAT else ends)

    def _lazily(self, body: list[Node], least: int, most: int, at: int) -> Iterator[int]:
        end: int | None = at
        for times in range(most + 1):
            if times >= least and end is not None:
                yield end
            end = next(self._all(body, end), None) if end is not None else None
            if end is None:
                return

    def _fits(self, node: Node, at: int) -> bool:
        if at >= len(self._text):
            return False
        letter = self._text[at]
        kind, value = node
        if kind is op.ANY:
            return letter != "\n" or bool(self._flags & re.DOTALL)
        if kind is op.LITERAL:
            return self._same(letter, value)
        if kind is op.NOT_LITERAL:
            return not self._same(letter, value)
        negated = value[0][0] is op.NEGATE
        return negated != any(self._is_in(letter, part) for part in value[negated:])

    def _is_in(self, letter: str, part: Node) -> bool:
        kind, value = part
        if kind is op.LITERAL:
            return self._same(letter, value)
        if kind is op.RANGE:
            return value[0] <= ord(letter) <= value[1]
        return _CATEGORIES[value](letter)

    def _same(self, letter: str, code: int) -> bool:
        if self._flags & re.IGNORECASE:
            return letter.lower() == chr(code).lower()
        return ord(letter) == code

    def _stands(self, where: Any, at: int) -> bool:
        last = len(self._text)
        if where is op.AT_BEGINNING_STRING:
            return at == 0
        if where is op.AT_END_STRING:
            return at == last
        lines = bool(self._flags & re.MULTILINE)
        if where is op.AT_BEGINNING:
            return at == 0 or (lines and self._text[at - 1] == "\n")
        assert where is op.AT_END
        return at == last or (self._text[at] == "\n" and (lines or at == last - 1))


class CountedPattern:
    """A pattern that is used as `re`'s own, and counts what that takes."""

    def __init__(self, pattern: re.Pattern[Any], work: Work) -> None:
        self._pattern = pattern
        self._work = work

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def used(*given: Any) -> Any:
            profile = sys.getprofile()
            sys.setprofile(None)  # the counting itself is no work
            try:
                self._count(method, given[-1])
                return getattr(self._pattern, method)(*given)
            finally:
                sys.setprofile(profile)

        return used

    def _count(self, method: str, text: str | bytes) -> None:
        anchored, whole = method in ("match", "fullmatch"), method == "fullmatch"
        spans = _Matcher(self._pattern, text, self._work).spans(anchored, whole)
        expected: Iterable[re.Match[Any]]
        if method in ("match", "fullmatch", "search"):
            found = getattr(self._pattern, method)(text)
            expected = [found] if found else []
            counted = [span for span, _ in zip(spans, range(1), strict=False)]
        else:
            expected, counted = self._pattern.finditer(text), list(spans)
        assert counted == [match.span() for match in expected], f"{self._pattern} on {text[:200]!r}"


@contextmanager
def counting(*modules: ModuleType) -> Iterator[Work]:
    """Count what is done within, with the patterns of these modules. What is imported within must be loaded before."""
    work = Work()
    kept = [(module, name, pattern) for module in modules for name, pattern in vars(module).items()]
    kept = [(module, name, pattern) for module, name, pattern in kept if isinstance(pattern, re.Pattern)]
    for module, name, pattern in kept:
        setattr(module, name, CountedPattern(pattern, work))
    sys.setprofile(lambda frame, event, called: _note(work, frame, event, called))
    try:
        yield work
    finally:
        sys.setprofile(None)
        for module, name, pattern in kept:
            setattr(module, name, pattern)


def _note(work: Work, frame: FrameType, event: str, called: Any) -> None:
    if event in ("call", "c_call"):
        work.steps += 1
        gone_over = getattr(called, "__self__", None)
        if isinstance(gone_over, str | bytes):
            work.steps += len(gone_over)
