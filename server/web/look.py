"""Registers the look on a Flask app: templates' filters and globals, vendored files, the strict headers (画面の下地).

Flask-Babel is initialised by whoever builds the app (it knows the person's language); this module only adds to it.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, request

from server.web import wording
from server.web.catalogue import compile_catalogues
from server.web.vendor import asset_url, vendor, vendor_url

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
TRANSLATIONS = HERE / "translations"

#: Nothing from outside, nothing inline. Previews of PDFs and scans are frames of our own host.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors {ancestors}"
)

FILTERS = (
    wording.anchor,
    wording.clock,
    wording.column_day,
    wording.day_echo,
    wording.era_day,
    wording.full_day,
    wording.long_day,
    wording.number,
    wording.short_day,
    wording.short_stamp,
    wording.unbroken,
    wording.weekday,
    wording.yen,
)


def register_look(app: Flask) -> None:
    """Adds filters, globals, the `/vendor` blueprint and the headers to `app`. Call once, after Babel's `init_app`."""
    compile_catalogues(TRANSLATIONS)
    for each in FILTERS:
        app.jinja_env.filters[each.__name__] = each
    app.jinja_env.globals.update(vendor_url=vendor_url, asset_url=asset_url, state_word=wording.state_word)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.register_blueprint(vendor)
    app.after_request(add_headers)


def framed(response: Response) -> Response:
    """Marks an answer (a PDF, a scan) that our own pages may show in a frame."""
    response.headers["Content-Security-Policy"] = POLICY.format(ancestors="'self'")
    return response


def add_headers(response: Response) -> Response:
    """The headers of every answer; pages with personal data are never kept by a browser or a proxy."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY.format(ancestors="'none'"))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.endpoint not in ("static", "vendor.file"):
        headers.setdefault("Cache-Control", "no-store")
    return response
