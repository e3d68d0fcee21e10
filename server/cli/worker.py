"""`kokuho worker` and `kokuho scheduler`: the parts of the night in processes of their own (PostgreSQL)."""

from __future__ import annotations

import signal
from importlib import import_module
from threading import Event
from typing import NoReturn

import click

from server.cli.tools import open_installation
from server.settings import read_settings


@click.command()
@click.option("--until-empty", is_flag=True, help="行列が空になったら終わる / end when nothing waits")
def worker(until_empty: bool) -> None:
    """行列の仕事をする(PostgreSQL)。Ctrl+C で終わる / take up the queue's jobs until Ctrl+C."""
    _, services = open_installation()
    if services.database.is_sqlite:
        raise click.ClickException("SQLite には行列がありません。時計がすべて行います / SQLite has no queue")
    queue = import_module("server.jobs.queue")
    if until_empty:
        queue.work_until_empty(services)
        return
    working = queue.QueueWorker(services)
    working.start()
    _wait()
    working.stop()


@click.command()
def scheduler() -> None:
    """時計だけを動かす。Ctrl+C で終わる / keep the clock alone until Ctrl+C."""
    clock = import_module("server.app").create_clock(read_settings(), Event())
    clock.start()
    _wait()
    clock.stop()


def _wait() -> None:
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        signal.pause()
    except KeyboardInterrupt:
        click.echo("終わります")


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
