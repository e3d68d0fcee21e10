"""A clerk at a browser without scripts (スクリプトのない画面): opens pages, fills in forms, presses buttons."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import lxml.html
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.cli.demo_city.staff import PASSWORD


@dataclass(frozen=True)
class Screen:
    """One page as it was answered."""

    answer: TestResponse

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def text(self) -> str:
        return self.answer.text

    @property
    def page(self) -> Any:
        """The page as a tree."""
        return lxml.html.fromstring(self.answer.text)

    @property
    def title(self) -> str:
        """The name at the top of the page."""
        found = self.page.xpath("//h1")
        return "" if not found else " ".join(found[0].text_content().split())

    @property
    def words(self) -> str:
        """All words of the page, in one line."""
        return " ".join(self.page.text_content().split())

    @property
    def path(self) -> str:
        """The address without host and query."""
        return self.answer.request.path

    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return [" ".join(one.text_content().split()) for one in self.page.xpath("//*[@id='errors']//li")]

    def links(self, text: str) -> list[str]:
        """The addresses behind links with this text."""
        return [a.get("href") for a in self.page.xpath("//a[@href]") if text in " ".join(a.text_content().split())]

    def form(self, name: str = "form") -> Any:
        """The one form with this id or this address."""
        (found,) = [one for one in self.page.xpath("//form") if name in (one.get("id"), one.get("action"))]
        return found

    def fields(self, form: str = "form") -> dict[str, list[str]]:
        """What the form would send if nothing were changed; buttons left out."""
        return sent_by(self.form(form))

    def action(self, form: str = "form") -> str:
        """Where the form goes."""
        return str(self.form(form).get("action"))


class Clerk:
    """A person at work; `with_token=False` sends forms without their token."""

    def __init__(self, app: Flask, user_id: str | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        if user_id is not None:
            assert self.log_in(user_id).status == 200

    def log_in(self, user_id: str, password: str = PASSWORD) -> Screen:
        """Logs in and follows to the first page."""
        page = self.open("/login")
        return self.send(page, "/login", login=user_id, password=password)

    def open(self, address: str, **headers: str) -> Screen:
        """Opens a page, following where it leads."""
        return Screen(self.client.get(address, follow_redirects=True, headers=headers))

    def send(self, screen: Screen, form: str = "form", /, act: str | None = None, **changes: Any) -> Screen:
        """Sends the form of a page with changed fields (a list for several values, None to leave one out)."""
        data: dict[str, Any] = dict(screen.fields(form))
        for name, value in changes.items():
            if value is None:
                data.pop(name, None)
            else:
                data[name] = value
        if act is not None:
            data["_act"] = act
        return self.post(screen.action(form), data)

    def post(self, address: str, data: Mapping[str, Any]) -> Screen:
        """Posts and follows to the page after it."""
        return Screen(self.client.post(address, data=dict(data), follow_redirects=True))

    def press(self, screen: Screen, label: str) -> Screen:
        """Presses a button that has a form of its own."""
        for form in screen.page.xpath("//form[@method='post']"):
            for button in form.xpath(".//button"):
                if " ".join(button.text_content().split()).startswith(label):
                    return self.post(form.get("action"), sent_by(form))
        raise AssertionError(f"no button {label}")


def sent_by(form: Any) -> dict[str, list[str]]:
    """The names and values a browser would send with a form, buttons left out."""
    sent: dict[str, list[str]] = {}
    for field in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        for value in _values(field):
            sent.setdefault(field.get("name"), []).append(value)
    return sent


def _values(field: Any) -> list[str]:
    if field.tag == "textarea":
        return [(field.text or "").removeprefix("\n")]
    if field.tag == "select":
        chosen = field.xpath("./option[@selected]") or field.xpath("./option[1]")
        return [option.get("value", "") for option in chosen]
    kind = field.get("type", "text")
    if kind == "file" or (kind in ("checkbox", "radio") and field.get("checked") is None):
        return []
    return [field.get("value", "on" if kind in ("checkbox", "radio") else "")]


def scan(name: str = "届書.pdf", content: bytes = b"") -> tuple[io.BytesIO, str]:
    """A scan as a form sends it."""
    return io.BytesIO(content), name
