"""What reads reports for `ingest`, `extract` and `reindex`: this process, several of this machine, or a cluster's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from platform import node
from typing import TYPE_CHECKING, Annotated

import typer

from bot.opening import open_world
from bot.settings import load_settings
from domain.errors import WatchfloorError

if TYPE_CHECKING:
    from extraction.attempts import Attempt
    from extraction.pipeline import Extractor
    from extraction.provenance import Provenance

NumberOfWorkers = Annotated[
    int, typer.Option("--workers", min=1, metavar="N", help="How many processes read side by side, each with a model.")
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Read on the Dask cluster of this scheduler, such as tcp://10.0.0.5:8786."),
]


@contextmanager
def extractors(workers: int = 1, scheduler: str | None = None) -> "Iterator[Callable[[], Attempt]]":
    """What makes the reading when it is needed, ended afterwards: in this process, in so many, or on a cluster.

    Raises WatchfloorError where the cluster cannot be used.
    """
    if workers == 1 and scheduler is None:
        yield _read_here
        return
    if workers > 1 and scheduler is not None:
        raise typer.BadParameter("the cluster's workers are counted by its scheduler", param_hint="--workers")
    from extraction.workers import LocalProcesses, Workers

    open_world(load_settings())  # compiled here if need be, not by all the processes at once
    if scheduler is None:
        several = Workers(LocalProcesses(workers), load_extractor)
    else:
        from extraction.cluster import Cluster

        several = Workers(Cluster(scheduler), LoadAlike(provenance_here()))
    with several:
        yield lambda: several.attempt


def _read_here() -> "Attempt":
    from extraction.attempts import attempt

    return partial(attempt, load_extractor())


def load_extractor() -> "Extractor":
    """The extraction pipeline with the model that the settings name."""
    from extraction.pipeline import Extractor

    settings = load_settings()
    return Extractor.load(open_world(settings), settings.spacy_model)


def provenance_here() -> "Provenance":
    """What `load_extractor` makes its extractor of, in this process."""
    from extraction.provenance import provenance
    from knowledge.places.cache import added_path

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
