"""Holds recorded requests against Discord's own OpenAPI description of its API."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.wire.entities import Json
from tests.wire.rest import Request

BASE = "urn:discord:openapi"
VARIABLE = "DISCORD_OPENAPI"
# Bit sets that discord.py sends as decimal strings, as Discord's guide asks for.
BIT_SETS = frozenset(("allow", "deny", "permissions"))


def openapi_path() -> Path:
    """Where the description is: DISCORD_OPENAPI, or beside the checkout."""
    beside = Path(__file__).resolve().parents[2] / "../shared/discord-openapi/openapi.json"
    return Path(os.environ.get(VARIABLE) or beside).resolve()


def checker_or_skip(path: Path, *, ci: bool) -> RequestChecker:
    """The checker for this file; without the file the test skips, or in CI fails."""
    if not path.is_file():
        reason = f"Discord's OpenAPI description is not there; set {VARIABLE} to its path"
        if ci:
            pytest.fail(reason)
        pytest.skip(reason)
    return RequestChecker.load(path)


class RequestChecker:
    """Says in plain words what is wrong with a request."""

    def __init__(self, document: Json) -> None:
        normal = _normalised(document)
        resource = DRAFT202012.create_resource(normal)
        self._registry: Registry[Any] = Registry().with_resource(BASE, resource)
        self._paths: Json = normal["paths"]
        self._templates = sorted(
            ((t.split("/")[1:], t) for t in self._paths),
            key=lambda entry: [s.startswith("{") for s in entry[0]],
        )
        self._validators: dict[tuple[str, str], Validator | None] = {}

    @classmethod
    @cache
    def load(cls, path: Path) -> RequestChecker:
        """The checker for a description on disk; read and compiled once."""
        return cls(orjson.loads(path.read_bytes()))

    def problems(self, requests: Iterable[Request]) -> list[str]:
        """All that is wrong with these requests; empty when all is well."""
        return [problem for request in requests for problem in self.check(request)]

    def check(self, request: Request) -> list[str]:
        """What is wrong with one request."""
        template = self._template(request.path)
        if template is None:
            return [f"{request.method} {request.path}: Discord has no such path"]
        where = f"{request.method} {template}"
        item: Json = self._paths[template]
        operation = item.get(request.method.lower())
        if operation is None:
            return [f"{where}: Discord has no such method here"]
        found = self._query_problems(request, item, operation)
        found += self._body_problems(request, template, operation)
        return [f"{where}: {problem}" for problem in found]

    def _template(self, path: str) -> str | None:
        segments = path.split("/")[1:]
        for wanted, template in self._templates:
            if len(wanted) == len(segments) and all(
                w == s or (w.startswith("{") and self._fits(w, s))
                for w, s in zip(wanted, segments, strict=True)
            ):
                return template
        return None

    @staticmethod
    def _fits(placeholder: str, segment: str) -> bool:
        """Whether a segment can stand for a placeholder; most are snowflakes."""
        is_id = placeholder.endswith("_id}") and "instance" not in placeholder
        return segment.isdecimal() if is_id else bool(segment)

    def _query_problems(self, request: Request, item: Json, operation: Json) -> list[str]:
        parameters = item.get("parameters", []) + operation.get("parameters", [])
        known = {p["name"]: p for p in parameters if p["in"] == "query"}
        found = [f"unknown query argument {name!r}" for name in set(request.query) - set(known)]
        for name, parameter in known.items():
            if name not in request.query:
                if parameter.get("required"):
                    found.append(f"query argument {name!r} is missing")
                continue
            validator = self._validator(parameter["schema"])
            raw = request.query[name]
            if not any(validator.is_valid(value) for value in _readings(raw)):
                found.append(f"query argument {name!r} cannot be {raw!r}")
        return found

    def _body_problems(self, request: Request, template: str, operation: Json) -> list[str]:
        wanted = operation.get("requestBody")
        if wanted is None:
            return ["no body belongs here"] if request.body not in (None, {}) else []
        if request.body is None:
            missing = wanted.get("required") and not request.uploads
            return ["the body is missing"] if missing else []
        content = wanted["content"]
        if request.multipart and "multipart/form-data" not in content:
            return ["files cannot be sent here"]
        key = (template, request.method)
        if key not in self._validators:
            media = content.get("application/json") or content.get("multipart/form-data")
            self._validators[key] = self._validator(media["schema"]) if media else None
        validator = self._validators[key]
        if validator is None:
            return ["no JSON body belongs here"]
        return [_words(error) for error in validator.iter_errors(request.body)]

    def _validator(self, schema: Json) -> Validator:
        return Draft202012Validator(schema, registry=self._registry)


def _readings(raw: str) -> list[Any]:
    """What the text of a query argument may stand for."""
    values: list[Any] = [raw, raw.split(",")]
    if raw.lstrip("-").isdecimal():
        values.append(int(raw))
    if raw.lower() in ("0", "1", "true", "false"):
        values.append(raw.lower() in ("1", "true"))
    return values


def _normalised(node: Any, name: str = "") -> Any:
    """The description with its known looseness put right; see the README beside it."""
    if isinstance(node, list):
        return [_normalised(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    out: Json = {}
    for key, value in node.items():
        if key == "$ref" and isinstance(value, str):
            out[key] = BASE + value
        elif key == "properties":
            out[key] = {k: _normalised(v, k) for k, v in value.items()}
        else:
            out[key] = _normalised(value, key)
    if name == "SnowflakeType":
        out["type"] = ["string", "integer"]
    elif name in BIT_SETS and "integer" in out.get("type", ()):
        return {"anyOf": [out, {"type": "string", "pattern": "^[0-9]+$"}]}
    return out


def _words(error: ValidationError) -> str:
    """One sentence about the innermost fault, past the shapes that were not meant."""
    while error.context:
        branches: dict[object, list[ValidationError]] = {}
        for inner in error.context:
            branches.setdefault(inner.relative_schema_path[0], []).append(inner)
        meant = [b for b in branches.values() if not any(_other_shape(e) for e in b)]
        error = min(meant or branches.values(), key=len)[0]
    place = error.json_path.removeprefix("$").removeprefix(".") or "body"
    message = error.message
    if len(message) > 300:
        message = f"{message[:100]} … {message[-150:]}"  # the end says what is wrong
    return f"{place}: {message}"


def _other_shape(error: ValidationError) -> bool:
    """Whether this error only says that another member of a union was meant."""
    path = list(error.relative_path)
    if error.validator == "type" and not path:
        return True
    return path == ["type"] and error.validator in ("enum", "const", "anyOf", "allOf")
