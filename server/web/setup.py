"""Putting the screens on a Flask app (画面の組立て): log-in, forms' tokens, languages, look, errors, addresses."""

from __future__ import annotations

from typing import cast

from babel.support import Translations
from flask import Flask, g
from flask_babel import Babel, get_translations
from flask_wtf.csrf import CSRFProtect
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from server.casework.services import Services
from server.web.access import language, register_login
from server.web.errors import register_errors
from server.web.look import STATIC, TEMPLATES, TRANSLATIONS, register_look
from server.web.routes import BLUEPRINTS

_MEGABYTE = 1_000_000
_LARGEST_BODY = 24 * _MEGABYTE  # one scan of the largest size with its form; the use case judges the scan itself
_MOST_FIELDS = 4000


class _Compiled(BytecodeCache):
    """Templates as compiled code, kept by the process: a second app in it (after a change of settings, in tests) reads
    none anew. A template that changed on disk has another checksum and is compiled again.
    """

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def web_app(services: Services, *, secrets: tuple[bytes, ...], secure_cookies: bool) -> tuple[Flask, CSRFProtect]:
    """The app with all screens; `secrets` sign its cookies, the first one now, the others earlier ones."""
    app = Flask("kokuho", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.jinja_options = {**app.jinja_options, "bytecode_cache": _COMPILED}
    app.config.update(
        SECRET_KEY=secrets[0],
        SECRET_KEY_FALLBACKS=list(secrets[1:]),
        SESSION_COOKIE_NAME="kokuho",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure_cookies,
        MAX_CONTENT_LENGTH=_LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=_MEGABYTE,
        MAX_FORM_PARTS=_MOST_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open as long as its session lives
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
        BABEL_DEFAULT_TIMEZONE="Asia/Tokyo",
    )
    app.extensions["kokuho"] = services
    Babel(app, default_locale="ja", locale_selector=language)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension that Babel brings
        lambda words: _words().ugettext(words),
        lambda one, many, n: _words().ungettext(one, many, n),
        newstyle=True,
    )
    csrf = CSRFProtect(app)
    register_login(app)
    register_look(app)
    register_errors(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app, csrf


def _words() -> Translations:
    """The words of this request's language, looked up once: a page asks for some hundreds of them."""
    if "words" not in g:
        g.words = get_translations()
    return cast(Translations, g.words)
