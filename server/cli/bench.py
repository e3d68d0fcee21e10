"""`kokuho bench NAME`: one benchmark against its reference of the same run (性能の計測).

The benchmarks stand above the command line (`server.bench` may use every room), so they are found by name.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from server.cli.output import FOUND, OK, emit, json_option


@click.command()
@click.argument("name", required=False)
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600), help="計測の時間の目安")
@click.option(
    "--at-least", type=click.FloatRange(0), help="比がこれに届かなければ 1 で終わる / exit 1 below this ratio"
)
@click.option(
    "--size",
    "--households",
    type=click.IntRange(100, 3_000_000),
    help="手もとに作る量(案件や世帯の数) / how much stock to make: cases, households",
)
@click.option(
    "--database", help="空のデータベースのアドレス、または postgres / an empty database's address, or postgres"
)
@json_option
def bench(
    name: str | None, seconds: float, at_least: float | None, size: int | None, database: str | None, as_json: bool
) -> int:
    """NAMEを計測する。NAMEなしは一覧 / run a benchmark; without NAME, list them."""
    listed: Any = import_module("server.bench.benches")
    if name is None:
        data = [{"name": one, "help": entry.help} for one, entry in sorted(listed.BENCHES.items())]
        emit(data, "\n".join(f"{one['name']:10} {one['help']}" for one in data), as_json=as_json)
        return OK
    if name not in listed.BENCHES:
        known = " | ".join(sorted(listed.BENCHES))
        raise click.BadParameter(f"{name}: {known} のどれか / one of {known}", param_hint="NAME")
    wish = import_module("server.bench.measured").Wish(seconds, size, database)
    report: dict[str, Any] = listed.bench(name)(wish).as_json()
    emit(report, lambda: _as_text(report), as_json=as_json)
    return OK if at_least is None or report["ratio"] >= at_least else FOUND


def _as_text(report: dict[str, Any]) -> str:
    lines = [
        f"{report['name']}: {report['value']} {report['unit']}  (p95 {report['p95_ms']} ms)",
        f"比べた相手 / reference: {report['reference']} {report['unit']}  比 / ratio: {report['ratio']}",
    ]
    return "\n".join(lines + [f"  {name}: {value}" for name, value in report["details"].items()])
