"""`kokuho serve`: the web server with its clock, in one process; more processes and machines on PostgreSQL."""

from __future__ import annotations

import signal
from importlib import import_module
from threading import Event

import click
from waitress.server import create_server

from server.cli.demo import log_ins
from server.settings import read_settings


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="既定は KOKUHO_PORT、なければ8080")
def serve(port: int | None) -> None:
    """画面とAPIを出す。Ctrl+C で終わる / serve screens and API until Ctrl+C."""
    settings = read_settings()
    wanted = Event()
    app, clock = import_module("server.app").create(settings, wanted)
    server = create_server(
        app,
        host=settings.host,
        port=port or settings.port,
        threads=settings.threads,
        # The app refuses a body beyond its own limit in words; far beyond it nothing is even put by.
        max_request_body_size=2 * app.config["MAX_CONTENT_LENGTH"],
    )
    clock.start()
    signal.signal(signal.SIGTERM, lambda *_: server.close())
    address = settings.public_url if port is None else f"http://localhost:{port}"
    click.echo(f"{address} で動いています。Ctrl+C で終わります")
    if settings.is_demo:
        click.echo("試しの利用者:\n" + log_ins())
    try:
        server.run()
    except (KeyboardInterrupt, OSError):
        click.echo("終わります")
    finally:
        clock.stop()
        server.close()
