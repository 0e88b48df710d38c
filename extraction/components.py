"""What a component of the pipeline says of itself: its name, what it reads and writes, and where its words stand.

A component takes a `Doc` and adds its own annotation. `reads` and `writes` name annotations of the Doc ("doc.blocks")
and fields of its drafts ("draft.kind"); a test holds them against what the component really touches, and the table of
components in `docs/architecture.md` is made from them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Component:
    """A step of the pipeline; callable on a Doc. `lexicon` are the files of `lexicon/` that it finds its words in."""

    name: str
    annotate: Callable[[Doc], Doc]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    lexicon: tuple[str, ...]

    def __call__(self, doc: Doc) -> Doc:
        """Add this component's annotation to the Doc."""
        return self.annotate(doc)

    @property
    def summary(self) -> str:
        """The first line of the component's docstring."""
        return (self.annotate.__doc__ or "").strip().splitlines()[0]


def component(
    *, reads: tuple[str, ...] = (), writes: tuple[str, ...], lexicon: tuple[str, ...] = ()
) -> Callable[[Callable[[Doc], Doc]], Component]:
    """Make a function a component of the pipeline, known to spaCy as `watchfloor_` and the function's name."""

    def made(annotate: Callable[[Doc], Doc]) -> Component:
        name = f"watchfloor_{annotate.__name__}"
        Language.component(name, func=annotate)
        return Component(name, annotate, reads, writes, lexicon)

    return made
