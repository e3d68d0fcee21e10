"""`kokuho demo`: a believable generated city of any size, with cases mid-way; the same seed makes the same city."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from server.casework.deploy_procedure import deploy_procedure, load_values
from server.casework.services import Services
from server.casework.surroundings import gates
from server.casework.views.procedure_words import PROCEDURES
from server.casework.work import unit_of_work
from server.cli.demo_city.benefits import put_benefits
from server.cli.demo_city.cases import put_cases
from server.cli.demo_city.foreseen import foreseen
from server.cli.demo_city.money import put_money
from server.cli.demo_city.people import household_to_try
from server.cli.demo_city.registers import put_registers
from server.cli.demo_city.staff import CLERKS, PASSWORD, put_offices, put_staff
from server.cli.output import emit
from server.cli.tools import open_installation, operator_caller
from server.domain.actors import SYSTEM
from server.domain.refusals import Refused
from server.exchange.values_files import default_directories
from server.exchange.values_files import load_values as read_values
from server.store import counters
from server.store.households import count_households

# The demo city has been at work for a while: some of its cases came in before today.
_OPEN_FOR = timedelta(days=60)
_WHOLE = "demo/whole"
TITLES = {slug: word.ja for slug, word in PROCEDURES.items()}


@click.command()
@click.option("--households", default=300, show_default=True, type=click.IntRange(1, 300_000), help="世帯の数")
@click.option("--seed", default=1, show_default=True, type=int, help="同じ数からは同じ市ができる")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで")
def demo(households: int, seed: int, as_json: bool) -> None:
    """若葉市を作る。すでに世帯があるときは何もしない / make the demo city, unless there is one."""
    settings, services = open_installation()
    if not settings.is_demo:
        raise Refused("demo_in_production")
    with services.database.read() as conn:
        standing, whole = count_households(conn), counters.value_of(conn, _WHOLE)
    if standing and not whole:
        raise Refused("demo_half_made", folder=settings.data)
    if standing:
        emit({"households": standing, "made": False}, f"若葉市はもうあります({standing}世帯)", as_json=as_json)
        return
    made = make_city(services, settings.tree, households, seed, quiet=as_json)
    mark_whole(services)
    emit(
        {"households": households, "cases": made, "made": True},
        f"若葉市を作りました({households}世帯)",
        as_json=as_json,
    )


def mark_whole(services: Services) -> None:
    """Notes that the city is whole: one whose making was cut short is not mistaken for it."""
    with unit_of_work(services, SYSTEM) as uow:
        counters.start_behind(uow, _WHOLE, 1)
        uow.audit("demo.made", object_kind="installation", object_key="demo")


def make_city(services: Services, tree: Path, households: int, seed: int, *, quiet: bool) -> int:
    """Loads values and procedures, staffs the offices, writes the registers, walks cases to their places."""
    day = services.clock.business_day()
    prepare(services, tree, day)
    load_values(services, operator_caller(), foreseen(read_values(default_directories()), day), origin="demo")
    console = Console(stderr=True, quiet=quiet)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("世帯と台帳", total=households)
        with services.database.read() as conn:
            values = services.values(conn)
        put_registers(services, values, households, seed, day, lambda n: progress.advance(bar, n))
        put_money(services, values, households, seed, day)
        wanted = max(4, min(60, households // 20))
        cases = progress.add_task("途中の案件", total=wanted)
        made = put_cases(services, wanted, seed, day, lambda: progress.advance(cases))
        put_benefits(services, values, operator_caller(), households, seed, day)
        return made


def prepare(services: Services, tree: Path, day: date, titles: Mapping[str, str] = TITLES) -> None:
    """What every installation needs before the first case: values, offices, staff of the demo, procedures by title."""
    load_values(services, operator_caller(), read_values(default_directories()), origin="shipped")
    with services.database.read() as conn:
        values = services.values(conn)
    put_offices(services, values, day)
    opened = day - _OPEN_FOR
    put_staff(services, opened)
    found = gates(tree, titles, services.operators)
    for slug, title in titles.items():
        deploy_procedure(services, operator_caller(), tree, slug, title=title, findings=found[slug], valid_from=opened)


def log_ins() -> str:
    """The demo's log-ins in lines and a household to enrol, for whoever starts the server."""
    lines = [f"  {clerk.user_id:<10} {clerk.name}({clerk.title})" for clerk in CLERKS]
    free = household_to_try()
    to_try = f"  加入を試す世帯は 世帯番号 {free.key} {free.members[0].name}(中央区役所)"
    return "\n".join([*lines, f"  パスワードはすべて {PASSWORD}", to_try])
