"""The grammar as a JSON schema, by which editors complete, explain and check what is written.

Of draft 7, since that is what editors' YAML servers read; pydantic writes 2020-12.
"""

from collections.abc import Mapping
from typing import Any, Final

from flows.compiler.document_merge import INCLUDABLE
from flows.compiler.grammar.service_parts import ServicePart

_DRAFT_7: Final = "http://json-schema.org/draft-07/schema#"
_FROM_ENVIRONMENT: Final = {
    "description": "Filled in from the environment.",
    "type": "string",
    "pattern": r"\$\{",
}


def schema() -> dict[str, Any]:
    """The schema of a root file and of the files it includes."""
    written = _draft_7(ServicePart.model_json_schema())
    written["definitions"]["FromEnvironment"] = _FROM_ENVIRONMENT
    return {"$schema": _DRAFT_7, "title": "Parley flows", **_of_root_and_included(written)}


def _of_root_and_included(written: dict[str, Any]) -> dict[str, Any]:
    """Only a root file has `parley`, and only it must name the brand; its flows may all be in other files."""
    del written["required"], written["definitions"]["BrandPart"]["required"]
    return written | {
        "if": {"required": ["parley"]},
        "then": {"required": ["brand"], "properties": {"brand": {"required": ["name"]}}},
        "else": {
            "propertyNames": {"enum": list(INCLUDABLE)},
            "properties": {"brand": {"propertyNames": {"enum": ["wordings"]}}},
        },
    }


def _draft_7(node: Any) -> Any:
    if isinstance(node, list):
        return [_draft_7(each) for each in node]
    if not isinstance(node, dict):
        return node
    return _as_written({_KEYS.get(key, key): _below(key, value) for key, value in node.items() if _is_kept(key, value)})


_KEYS: Final[Mapping[str, str]] = {"$defs": "definitions"}
#: Below these stand names of the language, which may be called like keys of a schema.
_NAMES: Final = ("properties", "$defs", "patternProperties")


def _below(key: str, value: Any) -> Any:
    if key in _NAMES:
        return {name: _draft_7(each) for name, each in value.items()}
    return value.replace("#/$defs/", "#/definitions/") if key == "$ref" else _draft_7(value)


def _is_kept(key: str, value: Any) -> bool:
    """Titles repeat the names of classes, and a length of time is written otherwise in ISO 8601 than in a flow."""
    if key == "default":
        return value is not None and not (isinstance(value, str) and value.startswith("P"))
    return key != "title"


def _as_written(node: dict[str, Any]) -> dict[str, Any]:
    """What YAML editors see in place of text, numbers and references."""
    if "$ref" in node and len(node) > 1:
        # Draft 7 takes no notice of what stands beside a reference.
        return {key: value for key, value in node.items() if key != "$ref"} | {"allOf": [{"$ref": node["$ref"]}]}
    if node.get("type") == "string" and not {"enum", "const", "pattern"} & node.keys():
        # A text may look like a number or a truth value.
        return node | {"type": ["string", "number", "boolean"]}
    if "enum" in node or "const" in node or node.get("type") in ("boolean", "integer", "number"):
        described = {key: node[key] for key in ("description", "default") if key in node}
        exact = {key: value for key, value in node.items() if key not in described}
        return described | {"anyOf": [exact, {"$ref": "#/definitions/FromEnvironment"}]}
    return node
