"""The list of benchmarks (計測の一覧): one line each, its function imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from server.bench.measured import Measured, Wish

Bench = Callable[[Wish], Measured]


class Entry(NamedTuple):
    """Where a benchmark's function stands (`module:function`) and its one line in the list."""

    target: str
    help: str


BENCHES: dict[str, Entry] = {
    "dunning": Entry(
        "server.bench.dunning:measure",
        "未納の期別を抽出し、一覧にし、督促状を発行する / a due date dunned up to the issue, against letter by letter",
    ),
    "engine": Entry(
        "server.bench.engine:measure",
        "案件を読み、タスクを済ませ、進め、しまう / load, complete a task, step, save, against the library's own way",
    ),
    "inbox": Entry(
        "server.bench.inbox:measure",
        "受信箱をあらゆる条件で開く / open the inbox under every filter and pair, against a listing without its index",
    ),
    "letters": Entry(
        "server.bench.letters:measure",
        "督促状の一括印刷 / a run of dunning letters printed in bulk, against plain WeasyPrint's best batch",
    ),
    "night": Entry(
        "server.bench.night:measure",
        "滞納の案件を一晩に起こす / wake a night's cases of arrears, against the library with a statement a row",
    ),
    "levy": Entry(
        "server.bench.levy:measure",
        "市の保険料を計算し記帳する / a city's levies computed and posted, against the same household by household",
    ),
}


def bench(name: str) -> Bench:
    """The benchmark of this name. Raises `KeyError` for a name that is not in the list."""
    module, _, function = BENCHES[name].target.partition(":")
    found: Bench = getattr(import_module(module), function)
    return found
