"""Checks a request against a documented schema: the few words of JSON Schema that the networks' documents use."""

import re
from typing import Any

Schema = dict[str, Any]
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}


def problems(value: Any, schema: Schema, at: str = "$") -> list[str]:
    """What is wrong with it, in words; empty when all is well. Properties that are not named are wrong."""
    kind = TYPES[schema["type"]]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return [f"{at}: expected {schema['type']}, got {type(value).__name__}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value!r} is not one of {schema['enum']}"]
    if kind is str:
        return _text(value, schema, at)
    if kind is list:
        return _list(value, schema, at)
    return _object(value, schema, at) if kind is dict else []


def _text(value: str, schema: Schema, at: str) -> list[str]:
    if len(value) > schema.get("maxLength", len(value)) or len(value) < schema.get("minLength", 0):
        return [f"{at}: {len(value)} characters are not between {schema.get('minLength', 0)} and {schema.get('maxLength')}"]
    if "pattern" in schema and not re.fullmatch(schema["pattern"], value):
        return [f"{at}: {value!r} does not match {schema['pattern']}"]
    return []


def _list(value: list[Any], schema: Schema, at: str) -> list[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        return [f"{at}: {len(value)} items are not between {schema.get('minItems', 0)} and {schema.get('maxItems')}"]
    return [found for index, each in enumerate(value) for found in problems(each, schema["items"], f"{at}[{index}]")]


def _object(value: dict[str, Any], schema: Schema, at: str) -> list[str]:
    known = schema.get("properties", {})
    found = [f"{at}.{name}: is not a property" for name in value if name not in known]
    found += [f"{at}.{name}: is required" for name in schema.get("required", []) if name not in value]
    return found + [each for name, part in known.items() if name in value for each in problems(value[name], part, f"{at}.{name}")]
