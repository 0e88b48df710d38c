"""What `promtool check metrics` finds fault with, in the text format of Prometheus: its grammar, and its names.

The rules are those of https://prometheus.io/docs/instrumenting/exposition_formats/ and
https://prometheus.io/docs/practices/naming/, as promtool's linter holds them.
"""

import re
from collections import Counter

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
_SAMPLE = re.compile(rf"({_NAME})(?:\{{((?:{_LABEL})(?:,{_LABEL})*,?)?\}})? ([^ ]+)(?: -?\d+)?")
_HELP = re.compile(rf"# HELP ({_NAME}) (?:[^\\\n]|\\[\\n])+")
_TYPE = re.compile(rf"# TYPE ({_NAME}) (counter|gauge|histogram|summary|untyped)")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|Inf)|NaN")
_UNITS = ("milliseconds", "minutes", "hours", "days", "kilobytes", "megabytes", "percent", "count")
_PARTS = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("", "_sum", "_count")}


def faults_of(text: str) -> list[str]:
    """Each thing that is wrong, in a few words."""
    faults = [] if text.endswith("\n") else ["the last line has no end"]
    types: dict[str, str] = {}
    helped: set[str] = set()
    seen: list[str] = []
    order: list[str] = []
    for line in text.splitlines():
        if typed := _TYPE.fullmatch(line):
            faults += [f"{typed[1]}: its type comes twice"] if typed[1] in types else []
            types[typed[1]] = typed[2]
        elif said := _HELP.fullmatch(line):
            faults += [f"{said[1]}: its help comes twice"] if said[1] in helped else []
            helped.add(said[1])
        elif (sample := _SAMPLE.fullmatch(line)) and _NUMBER.fullmatch(sample[3]):
            seen.append(f"{sample[1]}{{{sample[2] or ''}}}")
            order.append(_family(sample[1], types))
        else:
            faults.append(f"no line of the format: {line[:80]!r}")
    faults += [f"{sample}: comes twice" for sample, times in Counter(seen).items() if times > 1]
    faults += [f"{name}: without a help" for name in sorted({*order} - helped)]
    faults += [f"{name}: without a type" for name in sorted({*order} - types.keys())]
    faults += _scattered(order)
    return faults + [fault for name, kind in types.items() for fault in _misnamed(name, kind)]


def _family(sample: str, types: dict[str, str]) -> str:
    """The family that a sample belongs to."""
    for family, kind in types.items():
        if sample in (f"{family}{part}" for part in _PARTS.get(kind, ("",))):
            return family
    return sample


def _scattered(order: list[str]) -> list[str]:
    """Families whose samples do not stand together."""
    runs = [name for before, name in zip(["", *order], order, strict=False) if name != before]
    return [f"{name}: its lines do not stand together" for name, times in Counter(runs).items() if times > 1]


def _misnamed(name: str, kind: str) -> list[str]:
    """What the linter says of a name."""
    faults = []
    if kind == "counter" and not name.endswith("_total"):
        faults.append(f"{name}: a counter ends in _total")
    if kind != "counter" and name.endswith("_total"):
        faults.append(f"{name}: only a counter ends in _total")
    if any(name.endswith(f"_{unit}") for unit in _UNITS):
        faults.append(f"{name}: base units, such as seconds and bytes")
    if kind not in _PARTS and name.endswith(("_bucket", "_sum")):
        faults.append(f"{name}: ends like a part of a histogram")
    if name != name.lower() or "__" in name or kind in name.split("_"):
        faults.append(f"{name}: words in lower case, without the type")
    return faults
