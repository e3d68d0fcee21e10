"""The whole server in one process (全体の組立て): screens, API and the clock over the same tools."""

from __future__ import annotations

from threading import Event

from flask import Flask

from server.api import blueprint
from server.casework.services import Services
from server.clock import Clock
from server.jobs.clockwork import Clockwork, clockwork
from server.keys import load_keys
from server.settings import Settings
from server.web.setup import web_app
from server.wiring import wire


def create(settings: Settings, letters_wanted: Event, *, clock: Clock | None = None) -> tuple[Flask, Clockwork]:
    """The app and the clock of this process; `letters_wanted` wakes the printer as soon as a letter is asked for."""
    services = wire(settings, clock=clock, wake_printer=letters_wanted.set)
    keys = load_keys(settings.keys, create=settings.is_demo)
    app = assemble(services, secrets=keys.session, secure_cookies=settings.secure_cookies)
    return app, clockwork(services, settings.data, letters_wanted)


def create_clock(settings: Settings, letters_wanted: Event) -> Clockwork:
    """The clock alone, for a process that answers nobody."""
    return clockwork(wire(settings, wake_printer=letters_wanted.set), settings.data, letters_wanted)


def assemble(services: Services, *, secrets: tuple[bytes, ...], secure_cookies: bool) -> Flask:
    """Screens and API over tools that stand."""
    app, csrf = web_app(services, secrets=secrets, secure_cookies=secure_cookies)
    api = blueprint(services)
    csrf.exempt(api)  # its callers bring a token of their own and no cookie
    app.register_blueprint(api)
    return app
