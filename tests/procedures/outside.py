"""The office from outside (外から見た事務): the API as a linked system or a script calls it, with a token of its own.

Every answer is held against the API's own description, so that the description cannot drift from what it describes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from server.api import blueprint
from server.api.blueprint import PREFIX
from server.api.openapi import openapi
from server.casework.issue_token import issue_token
from server.casework.linked_systems import register_system
from server.domain.effects import JSON
from tests.world import World

DAYS = 3650


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; `code` is the refusal's."""

    status: int
    body: Any
    content: bytes
    headers: Mapping[str, str]

    @property
    def code(self) -> str | None:
        return self.body.get("code") if isinstance(self.body, dict) else None

    def done(self) -> dict[str, Any]:
        """The body of what was done; fails with the words of the refusal when it was not."""
        assert self.status < 300, self.body
        found: dict[str, Any] = self.body
        return found


@dataclass
class Api:
    """Calls by members of staff, each with a token of his own, made at the first call."""

    city: World
    app: Flask = field(init=False)
    client: FlaskClient = field(init=False)
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.app = Flask("kokuho")
        self.app.register_blueprint(blueprint(self.city.services))
        self.client = self.app.test_client()

    def token(self, user_id: str) -> str:
        if user_id not in self.tokens:
            officer = self.city.caller("hayakawa")
            self.tokens[user_id] = issue_token(self.city.services, officer, user_id, label="test", days=DAYS)
        return self.tokens[user_id]

    def get(self, by: str, path: str, **query: str) -> Reply:
        return self.call("GET", path, self._headers(by), query_string=query)

    def post(self, by: str, path: str, body: JSON = None, key: str | None = None) -> Reply:
        headers = self._headers(by) | ({} if key is None else {"Idempotency-Key": key})
        return self.call("POST", path, headers, **({} if body is None else {"json": body}))

    def call(self, method: str, path: str, headers: Mapping[str, str], **more: Any) -> Reply:
        """Any call; the answer must be one that the description tells of."""
        with self.app.test_client() as client:
            response = client.open(PREFIX + path, method=method, headers=dict(headers), **more)
            body = response.get_json() if response.is_json else None
            reply = Reply(response.status_code, body, response.data, dict(response.headers))
            response.close()
        assert_described(method, path, reply)
        return reply

    def start(self, household: str | None = "single", by: str = "saeki", **changes: JSON) -> str:
        """受付; the case's id."""
        data = self.city.answers_start(household, **changes)
        return str(self.post(by, "/cases", {"procedure": "enrolment", "data": data}).done()["case_id"])

    def complete(self, case_id: str, element: str, answers: Mapping[str, JSON], by: str) -> Reply:
        """One person hands in the answers to the open task of an element."""
        task = self.city.open_task(case_id, element)
        return self.post(by, f"/tasks/{task.task_id}/complete", {"answers": dict(answers)})

    def identified(self, household: str = "single", by: str = "saeki", **changes: JSON) -> str:
        """受付 and 本人確認; the case's id."""
        case_id = self.start(household, by)
        self.complete(case_id, "check_identity", self.city.answers_identity(**changes), by).done()
        return case_id

    def entered(self, household: str = "single", by: str = "saeki", **changes: JSON) -> str:
        """… and 入力; the case's id."""
        case_id = self.identified(household, by)
        self.complete(case_id, "enter", self.city.answers_enter(household, **changes), by).done()
        return case_id

    def check(self, case_id: str, result: str = "agree", by: str = "okamura") -> Reply:
        """照合."""
        return self.complete(case_id, "check", self.city.answers_check(case_id, result), by)

    def decide(self, case_id: str, result: str = "approve", by: str = "kuroda") -> Reply:
        """決裁."""
        return self.complete(case_id, "decide", self.city.answers_decide(result), by)

    def _headers(self, by: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(by)}"}

    def system(self, system_id: str, *allowed: str, office: str = "hq", days: int = 365) -> None:
        """A linked system with its grants, ready to call by its ID."""
        officer, until = self.city.caller("hayakawa"), self.city.clock.business_day() + timedelta(days=days)
        register_system(
            self.city.services,
            officer,
            system_id,
            name="試しの連携",
            office=office,
            allowed=allowed,
            until=until,
            requested_by="sakai",
        )


@cache
def description() -> dict[str, Any]:
    """What the API says of itself."""
    return openapi(PREFIX)


def operation_of(method: str, path: str) -> dict[str, Any] | None:
    """The described operation behind an address."""
    for template, item in description()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            found: dict[str, Any] | None = item.get(method.lower())
            return found
    return None


def assert_described(method: str, path: str, reply: Reply) -> None:
    """Fails when the answer is none of those that the description promises."""
    operation = operation_of(method, path.partition("?")[0])
    if operation is None:
        assert reply.status in (401, 404, 405), f"{method} {path} is served, but not described"
        return
    assert str(reply.status) in operation["responses"], f"{method} {path} answers {reply.status}: {reply.body}"
    content = operation["responses"][str(reply.status)]["content"]
    (media,) = [one for one in content if reply.headers["Content-Type"].startswith(one)]
    if reply.body is not None:
        schema = content[media]["schema"]
        wrong = [error.message for error in validator_of(schema).iter_errors(reply.body)]
        assert wrong == [], f"{method} {path}: {wrong}"


def validator_of(schema: dict[str, Any]) -> Draft202012Validator:
    """A validator that finds the description's own components."""
    return Draft202012Validator({**schema, "components": description()["components"]})
