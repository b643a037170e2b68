"""Makes the field reference and the JSON Schemas from the library's own table of fields.

    cmake --build build --target attend_fields_dump && build/src/attend_fields_dump > fields.json
    python3 docs/tools/make_field_docs.py fields.json            writes docs/reference
    python3 docs/tools/make_field_docs.py --check fields.json    exit status 1 when docs/reference differs
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
DOCUMENTS = ("codes", "policy", "calendar")
Json = dict[str, Any]


class Table:
    """The table of fields, with its parts by name."""

    def __init__(self, dump: Json) -> None:
        self.text_bytes: int = dump["text_bytes"]
        self.types: dict[str, Json] = {row["name"]: row for row in dump["types"]}
        self.numbers: list[Json] = dump["numbers"]
        self.shapes: dict[str, Json] = {row["name"]: row for row in dump["shapes"]}


# -- JSON Schema --


def type_schema(table: Table, name: str) -> Json:
    """The schema of a value that is neither list nor object and needs nothing from its field."""
    if name in ("text", "url"):
        return {"type": "string", "minLength": 1, "maxLength": table.text_bytes}
    if name == "number":
        return {"anyOf": [number_schema(row) for row in table.numbers]}
    if name == "true or false":
        return {"type": "boolean"}
    if name == "true":
        return {"const": True}
    schema: Json = {"type": "string", "pattern": table.types[name]["pattern"], "description": table.types[name]["form"]}
    if name == "date":
        schema["format"] = "date"
    return schema


def number_schema(row: Json) -> Json:
    if row["pattern"] is None:
        return {"type": "integer", "minimum": row["least"], "maximum": row["most"]}
    return {"type": "string", "pattern": row["pattern"], "description": bounds_of_number(row)}


class SchemaMaker:
    """One document's schema; `$defs` holds what the document reaches and nothing else."""

    def __init__(self, table: Table, kind: str) -> None:
        self.table = table
        self.kind = kind
        self.defs: dict[str, Json] = {}

    def reference_to_type(self, name: str) -> Json:
        key = f"{name}-form".replace(" ", "-")
        self.defs.setdefault(key, type_schema(self.table, name))
        return {"$ref": f"#/$defs/{key}"}

    def reference_to_shape(self, name: str) -> Json:
        if name not in self.defs:
            self.defs[name] = {}
            self.defs[name] = self.shape(self.table.shapes[name])
        return {"$ref": f"#/$defs/{name}"}

    def scalar(self, field: Json) -> Json:
        if field["type"] == "word":
            return {"enum": field["words"].split()}
        if field["type"] == "whole number":
            return {"type": "integer", "minimum": field["least"], "maximum": field["most"]}
        return self.reference_to_type(field["type"])

    def value(self, field: Json) -> Json:
        if field["type"] == "object":
            return self.reference_to_shape(field["shape"])
        if field["shape"]:
            return {"anyOf": [self.scalar(field), self.reference_to_shape(field["shape"])]}
        return self.scalar(field)

    def field(self, field: Json) -> Json:
        schema = self.value(field)
        if field["many"] == "list":
            schema = {"type": "array", "items": schema, "minItems": field["least"], "maxItems": field["most"]}
        elif field["many"] == "map":
            names = self.reference_to_type(field["key_type"])
            schema = {"type": "object", "propertyNames": names, "additionalProperties": schema,
                      "maxProperties": field["most"]}
        schema = {"description": field["doc"], **schema}
        if field["default"] and not field["inherited"]:
            schema["default"] = json.loads(field["default"])
        return schema

    def shape(self, shape: Json) -> Json:
        required = [field["key"] for field in shape["fields"] if field["required"]]
        schema: Json = {"description": shape["doc"], "type": "object",
                        "properties": {field["key"]: self.field(field) for field in shape["fields"]},
                        "additionalProperties": False}
        if required:
            schema["required"] = required
        rules = [rule for rule in map(rule_schema, shape["rules"]) if rule]
        if rules:
            schema["allOf"] = rules
        return schema

    def document(self) -> Json:
        schema = self.shape(self.table.shapes[self.kind])
        schema["properties"]["kind"] = {"description": schema["properties"]["kind"]["description"], "const": self.kind}
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": f"urn:attend:format:1:{self.kind}", "title": f"attend {self.kind} document"}
        return {**head, **schema, "$defs": dict(sorted(self.defs.items()))}


def each_required(keys: list[str]) -> list[Json]:
    return [{"required": [key]} for key in keys]


def rule_schema(rule: Json) -> Json:
    """What a schema can say of a rule; the order of two dates it cannot."""
    keys = rule["keys"].split()
    there = each_required(keys)
    none = {"not": {"anyOf": there}}
    when: Json = {"required": [rule["with"]]}
    if rule["words"]:
        when["properties"] = {rule["with"]: {"enum": rule["words"].split()}}
    makers: dict[str, Json] = {
        "one": {"oneOf": there},
        "some": {"anyOf": there},
        "most-one": {"anyOf": [{"oneOf": there}, none]},
        "one-with": {"if": when, "then": {"oneOf": there}, "else": none},
        "together": {"dependentRequired": {key: [other for other in keys if other != key] for key in keys}},
        "only-with": {"dependentRequired": {key: [rule["with"]] for key in keys}},
        "needed-when": {"if": when, "then": {"required": keys}, "else": none},
        "allowed-when": {"if": when, "else": none},
        "latest-when": {"if": when, "then": {"properties": {key: {"required": ["last"], "type": "object"} for key in keys}}},
        "order": {},
    }
    return makers[rule["kind"]]


# -- the page --


