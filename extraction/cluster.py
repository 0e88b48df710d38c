"""The processes of a Dask cluster as a pool that reads reports: handfuls go to whichever machine is free.

The scheduler gives what a lost worker had in hand to another one, and workers may come and go meanwhile. Needs the
extra `cluster`. Dask runs whatever it is sent: scheduler and workers belong in a private network, or behind `tls://`.
"""

import logging
import time
from concurrent.futures import CancelledError, Future, wait
from contextlib import suppress

from domain.errors import WatchfloorError
from domain.reports import Report
from extraction.attempts import Outcome
from extraction.workers import Load, ProcessDiedError, read, ready

try:
    from distributed import Client, KilledWorker
    from distributed.client import ClosedClientError
except ModuleNotFoundError as error:
    raise WatchfloorError(
        "Reading on a cluster needs the extra `cluster`: install it with `.venv/bin/pip install distributed`."
    ) from error

_CONNECTING = 10.0  # seconds until it is clear that nobody answers at an address
_PATIENCE = 60.0  # seconds that reading waits while the cluster has no worker
_LOOK_EVERY = 2.0  # seconds after which the workers are counted again


class Cluster:
    """The cluster whose scheduler is at an address such as `tcp://10.0.0.5:8786`; `load` makes the extractor of each
    of its processes. Time and memory are bounded there as the cluster is set up.

    Raises WatchfloorError where nobody answers there, or no worker comes within `patience` seconds.
    """

    def __init__(self, address: str, load: Load, patience: float = _PATIENCE, connecting: float = _CONNECTING) -> None:
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told here, in one sentence
        self._address = address
        self._load = load
        self._patience = patience
        try:
            self._client = Client(address, timeout=connecting, set_as_default=False)
        except (OSError, ValueError) as error:
            raise WatchfloorError(
                f"No Dask scheduler answers at {address}: start one with `dask scheduler`, and name it like "
                "tcp://10.0.0.5:8786."
            ) from error
        self._executor = self._client.get_executor()
        self._threads, self._counted = 0, 0.0
        self._await_workers()
        self._try_out()

    @property
    def size(self) -> int:
        """How many threads all workers have together at present."""
        if time.monotonic() - self._counted > _LOOK_EVERY:
            self._await_workers()
        return self._threads

    def submit(self, reports: list[Report]) -> Future[list[Outcome]]:
        """Have a handful read. Raises WatchfloorError where the scheduler is gone."""
        try:
            submitted: Future[list[Outcome]] = self._executor.submit(read, self._load, reports)
        except (OSError, RuntimeError) as error:
            raise self._gone() from error
        return submitted

    def result(self, future: Future[list[Outcome]]) -> list[Outcome]:
        """Wait for a handful. Raises ProcessDiedError where one worker after another died over it, and WatchfloorError
        where the scheduler is gone or has no workers."""
        while not wait([future], _LOOK_EVERY).done:
            self._await_workers()
        try:
            return future.result()
        except KilledWorker as error:
            raise ProcessDiedError from error
        except CancelledError as error:
            raise self._gone() from error
        except ImportError as error:
            raise self._other_program() from error

    def close(self) -> None:
        """Leave the cluster; what it still has in hand is called off."""
        with suppress(ClosedClientError):  # the scheduler is gone, and took with it what was in hand
            self._executor.shutdown(wait=False)
        self._client.close()

    def _await_workers(self) -> None:
        """Count the workers' threads, waiting where there are none. Raises WatchfloorError."""
        try:
            self._client.wait_for_workers(1, timeout=self._patience)
            self._threads = sum(self._client.nthreads().values())
        except TimeoutError as error:
            raise WatchfloorError(
                f"The scheduler at {self._address} has no workers: start some with `dask worker {self._address}`, "
                "then run this again; what was read is kept."
            ) from error
        except (OSError, RuntimeError) as error:
            raise self._gone() from error
        self._counted = time.monotonic()

    def _try_out(self) -> None:
        """Raise WatchfloorError where scheduler or worker do not know what they are to do."""
        tried = self._executor.submit(ready)
        while not wait([tried], _LOOK_EVERY).done:
            self._await_workers()
        if tried.exception() is not None:
            raise self._other_program() from tried.exception()

    def _gone(self) -> WatchfloorError:
        return WatchfloorError(
            f"The scheduler at {self._address} is gone: start it again, then run this again; what was read is kept."
        )

    def _other_program(self) -> WatchfloorError:
        return WatchfloorError(
            f"The cluster of {self._address} cannot run this Watchfloor: install the same version where the scheduler "
            "and the workers run, and start them anew (docs/scaling.md)."
        )
