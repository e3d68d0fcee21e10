"""The gallery: every page template with invented data in a tiny Flask app, for tests of the look alone.

Run `python -m tests.web.gallery` to look at it. `/page/<name>` shows a page, `?lang=en` the English one,
`?density=standard` the wider rows, `?training=1` the training line, `?moved=1` a moved business date.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from flask import Flask, Response, render_template, request
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from server.web.frame import Frame, Habits, Person, Place
from server.web.look import STATIC, TEMPLATES, TRANSLATIONS, framed, register_look
from tests.web import gallery_pages

NOW = datetime(2026, 11, 18, 1, 42, tzinfo=UTC)


def lang() -> str:
    return "en" if request.args.get("lang") == "en" else "ja"


def frame_of(name: str) -> Frame:
    """A frame with the places of the page's own sample."""
    arg = request.args
    places = tuple(Place(one, f"/page/{one}", count) for one, count in gallery_pages.places_of(name))
    return Frame(
        language="en" if lang() == "en" else "ja",
        now=NOW,
        business_date=date(2026, 11, 18),
        home_url="/",
        here=gallery_pages.HERE.get(name, "inbox"),
        places=places,
        person=None if name in gallery_pages.BARE else Person(*gallery_pages.person_of(name)),
        habits=Habits(
            density="standard" if arg.get("density") == "standard" or name in gallery_pages.BARE else "dense",
            text_size=200 if arg.get("text") == "200" else 100,
            letters=arg.get("letters") != "off",
            counter_mode="counter" in arg,
        ),
        date_moved="moved" in arg,
        training="training" in arg,
        search_url="/search",
        counts_url="/counts",
        echo_url="/echo",
        postcode_url="/postcode",
        settings_url="/page/settings",
        logout_url="/logout",
        counter_mode_url="/counter-mode",
        language_url="?lang=ja" if lang() == "en" else "?lang=en",
        set_aside=2 if name == "inbox" else 0,
        set_aside_url="/aside",
    )


def create_gallery() -> Flask:
    """The app; pages by name under `/page/`."""
    app = Flask("gallery", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.config.update(
        SECRET_KEY="gallery", BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS), WTF_CSRF_CHECK_DEFAULT=False
    )
    Babel(app, default_locale="ja", locale_selector=lang)
    CSRFProtect(app)
    register_look(app)
    _add_routes(app)
    return app


def _add_routes(app: Flask) -> None:
    @app.get("/page/<name>")
    def page(name: str) -> str:
        template, context = gallery_pages.page(name, "en" if lang() == "en" else "ja")
        return render_template(template, frame=frame_of(name), **context)

    @app.post("/post/<name>")
    def post(name: str) -> Any:
        if name == "draft":
            return {"saved_at": "10:43"}
        template, context = gallery_pages.page(name, "ja", posted=request.form)
        return render_template(template, frame=frame_of(name), **context)

    @app.get("/echo")
    def echo() -> dict[str, str]:
        return {"echo": f"2026-10-31(土) {request.args['text']}"}

    @app.get("/postcode")
    def postcode() -> dict[str, str]:
        return {"whole": "東京都新宿区新宿", "prefecture": "東京都", "city": "新宿区", "town": "新宿"}

    @app.get("/counts")
    def counts() -> str:
        return render_template("base.html", frame=frame_of("inbox"))

    @app.get("/file/<name>")
    def file(name: str) -> Response:
        body, kind = gallery_pages.file(name)
        return framed(Response(body, mimetype=kind))


if __name__ == "__main__":
    create_gallery().run(port=8099)
