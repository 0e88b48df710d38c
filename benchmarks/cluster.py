"""How many reports are read a second: by this process, by several of this machine, and by a Dask cluster on it.

    python -m benchmarks.cluster [--reports 320] [--processes 2] [--rounds 3]

The texts are the sample reports in `ingestion/samples`, again and again; the models are loaded before the clock starts.
Each round measures all three one after another, and the median counts, so that a busy machine slows all alike. Beside
the reports a second stands what one cost of processor time in all processes together.
"""

import argparse
import logging
import os
import statistics
import time
from collections.abc import Iterable
from contextlib import ExitStack
from functools import partial

import psutil
from distributed import LocalCluster

from benchmarks.extraction.speed import again, samples, say
from bot.cli.intake.extractors import LoadAlike, load_extractor, provenance_here
from domain.reports import Report
from extraction.attempts import Attempt, attempt
from extraction.cluster import Cluster
from extraction.workers import LocalProcesses, Workers

MILLION = 1_000_000
HOUR = 3600


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=320, help="reports of a round")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    reports = samples()
    say(f"{options.processes} processes, {options.reports} reports a round, load {os.getloadavg()[0]:.1f}")
    with ExitStack() as stack:
        ways = _ways(options.processes, stack)
        for read in ways.values():
            _measured(read, again(reports, 8 * options.processes * 4))
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for _ in range(options.rounds):
            for name, read in ways.items():
                figures[name].append(_measured(read, again(reports, options.reports)))
    alone = statistics.median(wall for wall, _ in figures["this process"])
    for name, measured in figures.items():
        wall, cpu = (statistics.median(column) / options.reports for column in zip(*measured, strict=True))
        hours, core_hours = MILLION * wall / HOUR, MILLION * cpu / HOUR
        say(
            f"{name:<12} {1 / wall:6.1f} reports/s, {alone / options.reports / wall:4.2f} times as fast; "
            f"{1000 * cpu:5.1f} ms of processor time each; a million: {hours:5.1f} h, {core_hours:5.1f} core hours"
        )


def _ways(processes: int, stack: ExitStack) -> dict[str, Attempt]:
    local = stack.enter_context(Workers(LocalProcesses(processes, load_extractor)))
    started = stack.enter_context(
        LocalCluster(
            n_workers=processes,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=":0",
            silence_logs=logging.CRITICAL,
        )
    )
    cluster = stack.enter_context(Workers(Cluster(started.scheduler_address, LoadAlike(provenance_here()))))
    return {
        "this process": partial(attempt, load_extractor()),
        "--workers": local.attempt,
        "--scheduler": cluster.attempt,
    }


def _measured(read: Attempt, reports: Iterable[Report]) -> tuple[float, float]:
    """Seconds on the wall, and of processor time in this process and all below it."""
    began, worked = time.perf_counter(), _processor_seconds()
    for _ in read(reports):
        pass
    return time.perf_counter() - began, _processor_seconds() - worked


def _processor_seconds() -> float:
    here = psutil.Process()
    spent = [process.cpu_times() for process in (here, *here.children(recursive=True))]
    return sum(times.user + times.system for times in spent)


if __name__ == "__main__":
    main()
