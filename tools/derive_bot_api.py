"""Derive the facts of the Bot API that the tests check requests against, from the machine-readable specification.

In: the JSON specification of the Bot API (Paul Larsen's "telegram-bot-api-spec", MIT), its path given on the command
line. Out: a compact table with no prose, one method or type on a line: names, types, what is required, fixed values,
and the lengths that the specification says in words.

    python tools/derive_bot_api.py api.json tests/telegram/bot_api.json
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

ORIGIN = "Facts of Telegram's {version} ({date}), from the machine-readable specification by Paul Larsen (MIT licence)"

FIXED_VALUE = re.compile(r"(?:must be|always) [\"“*]?([a-z_0-9]+)[\"”*]?\.?$")
DISCRIMINATORS = ("type", "source", "status")

# How the specification words a length, and what the length counts.
LENGTHS = (
    re.compile(r"(?P<least>\d+)-(?P<most>\d+) (?P<unit>characters|bytes)"),
    re.compile(r"can't exceed (?P<most>\d+) (?P<unit>bytes|characters)"),
    re.compile(r"[Uu]p to (?P<most>\d+) (?P<unit>characters|bytes)"),
    re.compile(r"must include (?P<least>\d+)-(?P<most>\d+) (?P<unit>items)"),
    re.compile(r"[Uu]p to (?P<most>\d+) (?P<unit>items)"),
    re.compile(r"list of (?P<least>\d+)-(?P<most>\d+) (?P<unit>[a-z]+)"),
    re.compile(r"[Aa]t most (?P<most>\d+) (?P<unit>[a-z]+) (?:can be|are)"),
    re.compile(r"[Nn]o more than (?P<most>\d+) (?P<unit>results)"),
)


def length_in(description: str, types: list[str]) -> dict[str, Any]:
    """The length that a field's description states: `{"min": 1, "max": 64, "unit": "bytes"}`, or nothing."""
    listed = any(name.startswith("Array of") for name in types)
    if not listed and "String" not in types:
        return {}
    for pattern in LENGTHS:
        found = pattern.search(description)
        if found is None:
            continue
        parts = found.groupdict()
        unit = parts["unit"] if parts["unit"] in ("characters", "bytes") else "items"
        if listed != (unit == "items"):
            continue
        length: dict[str, Any] = {"max": int(parts["most"]), "unit": unit}
        if int(parts.get("least") or 0) > 0:
            length["min"] = int(parts["least"])
        if "after entities parsing" in description:
            length["parsed"] = True
        return length
    return {}


def field_facts(field: dict[str, Any]) -> dict[str, Any]:
    """One field without its prose."""
    facts: dict[str, Any] = {"type": "|".join(field["types"])}
    if field["required"]:
        facts["required"] = True
    fixed = FIXED_VALUE.search(field["description"])
    if fixed and field["name"] in DISCRIMINATORS and field["types"] == ["String"]:
        facts["value"] = fixed.group(1)
    return facts | length_in(field["description"], field["types"])


def fields_facts(entry: dict[str, Any]) -> dict[str, Any]:
    """All fields of a method or type, by name."""
    return {field["name"]: field_facts(field) for field in entry.get("fields", [])}


def derive(specification: dict[str, Any]) -> dict[str, Any]:
    """The table: methods with their fields and answers, types with their fields or their subtypes."""
    methods = {
        name: {"returns": "|".join(entry["returns"]), "fields": fields_facts(entry)}
        for name, entry in sorted(specification["methods"].items())
    }
    types = {
        name: {"subtypes": entry["subtypes"]} if entry.get("subtypes") else {"fields": fields_facts(entry)}
        for name, entry in sorted(specification["types"].items())
    }
    origin = ORIGIN.format(version=specification["version"], date=specification["release_date"])
    return {"origin": origin, "methods": methods, "types": types}


def compact(table: dict[str, Any]) -> str:
    """The table as JSON with one method or type on a line, so that a newer Bot API shows as a readable difference."""

    def section(entries: dict[str, Any]) -> str:
        dumped = (f"{json.dumps(name)}:{json.dumps(entry, separators=(',', ':'))}" for name, entry in entries.items())
        return "{\n" + ",\n".join(dumped) + "\n}"

    origin = json.dumps(table["origin"])
    return f'{{"origin":{origin},\n"methods":{section(table["methods"])},\n"types":{section(table["types"])}}}\n'


def main() -> int:
    """Read the specification named first, write the table to the path named second."""
    if len(sys.argv) != 3:
        sys.stderr.write(
            "Say where the specification is and where the table goes: derive_bot_api.py api.json out.json\n"
        )
        return 2
    source, target = map(Path, sys.argv[1:])
    target.write_text(compact(derive(json.loads(source.read_text(encoding="utf-8")))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
