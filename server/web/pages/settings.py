"""One's own settings and password (設定)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from server.casework.callers import Caller


def settings_context(caller: Caller, *, demo: bool, day: str = "", error: str | None = None) -> dict[str, Any]:
    """The context of `settings.html`; in the demo with the clock (`day` and `error` as typed before)."""
    chosen = caller.settings
    return {
        "action": url_for("own.save"),
        "values": {
            "density": chosen.get("density", "standard"),
            "text_size": chosen.get("text_size", 100),
            "letters": chosen.get("letters", True),
            "enter_next": chosen.get("enter_next", True),
            "language": caller.lang,
        },
        "password_url": url_for("own.password"),
        "clock": {"action": url_for("own.move_clock"), "day": day, "error": error} if demo else None,
    }


def password_context(errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The context of `password.html`."""
    return {"action": url_for("own.new_password"), "errors": dict(errors or {}), "back_url": url_for("own.settings")}
