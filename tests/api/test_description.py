"""The API tells of itself what it does: every address, body, answer and refusal, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from server.api.blueprint import DESCRIPTION, PREFIX
from tests.procedures.outside import Api, description, validator_of

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
OPENAPI_SHAPE: dict[str, Any] = {
    "type": "object",
    "required": ["openapi", "info", "paths"],
    "additionalProperties": False,
    "properties": {
        "openapi": {"type": "string", "pattern": r"^3\.1\.\d+$"},
        "info": {"type": "object", "required": ["title", "version"]},
        "jsonSchemaDialect": {"type": "string", "format": "uri"},
        "servers": {"type": "array", "items": {"type": "object", "required": ["url"]}},
        "security": {"$ref": "#/$defs/security"},
        "components": {
            "type": "object",
            "properties": {
                "schemas": {"type": "object", "propertyNames": {"pattern": r"^[a-zA-Z0-9._-]+$"}},
                "securitySchemes": {"type": "object", "additionalProperties": {"required": ["type"]}},
            },
            "additionalProperties": False,
        },
        "paths": {
            "type": "object",
            "propertyNames": {"pattern": "^/"},
            "additionalProperties": {
                "type": "object",
                "properties": {
                    "parameters": {"$ref": "#/$defs/parameters"},
                    **{method: {"$ref": "#/$defs/operation"} for method in METHODS},
                },
                "additionalProperties": False,
            },
        },
    },
    "$defs": {
        "security": {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "array"}}},
        "parameters": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "in", "schema"],
                "properties": {"in": {"enum": ["path", "query", "header", "cookie"]}, "required": {"type": "boolean"}},
                "if": {"properties": {"in": {"const": "path"}}},
                "then": {"required": ["required"], "properties": {"required": {"const": True}}},
            },
        },
        "content": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "object", "required": ["schema"]},
        },
        "operation": {
            "type": "object",
            "required": ["operationId", "summary", "responses"],
            "additionalProperties": False,
            "properties": {
                "operationId": {"type": "string", "pattern": "^[a-z][A-Za-z]+$"},
                "summary": {"type": "string", "minLength": 3},
                "security": {"$ref": "#/$defs/security"},
                "parameters": {"$ref": "#/$defs/parameters"},
                "requestBody": {
                    "type": "object",
                    "required": ["content", "required"],
                    "properties": {"content": {"$ref": "#/$defs/content"}},
                },
                "responses": {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": {"pattern": "^[1-5][0-9]{2}$"},
                    "additionalProperties": {
                        "type": "object",
                        "required": ["description", "content"],
                        "properties": {
                            "description": {"type": "string", "minLength": 3},
                            "content": {"$ref": "#/$defs/content"},
                        },
                    },
                },
            },
        },
    },
}


def routes(app: Flask) -> set[tuple[str, str]]:
    """Method and described address of everything that the blueprint serves."""
    found = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix(PREFIX))
            found |= {(method, path) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return found


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in description()["paths"].items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method]


def schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Every schema of the description."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "schema" and isinstance(value, dict) and "type" not in node:
                yield value
            yield from schemas(value)
    elif isinstance(node, list):
        for item in node:
            yield from schemas(item)


def test_the_description_is_openapi_3_1() -> None:
    Draft202012Validator.check_schema(OPENAPI_SHAPE)
    wrong = [
        f"{error.json_path}: {error.message}"
        for error in Draft202012Validator(OPENAPI_SHAPE).iter_errors(description())
    ]
    assert wrong == []


def test_every_schema_of_the_description_is_one_and_finds_what_it_names() -> None:
    for schema in [*schemas(description()["paths"]), *description()["components"]["schemas"].values()]:
        Draft202012Validator.check_schema(schema)
        list(validator_of(schema).iter_errors({}))  # an unknown name raises here


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(names) == len(set(names))


def test_every_address_is_described_and_every_described_one_is_served(town_api: Api) -> None:
    assert routes(town_api.app) == {(method, path) for method, path, _ in operations()}


def test_every_parameter_of_an_address_is_described() -> None:
    for path, item in description()["paths"].items():
        named = {one["name"] for one in item.get("parameters", []) if one["in"] == "path"}
        assert named == set(re.findall(r"\{(\w+)\}", path))


def test_every_address_but_the_description_asks_for_a_token(town_api: Api) -> None:
    for method, path, operation in operations():
        reply = town_api.call(method, re.sub(r"\{\w+\}", "0" * 32, path), {})
        if operation["operationId"] == DESCRIPTION.removeprefix("api."):
            assert reply.status == 200
            assert reply.body == description()
        else:
            assert (reply.status, reply.code) == (401, "token_invalid"), path
            assert reply.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD"])
def test_asking_what_an_address_can_do_needs_a_token_too(town_api: Api, method: str) -> None:
    with town_api.app.test_client() as client:
        assert client.open(f"{PREFIX}/tasks", method=method).status_code == 401
