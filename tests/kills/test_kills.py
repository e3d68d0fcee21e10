"""Whatever dies at whatever moment: no accepted answer is lost, nothing is doubled, the checks stay clean.

`kokuho serve` runs as processes of its own; a dozen clients enrol households over the API while its processes are
killed at random. Five deaths on each kind of database always; fifty with `--sweep`. `KOKUHO_TEST_SEED` repeats a run.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from random import Random
from typing import Any

import pytest

from server.cli.main import kokuho
from server.cli.output import OK, run
from server.settings import read_settings
from tests.kills.city import Enrolling, enrolling
from tests.kills.clients import Client, Record
from tests.kills.server_process import Serving
from tests.kills.truth import faults_at_the_end, faults_now
from tests.postgres import Server
from tests.world import TREE

CLIENTS = 12
_LOG = logging.getLogger("tests.kills")  # --log-cli-level=INFO shows the figures of a run


@dataclass(frozen=True, slots=True)
class Plan:
    """How many deaths, how many of them of the whole installation, how many households, and how long clients are left
    alone between deaths, in seconds at most.
    """

    kills: int
    whole: int
    households: int
    pause: float


SHORT = Plan(kills=5, whole=1, households=16, pause=0.8)
LONG = Plan(kills=50, whole=15, households=400, pause=2.5)


def _settings(tmp_path: Path, url: str | None) -> dict[str, str]:
    found = {"KOKUHO_DATA": str(tmp_path / "data"), "KOKUHO_TREE": str(TREE), "KOKUHO_THREADS": "8"}
    return found if url is None else found | {"KOKUHO_DATABASE_URL": url}


@contextmanager
def _environment(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    if kind == "sqlite":
        yield _settings(tmp_path, None)
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = f"kills_{secrets.token_hex(4)}"
    server.run(f"CREATE DATABASE {name}")
    try:
        yield _settings(tmp_path, server.url(name))
    finally:
        server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=[pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The settings of a fresh installation on each kind of database."""
    with _environment(request.param, tmp_path, request) as found:
        yield found


def test_five_deaths_lose_no_answer_and_double_nothing(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _endure(environment, tmp_path, SHORT)
    _check_by_command(environment, monkeypatch)


@pytest.mark.sweep
@pytest.mark.timeout(1800)
def test_fifty_deaths_lose_no_answer_and_double_nothing(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _endure(environment, tmp_path, LONG)
    _check_by_command(environment, monkeypatch)


def _endure(environment: dict[str, str], tmp_path: Path, plan: Plan) -> None:
    seed = os.environ.get("KOKUHO_TEST_SEED") or secrets.token_hex(4)
    city = enrolling(read_settings(environment), plan.households)
    serving = Serving(environment, tmp_path / "serve.log")
    serving.start()
    began = time.monotonic()
    try:
        record, killed = _kill_while_they_enrol(city, serving, plan, Random(seed))
    finally:
        serving.stop()
    told = f"seed {seed}: {killed}, {len(record.accepted)} answers, {record.repeated} repeated"
    _LOG.info("%s, %.1f s", told, time.monotonic() - began)
    said = (tmp_path / "serve.log").read_text(encoding="utf-8")[-3000:]
    assert record.faults == [], f"{told}\n{record.faults[:5]}\n{said}"
    assert len(record.cases) == plan.households
    assert faults_at_the_end(city.services, record) == [], told
    city.services.database.dispose()


def _check_by_command(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for command in (["reconcile", "--json"], ["audit", "verify", "--json"]):
        assert run(kokuho, command) == OK


def _kill_while_they_enrol(
    city: Enrolling, serving: Serving, plan: Plan, draw: Random
) -> tuple[Record, Mapping[str, int]]:
    """Runs the clients to their end while processes die; looks for faults after each death."""
    waiting: Queue[Mapping[str, Any]] = Queue()
    for household in city.households:
        waiting.put(household)
    record = Record()
    clients = [Client(city, serving.port, waiting, record) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    killed: dict[str, int] = {}
    whole = set(draw.sample(range(plan.kills), plan.whole))
    for number in range(plan.kills):
        time.sleep(draw.uniform(0.05, plan.pause))
        which = serving.kill(draw, whole=number in whole)
        killed[which] = killed.get(which, 0) + 1
        record.faults += [f"after a death ({which}): {one}" for one in faults_now(city.services)]
    for client in clients:
        client.join(180)
    assert not any(client.is_alive() for client in clients), "clients still wait for answers"
    return record, killed
