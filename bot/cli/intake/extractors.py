"""What reads reports for `ingest`, `extract`, `reindex` and `demo`: processes of this machine, or a cluster's."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from platform import node
from typing import TYPE_CHECKING, Annotated

import typer

from bot.config.settings import load_settings
from bot.opening import open_world
from domain.errors import WatchfloorError

if TYPE_CHECKING:
    from extraction.attempts import Attempt
    from extraction.pipeline import Extractor
    from extraction.provenance import Provenance
    from extraction.workers import LocalProcesses

NumberOfWorkers = Annotated[
    int, typer.Option("--workers", min=1, metavar="N", help="How many processes read side by side, each with a model.")
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Read on the Dask cluster of this scheduler, such as tcp://10.0.0.5:8786."),
]


@contextmanager
def extractors(workers: int = 1, scheduler: str | None = None) -> "Iterator[Callable[[], Attempt]]":
    """What makes the reading when it is needed, ended afterwards: in so many processes of their own, or on a cluster.

    Raises WatchfloorError where the cluster cannot be used.
    """
    if workers > 1 and scheduler is not None:
        raise typer.BadParameter("the cluster's workers are counted by its scheduler", param_hint="--workers")
    from extraction.workers import LocalProcesses, Workers

    if scheduler is not None:
        from extraction.cluster import Cluster

        open_world(load_settings())  # what is compiled is a part of what makes machines alike
        with Workers(Cluster(scheduler, LoadAlike(provenance_here()))) as several:
            yield lambda: several.attempt
        return
    with Workers(LocalProcesses(workers, load_extractor)) as several:

        def load() -> "Attempt":
            open_world(load_settings())  # compiled here if need be, not by all the processes at once
            return several.attempt

        yield load


@contextmanager
def explainer() -> "Iterator[LocalProcesses]":
    """A process that explains reports, ended afterwards."""
    from extraction.workers import LocalProcesses

    open_world(load_settings())
    with closing(LocalProcesses(1, load_extractor)) as process:
        yield process


def load_extractor() -> "Extractor":
    """The extraction pipeline with the model that the settings name."""
    from extraction.pipeline import Extractor

    settings = load_settings()
    return Extractor.load(open_world(settings), settings.spacy_model)


def provenance_here() -> "Provenance":
    """What `load_extractor` makes its extractor of, in this process."""
    from extraction.provenance import provenance
    from knowledge.places.tables.cache import added_path

    settings = load_settings()
    return provenance(settings.spacy_model, added_path(settings.cache))


@dataclass(frozen=True, slots=True)
class LoadAlike:
    """Loads the extractor on another machine, if it is the same there as here; so it matters to no report where it is
    read."""

    expected: "Provenance"

    def __call__(self) -> "Extractor":
        """Load it. Raises WatchfloorError that names what is not the same."""
        here = dict(provenance_here())
        other = [what for what, which in self.expected if here.get(what) != which]
        if other:
            raise WatchfloorError(
                f"The worker on {node()} would read otherwise than this machine, its {' and '.join(other)} "
                f"{'are' if len(other) > 1 or other[0].endswith('s') else 'is'} not the same: "
                "docs/scaling.md says how to make workers alike."
            )
        return load_extractor()
