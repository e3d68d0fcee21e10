"""`kokuho serve`: screens, API and the clock.

One process does all by itself. With `KOKUHO_WORKERS` above 1, so many answer on one port and one more keeps the clock
and prints, so that no clerk waits for a letter of another; whoever asks for a letter rings the bell of that one.
"""

from __future__ import annotations

import signal
from importlib import import_module
from socket import socket
from threading import Event
from typing import NoReturn

import click
from waitress.server import create_server

from server.cli.demo import log_ins
from server.cli.workers import Bell, Workers, listening
from server.settings import Settings, read_settings
from server.wiring import wire


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="既定は KOKUHO_PORT、なければ8080")
def serve(port: int | None) -> int:
    """画面とAPIを出す。Ctrl+C で終わる / serve screens and API until Ctrl+C."""
    settings = read_settings()
    address = settings.public_url if port is None else f"http://localhost:{port}"
    door = _door(settings.host, port or settings.port)
    if settings.workers == 1:
        _serve(settings, door, address)
        return 0
    import_module("server.app")  # once for all: a worker that replaces another begins at once
    wire(settings).database.dispose()  # schema and keys stand before the first worker; no connection is shared
    _tell(settings, address)
    bell = Bell()
    web = [lambda: _serve(settings, door, None, bell)] * settings.workers
    return Workers([*web, lambda: _keep_clock(settings, door, bell)]).run()


def _door(host: str, port: int) -> socket:
    try:
        return listening(host, port)
    except OSError as fault:
        raise click.ClickException(f"{host}:{port}: {fault.strerror} / 開けません") from fault


def _serve(settings: Settings, door: socket, address: str | None, bell: Bell | None = None) -> None:
    """One process of the web server, until SIGTERM or Ctrl+C; without a bell elsewhere it keeps the clock too."""
    signal.signal(signal.SIGTERM, _interrupt)
    app, clock = import_module("server.app").create(settings, bell or Event())
    server = create_server(
        app,
        sockets=[door],
        threads=settings.threads,
        # The app refuses a body beyond its own limit in words; far beyond it nothing is even put by.
        max_request_body_size=2 * app.config["MAX_CONTENT_LENGTH"],
    )
    if bell is None:
        clock.start()
    if address is not None:
        _tell(settings, address)
    try:
        server.run()  # requests under way are answered before it returns
    finally:
        if bell is None:
            click.echo("終わります")
            clock.stop()
        server.close()


def _keep_clock(settings: Settings, door: socket, bell: Bell) -> None:
    """The process of the clock and the printer, until SIGTERM or Ctrl+C."""
    signal.signal(signal.SIGTERM, _interrupt)
    door.close()
    wanted = Event()
    clock = import_module("server.app").create_clock(settings, wanted)
    bell.ring_for(wanted)
    clock.start()
    try:
        signal.pause()
    finally:
        click.echo("終わります")
        clock.stop()


def _tell(settings: Settings, address: str) -> None:
    click.echo(f"{address} で動いています。Ctrl+C で終わります")
    if settings.is_demo:
        click.echo("試しの利用者:\n" + log_ins())


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
