"""The calls of the API as a collection for Postman (v2.1, which Bruno reads as well), made from their description."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

FORM = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
ADDRESS, KEY, TOKEN = "address", "key", "token"
_METHODS = ("get", "post", "put", "patch", "delete")
_SAMPLES: Mapping[str, Any] = {"string": "", "integer": 1, "number": 1.0, "boolean": False, "null": None}
_DEEPEST = 6  # a shape within a shape within a shape
Json = Mapping[str, Any]


def collection(described: Json, *, address: str) -> dict[str, Any]:
    """Return the collection of all operations ``described`` (OpenAPI 3) has, for the server at ``address``.

    Variables hold the address and the keys; what a call may do without is there, switched off.
    """
    folders: dict[str, list[dict[str, Any]]] = {}
    for method, path, operation in operations(described):
        folders.setdefault(operation["tags"][0], []).append(_item(described, method, path, operation))
    values = {ADDRESS: address, KEY: "", TOKEN: ""}
    info = described["info"]
    return {
        "info": {"name": info["title"], "version": info["version"], "schema": FORM},
        "item": [{"name": name, "item": items} for name, items in folders.items()],
        "variable": [{"key": name, "value": value} for name, value in values.items()],
    }


def operations(described: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield method, path and operation of everything that is described."""
    for path, item in described["paths"].items():
        for method in _METHODS:
            if method in item:
                yield method, path, item[method]


def _item(described: Json, method: str, path: str, operation: Json) -> dict[str, Any]:
    words = operation.get("description", "")
    parameters = operation.get("parameters", ())
    request: dict[str, Any] = {
        "method": method.upper(),
        "url": _url(path, parameters),
        "header": [*_authorization(operation), *(_field(one) for one in parameters if one["in"] == "header")],
        "auth": {"type": "noauth"},
        "description": words,
    }
    if body := _body(described, operation):
        request["body"] = body
    return {
        "name": words.split("\n")[0] or operation["operationId"],
        "id": operation["operationId"],
        "request": request,
    }


def _url(path: str, parameters: Any) -> dict[str, Any]:
    parts = [part.replace("{", ":").replace("}", "") for part in path.strip("/").split("/")]
    return {
        "raw": "/".join([f"{{{{{ADDRESS}}}}}", *parts]),
        "host": [f"{{{{{ADDRESS}}}}}"],
        "path": parts,
        "query": [_field(one) for one in parameters if one["in"] == "query"],
        "variable": [{"key": one["name"], "value": ""} for one in parameters if one["in"] == "path"],
    }


def _field(parameter: Json) -> dict[str, Any]:
    is_needed = bool(parameter.get("required"))
    return {
        "key": parameter["name"],
        "value": str(_sample({}, parameter["schema"])) if is_needed else "",
        "description": parameter.get("description", ""),
        "disabled": not is_needed,
    }


def _authorization(operation: Json) -> list[dict[str, Any]]:
    """Return the header that opens the operation; switched off where it opens without."""
    names = {name for one in operation.get("security", ()) for name in one}
    is_open = {} in operation.get("security", ({},))
    value = f"Token {{{{{TOKEN}}}}}" if "tokenAuth" in names else f"Bearer {{{{{KEY}}}}}"
    return [{"key": "Authorization", "value": value, "disabled": is_open}] if names else []


def _body(described: Json, operation: Json) -> dict[str, Any] | None:
    kinds = operation.get("requestBody", {}).get("content", {})
    if "application/json" in kinds:
        content = kinds["application/json"]
        given = next((one["value"] for one in content.get("examples", {}).values()), None)
        sample = _sample(described, content["schema"]) if given is None else given
        text = json.dumps(sample, ensure_ascii=False, indent=2)
        return {"mode": "raw", "raw": text, "options": {"raw": {"language": "json"}}}
    for content in kinds.values():
        return {"mode": "formdata", "formdata": list(_form(described, content["schema"]))}
    return None


def _form(described: Json, schema: Json) -> Iterator[dict[str, Any]]:
    shape = _resolved(described, schema)
    for name, one in shape["properties"].items():
        is_file = one.get("format") == "binary"
        yield {"key": name, "type": "file", "src": []} if is_file else {"key": name, "type": "text", "value": ""}


def _sample(described: Json, schema: Json, depth: int = 0) -> Any:
    """Return the least that has the shape of ``schema``."""
    shape = _resolved(described, schema)
    if "examples" in shape or "enum" in shape:
        return (shape.get("examples") or shape["enum"])[0]
    kind = shape.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if depth > _DEEPEST:
        return None
    if kind == "array":
        return [_sample(described, shape["items"], depth + 1)] * shape.get("minItems", 1)
    if kind != "object":
        return shape.get("minimum", _SAMPLES[kind])
    needed = shape.get("required", ())
    return {name: _sample(described, shape["properties"][name], depth + 1) for name in needed}


def _resolved(described: Json, schema: Json) -> Json:
    """Return the shape behind a reference, or behind the first of several."""
    found = schema
    while "$ref" in found or "allOf" in found or "oneOf" in found:
        if "$ref" in found:
            found = described["components"]["schemas"][found["$ref"].rpartition("/")[2]]
        else:
            found = (found.get("allOf") or found["oneOf"])[0]
    return found
