"""A Dask cluster reads reports, and nothing shows of it but where: not even when workers or the scheduler are lost."""

import importlib
import json
import logging
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from distributed import LocalCluster

from bot.cli.intake.extractors import LoadAlike, provenance_here
from domain.errors import WatchfloorError
from domain.reports import Report
from domain.wire import event_to_json
from extraction.cluster import Cluster
from extraction.pipeline import Extractor
from extraction.workers import HANDFUL, Workers
from tests.bot.test_cli import watchfloor
from tests.extraction.plain_extractor import Load, PlainExtractor
from tests.extraction.test_workers import report


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """A scheduler and one worker process, on ports that the system chooses."""
    with LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=":0",
        silence_logs=logging.CRITICAL,
    ) as started:
        yield started


def test_the_commands_read_on_a_cluster(cluster: LocalCluster, extractor: Extractor, tmp_path: Path) -> None:
    reports = [report(n) for n in range(12)]
    lines = "".join(json.dumps({"id": one.id, "text": one.text}) + "\n" for one in reports)
    there = ("--scheduler", cluster.scheduler_address)
    on_index = (*there, "--database", str(tmp_path / "index.db"))

    extracted = watchfloor("extract", "--jsonl", *there, given=lines)
    told = [{"id": one.id, "events": list(map(event_to_json, events))} for one, events in extractor.extract(reports)]
    assert [json.loads(line) for line in extracted.stdout.splitlines()] == told
    assert watchfloor("ingest", "-", *on_index, given=lines).stdout == "12 reports added, 12 mentions of events.\n"
    again = watchfloor("reindex", *on_index).stdout
    assert again == "12 reports read again: 12 mentions of events as before, 0 changed, 0 new, 0 gone.\n"

    both = watchfloor("ingest", "-", *on_index, "--workers", "2", given=lines)
    assert "--workers: the cluster's workers" in both.stderr


def kill_the_worker(cluster: LocalCluster) -> None:
    [nanny] = cluster.workers.values()
    os.kill(nanny.process.pid, signal.SIGKILL)


def test_a_cluster_reads_what_one_extractor_reads(cluster: LocalCluster, extractor: Extractor) -> None:
    with Workers(Cluster(cluster.scheduler_address, LoadAlike(provenance_here()))) as workers:
        read = list(workers.attempt(map(report, range(20))))
    assert read == list(extractor.extract(map(report, range(20))))


@pytest.mark.parametrize("deaths_forgiven", [0, 3])
def test_a_lost_worker_costs_nothing(cluster: LocalCluster, deaths_forgiven: int) -> None:
    cluster.scheduler.allowed_failures = deaths_forgiven  # of those a scheduler tells, the others it mends itself
    reports = [Report(f"text {n}", id=str(n)) for n in range(20 * HANDFUL)]
    with Workers(Cluster(cluster.scheduler_address, Load())) as workers:
        read = []
        for pair in workers.attempt(reports):
            read.append(pair)
            if len(read) == 3 * HANDFUL:
                kill_the_worker(cluster)
    assert read == list(PlainExtractor().extract(reports))


@dataclass(frozen=True)
class LoadLikeNowhere:
    """What a machine loads that has other places than the one that asks it to read."""

    def __call__(self) -> Extractor:
        alike = dict(provenance_here()) | {"added places": "other"}
        return LoadAlike(tuple(alike.items()))()


def test_a_worker_that_would_read_otherwise_is_refused(cluster: LocalCluster) -> None:
    with (
        Workers(Cluster(cluster.scheduler_address, LoadLikeNowhere())) as workers,
        pytest.raises(WatchfloorError, match=r"The worker on \S+ would read otherwise .* its added places are not"),
    ):
        list(workers.attempt([report(1)]))


class OfTomorrow:
    """What only a newer program can be asked to do."""

    def __call__(self) -> bool:
        return True

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return importlib.import_module, ("extraction.of_tomorrow",)


def test_a_cluster_with_another_program_is_refused(cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extraction.cluster.ready", OfTomorrow())
    with pytest.raises(WatchfloorError, match="cannot run this Watchfloor: install the same version"):
        Cluster(cluster.scheduler_address, Load())


def local(workers: int) -> LocalCluster:
    """A cluster in this very process."""
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address=":0",
        silence_logs=logging.CRITICAL,
    )


def test_a_cluster_that_is_not_there_is_told_in_a_sentence() -> None:
    with local(0) as empty, pytest.raises(WatchfloorError, match=r"has no workers: start some with `dask worker tcp:"):
        Cluster(empty.scheduler_address, Load(), patience=0.1)
    for address in (empty.scheduler_address, "nowhere"):
        with pytest.raises(WatchfloorError, match=f"No Dask scheduler answers at {address}"):
            Cluster(address, Load(), connecting=0.1)


def test_without_dask_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "extraction.cluster")
    with pytest.raises(WatchfloorError, match="needs the extra `cluster`"):
        import extraction.cluster  # noqa: F401
