"""Processes that are killed and begun again (落ちる処理たち), and how often a death struck in the midst of work.

They part from one process that has imported everything (`multiprocessing`'s fork server), so that a new one is at work
in a moment, as after a death in a city's office it would be after some seconds. A death is SIGKILL.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any

from tests.kills.night_worker import AT_WORK, WRITING, Life, live

PATIENCE = 2400.0
_LOOK = 0.004


@dataclass(frozen=True, slots=True)
class Plan:
    """How many deaths in the midst of work, in a city of how many households.

    `all_drawn`: the letters are waited for too; else what is not issued by the last death is issued by the test.
    With `stand_within` each process stands still before one of so many statements of its work, drawn at random, and
    dies there: every death is sure to strike; every other process before one of a quarter as many that come when
    something is written and not kept yet. Else it dies at a moment drawn at random, after at most `pause` seconds.
    """

    kills: int
    households: int
    slice: int
    pause: float = 0.0
    stand_within: int = 0
    all_drawn: bool = True


@dataclass
class Deaths:
    """How many there were: in the midst of work, among them with writes not kept yet, and while there was none."""

    at_work: int = 0
    writing: int = 0
    idle: int = 0

    def note(self, state: int) -> None:
        """A process died at this."""
        self.idle += state < AT_WORK
        self.at_work += state >= AT_WORK
        self.writing += state == WRITING


@dataclass
class _Mortal:
    life: Life
    process: BaseProcess

    @property
    def may_be_struck(self) -> bool:
        """Whether it stands still for its death, or is at work where none stands still."""
        state, still = self.life.told
        return bool(still or (state >= AT_WORK and not self.life.stand_at))

    def kill(self) -> int:
        """What it was at when it died."""
        self.process.kill()
        self.process.join()
        return int(self.life.told[0])


@cache
def _context() -> ForkServerContext:
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["tests.kills.preloaded"])
    return found


@dataclass
class Mortals:
    """The processes of one night."""

    url: str
    folder: Path
    now: Callable[[], datetime]
    roles: Sequence[str]
    plan: Plan
    draw: Random
    deaths: Deaths = field(default_factory=Deaths)
    running: list[_Mortal] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """What they say."""
        return self.folder / "mortals.log"

    def endure(self, left: Callable[[], int]) -> Deaths:
        """Lets them die as often as planned while there is work, then waits until nothing is left of it."""
        for role in self.roles:
            self._begin(role)
        end = time.monotonic() + PATIENCE
        while self.deaths.at_work < self.plan.kills and (self._strike() or left()):
            self._in_time(end)
        while left():
            self._in_time(end)
            self._release()
            time.sleep(10 * _LOOK)
        return self.deaths

    def _in_time(self, end: float) -> None:
        assert time.monotonic() < end, self.log.read_text(encoding="utf-8")[-3000:]

    def _begin(self, role: str) -> None:
        told: Any = _context().RawArray("B", 2)
        within = self.plan.stand_within if self.deaths.at_work < self.plan.kills else 0
        writes = self.draw.random() < 0.5
        stand_at = self.draw.randint(1, within // 4 if writes else within) if within else 0
        of_city = (self.url, self.folder, self.now(), role, self.log)
        life = Life(*of_city, told, self.plan.slice, os.getpid(), stand_at, writes)
        process = _context().Process(target=live, args=(life,), daemon=True)
        process.start()
        self.running.append(_Mortal(life, process))

    def _strike(self) -> bool:
        """Kills one that is at work; False when there was none."""
        time.sleep(self.draw.uniform(0, self.plan.pause) if self.plan.pause else _LOOK)
        found = [one for one in self.running if one.may_be_struck]
        if found:
            self._replace(self.draw.choice(found))
        return bool(found)

    def _release(self) -> None:
        """What stands still when all have died who should dies too."""
        for one in [one for one in self.running if one.life.told[1]]:
            self._replace(one)

    def _replace(self, one: _Mortal) -> None:
        self.deaths.note(one.kill())
        self.running.remove(one)
        self._begin(one.life.role)


@contextmanager
def mortals(
    url: str, folder: Path, now: Callable[[], datetime], roles: Sequence[str], plan: Plan, draw: Random
) -> Iterator[Mortals]:
    """Processes of these roles; whatever lives at the end is killed."""
    found = Mortals(url, folder, now, roles, plan, draw)
    try:
        yield found
    finally:
        for one in found.running:
            one.kill()