def listed(words: str, joiner: str) -> str:
    """`a`, `b` and `c`"""
    marked = [f"`{word}`" for word in words.split()]
    return marked[0] if len(marked) == 1 else f"{', '.join(marked[:-1])} {joiner} {marked[-1]}"


def bounds_of_number(row: Json) -> str:
    return f"{row['least']}{row['suffix']} to {row['most']}{row['suffix']}"


def link(shape: str) -> str:
    return f"[{shape}](#{shape})"


def bounds_text(field: Json) -> str:
    return f"{field['least']}" if field["least"] == field["most"] else f"{field['least']} to {field['most']}"


def value_text(field: Json) -> str:
    if field["type"] == "object":
        return link(field["shape"])
    text: str = field["type"]
    if field["type"] == "word":
        text = f"one of {listed(field['words'], 'or')}"
    elif field["type"] == "whole number" and field["many"] == "one":
        text = f"whole number, {bounds_text(field)}"
    return f"{text}, or {link(field['shape'])}" if field["shape"] else text


def type_text(field: Json) -> str:
    if field["many"] == "list":
        return f"list of {field['least']} to {field['most']}: {value_text(field)}"
    if field["many"] == "map":
        return f"map of up to {field['most']}: {field['key_type']} to {value_text(field)}"
    return value_text(field)


def default_text(field: Json) -> str:
    if field["required"]:
        return "required"
    if not field["default"]:
        return ""
    text = f"`{field['default']}`"
    return f"inherited, else {text}" if field["inherited"] else text


def meaning_text(field: Json) -> str:
    doc: str = field["doc"]
    return f"{doc} Not in the rules form." if field["prose"] else doc


def rule_text(rule: Json) -> str:
    words = f"`{rule['with']}` is {listed(rule['words'], 'or')}" if rule["words"] else f"`{rule['with']}` is there"
    anyone, everyone = listed(rule["keys"], "or"), listed(rule["keys"], "and")
    sentences = {
        "one": f"Exactly one of {everyone} is there.",
        "some": f"At least one of {everyone} is there.",
        "most-one": f"At most one of {everyone} is there.",
        "one-with": f"Exactly one of {everyone} is there when {words}, and none otherwise." if " " in rule["keys"]
        else f"{everyone} is there when {words}, and only then.",
        "together": f"{everyone} are there together or not at all.",
        "only-with": f"{anyone} may be there only when {words}.",
        "needed-when": f"{anyone} is required when {words}, and may not be there otherwise.",
        "allowed-when": f"{anyone} may be there only when {words}.",
        "latest-when": f"{anyone} is one of the latest units (`last`) when {words}.",
        "order": f"{everyone} are in this order, or the same day.",
    }
    return sentences[rule["kind"]]


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def rows_text(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + [f"| {' | '.join(map(cell, row))} |".replace("|  |", "| |") for row in rows]


def shape_text(shape: Json) -> list[str]:
    rows = [[f"`{field['key']}`", type_text(field), default_text(field), meaning_text(field)] for field in shape["fields"]]
    lines = ["", f"## {shape['name']}", "", shape["doc"], ""]
    lines += rows_text(["member", "value", "default", "meaning"], rows)
    if shape["rules"]:
        lines += ["", *(f"* {rule_text(rule)}" for rule in shape["rules"])]
    return lines


def page(table: Table) -> str:
    plain = ("object", "word", "whole number", "true or false", "true")
    types = [[row["name"], row["form"]] for row in table.types.values() if row["name"] not in plain]
    numbers = [[row["name"], bounds_of_number(row)] for row in table.numbers]
    lines = [
        "# Every field of every document", "",
        "Made by `docs/tools/make_field_docs.py` from the table that the checker itself uses (`src/policy/format/fields.c`); do not",
        "edit it by hand. What the words mean is in [semantics.md](../semantics.md), how documents are written in",
        "[policy-format.md](../policy-format.md). The same as JSON Schema: " +
        ", ".join(f"[{kind}](schema/{kind}.schema.json)" for kind in DOCUMENTS) + ".", "",
        "A schema cannot say everything: names that other objects define, dates in order, bytes instead of characters, and",
        "that a whole number has no decimal point are checked by `attend check` alone.", "",
        "A member that is not listed is an error. A default that is listed is left out of the canonical form. Documents are",
        f"{', '.join(link(kind) for kind in DOCUMENTS[:-1])} and {link(DOCUMENTS[-1])}.", "",
        "## How values are written", "", "All but texts, URLs and codes are written without escapes.", "",
        *rows_text(["value", "form"], types), "", "Bounds of numbers:", "", *rows_text(["form", "bounds"], numbers),
    ]
    for shape in table.shapes.values():
        lines += shape_text(shape)
    return "\n".join(lines) + "\n"


# -- files --


def make_files(table: Table) -> dict[Path, str]:
    files = {REFERENCE / "fields.md": page(table)}
    for kind in DOCUMENTS:
        schema = SchemaMaker(table, kind).document()
        files[REFERENCE / "schema" / f"{kind}.schema.json"] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return files


def differing(files: dict[Path, str]) -> list[Path]:
    return [path for path, text in files.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes docs/reference from the library's table of fields.")
    parser.add_argument("--check", action="store_true", help="compare with what is there; write nothing")
    parser.add_argument("dump", type=Path, help="what attend_fields_dump printed")
    arguments = parser.parse_args()
    files = make_files(Table(json.loads(arguments.dump.read_text(encoding="utf-8"))))
    if arguments.check:
        for path in differing(files):
            print(f"{path} is not what the table of fields says: run docs/tools/make_field_docs.py", file=sys.stderr)
        return 1 if differing(files) else 0
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
