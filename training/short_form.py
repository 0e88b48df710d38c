"""The short form of annotation (TOML) → the gold form (JSON Lines), with every fault named.

People annotate in the short form, which `CONVENTIONS.md` shows; the corpus is kept in the gold form.

    python -m training.short_form part.toml …             # check only
    python -m training.short_form part.toml --out training/corpus
"""

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from domain.taxonomy import category_of, kinds

Row = dict[str, Any]
Say = Callable[[str], None]

WHY = frozenset(
    {
        "sum",
        "history",
        "plan",
        "threat",
        "denied",
        "hypothetical",
        "habit",
        "statement",
        "meeting",
        "court",
        "lookalike",
    }
)
"""Why an event is not core: what its words could be taken for, and what they are."""

REGISTERS = frozenset(
    {
        *("wire", "local-paper", "official-list", "channel-post", "medics", "un-flash", "ministry", "monitor"),
        *("live-blog", "court", "obituary", "analysis", "headline", "translated", "letter", "encyclopedia", "sitrep"),
    }
)
_STATUS = frozenset({"reported", "confirmed", "claimed", "denied", "disputed", "planned"})
_ALSO_RIGHT = {"reported": ["confirmed", "claimed"], "confirmed": ["reported"]}
_PLACES = frozenset({"country", "region", "admin1", "city", "site"})
_PLACE_ROLES = frozenset({"location", "origin", "mentioned"})
_ROLES = frozenset({"perpetrator", "target", "victim", "party"})
_GROUPS = frozenset({"military", "civilian", "militant", "police", "unknown"})
_OUTCOMES = frozenset({"killed", "injured", "missing", "captured"})
_TARGETS = frozenset(
    {
        *("hospital", "school", "place-of-worship", "market", "residential", "displaced-camp", "energy", "water"),
        *("bridge", "port", "airport", "ship", "government", "military-base", "police", "aid-worker", "journalist"),
        *("health-worker", "peacekeeper", "child", "religious-group", "politician", "media-building", "other"),
    }
)
_KEYS = {
    "report": "id war register title source published text event",
    "event": "trigger also kind kinds_ok status status_ok count count_ok time time_ok places actors casualties targets "
    "weapons weapons_ok core why note prevented split_ok cluster",
    "place": "text name kind country at km opt role",
    "actor": "text id aliases role role_ok opt",
    "casualty": "text outcome min max min_ok max_ok group group_ok side side_ok part opt",
    "target": "kind text",
}


def read_part(text: str) -> tuple[list[Row], list[str]]:
    """The reports of a part in the gold form, and its faults, each with the report that it stands in."""
    try:
        part = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [], [str(error)]
    faults: list[str] = []
    reports, seen = [], set()
    for row in part.get("report", []):
        name = str(row.get("id", "?"))
        if name in seen:
            faults.append(f"{name}: the id stands twice")
        seen.add(name)
        reports.append(_report(row, lambda fault, name=name: faults.append(f"{name}: {fault}")))  # type: ignore[misc]
    return reports, faults


def _report(row: Row, say: Say) -> Row:
    _check_keys(row, "report", say)
    if row.get("register") not in REGISTERS:
        say(f"register {row.get('register')!r} is not known")
    body, title = str(row.get("text", "")).strip(), str(row.get("title", ""))
    gold = []
    for event in row.get("event", []):
        words = str(event.get("trigger", ""))[:30]
        gold.append(_event(event, body, title, lambda fault, words=words: say(f"[{words}] {fault}")))  # type: ignore[misc]
    return {
        "id": row.get("id"),
        "title": title or None,
        "text": body,
        "published": _published(row, say),
        "source": row.get("source"),
        "url": None,
        "license": "project",
        "war": row.get("war"),
        "register": row.get("register"),
        "event_free": not any(event["core"] for event in gold),
        "note": None,
        "gold": gold,
    }


def _published(row: Row, say: Say) -> str | None:
    try:
        return datetime.fromisoformat(str(row.get("published")).replace("Z", "+00:00")).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        say(f"published {row.get('published')!r} is no time")
        return None


def _event(row: Row, body: str, title: str, say: Say) -> Row:
    _check_keys(row, "event", say)
    _check_words(row, body, title, say)
    kind = str(row.get("kind"))
    for each in (kind, *row.get("kinds_ok", [])):
        if each not in kinds():
            say(f"kind {each!r} is not known")
    core, why = bool(row.get("core", True)), row.get("why")
    if core == bool(why) or (why and why not in WHY):
        say(f"what is not core needs a why of {', '.join(sorted(WHY))}, what is core has none")
    status = row.get("status", "planned" if why in ("plan", "threat") else "reported")
    for each in (status, *row.get("status_ok", [])):
        if each not in _STATUS:
            say(f"status {each!r} is not known")
    whole = f"{title}\n{body}"
    at = body.find(str(row.get("trigger", "")))
    return {
        "category": category_of(kind) if kind in kinds() else kind,
        "type": kind,
        "types_ok": row.get("kinds_ok", []),
        "status": status,
        "status_ok": row.get("status_ok", _ALSO_RIGHT.get(status, [])),
        "count": row.get("count", 1),
        "count_ok": row.get("count_ok", []),
        "time": _span(row.get("time"), say),
        "time_ok": _span(row.get("time_ok"), say),
        "places": [_place(place, whole, say) for place in row.get("places", [])],
        "actors": [_actor(actor, whole, say) for actor in row.get("actors", [])],
        "weapons": row.get("weapons", []),
        "weapons_ok": row.get("weapons_ok", []),
        "casualties": [_casualty(line, whole, say) for line in row.get("casualties", [])],
        "targets": [_target(target, whole, say) for target in row.get("targets", [])],
        "evidence_contains": row.get("trigger"),
        "evidence_also": row.get("also", []),
        "core": core,
        "why": why,
        "split_ok": bool(row.get("split_ok")),
        "cluster": row.get("cluster"),
        "note": row.get("note"),
        "prevented": bool(row.get("prevented")),
        "evidence_at": [at, at + len(str(row.get("trigger", "")))] if at >= 0 else None,
    }


def _check_words(row: Row, body: str, title: str, say: Say) -> None:
    """The trigger and the further phrases stand in the text, each once."""
    trigger = str(row.get("trigger", ""))
    if not trigger or (body if trigger in body else title).count(trigger) != 1:
        say(f"the trigger stands {body.count(trigger)} times in the text, and must stand there once")
    for phrase in row.get("also", []):
        if body.count(phrase) != 1:
            say(f"also {phrase!r} stands {body.count(phrase)} times in the text, and must stand there once")


def _place(row: Row, whole: str, say: Say) -> Row:
    _check_keys(row, "place", say)
    _check_text(row, whole, "place", say)
    _check_one_of(row.get("kind"), _PLACES, "kind of place", say)
    _check_one_of(row.get("role", "location"), _PLACE_ROLES, "role of a place", say)
    if not re.fullmatch("[A-Z]{2}|", str(row.get("country", "?"))):
        say(f"country {row.get('country')!r} is no ISO alpha-2 code")
    at = row.get("at")
    if row.get("kind") != "country" and not (at and row.get("km")):
        say(f"place {row.get('name')!r}: at and km are missing")
    return {
        "name": row.get("name", row.get("text")),
        "kind": row.get("kind"),
        "country": row.get("country"),
        "lat": float(at[0]) if at else None,
        "lon": float(at[1]) if at else None,
        "km": row.get("km"),
        "role": row.get("role", "location"),
        "optional": bool(row.get("opt")),
        "text": row.get("text"),
    }


def _actor(row: Row, whole: str, say: Say) -> Row:
    _check_keys(row, "actor", say)
    _check_text(row, whole, "actor", say)
    for role in (row.get("role"), *row.get("role_ok", [])):
        _check_one_of(role, _ROLES, "role", say)
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", str(row.get("id", ""))):
        say(f"actor id {row.get('id')!r} is not in kebab-case")
    return {
        "id": row.get("id"),
        "name": row.get("text"),
        "aliases": row.get("aliases", []),
        "role": row.get("role"),
        "role_ok": row.get("role_ok", []),
        "optional": bool(row.get("opt")),
        "text": row.get("text"),
    }


def _casualty(row: Row, whole: str, say: Say) -> Row:
    _check_keys(row, "casualty", say)
    _check_text(row, whole, "casualty", say)
    _check_one_of(row.get("outcome"), _OUTCOMES, "outcome", say)
    for group in (row.get("group", "unknown"), *row.get("group_ok", [])):
        _check_one_of(group, _GROUPS, "group", say)
    return {
        "outcome": row.get("outcome"),
        "min": row.get("min"),
        "max": row.get("max"),
        "group": row.get("group", "unknown"),
        "side": row.get("side") or None,
        "group_ok": row.get("group_ok", []),
        "side_ok": [side or None for side in row.get("side_ok", [])],
        "min_ok": row.get("min_ok", []),
        "max_ok": row.get("max_ok", []),
        "optional": bool(row.get("opt") or row.get("part")),
        "part": bool(row.get("part")),
        "text": row.get("text"),
    }


def _target(row: Row, whole: str, say: Say) -> Row:
    _check_keys(row, "target", say)
    _check_text(row, whole, "target", say)
    _check_one_of(row.get("kind"), _TARGETS, "kind of target", say)
    return row


def _span(text: str | None, say: Say) -> Row | None:
    """A day, a month, a year or "first/last" of them, both inside, as a half-open span."""
    if not text:
        return None
    first, _, last = str(text).partition("/")
    try:
        start, end = _ends(first)[0], _ends(last or first)[1]
    except (ValueError, IndexError) as error:
        say(f"time {text!r}: {error}")
        return None
    if end <= start:
        say(f"time {text!r}: the end lies before the start")
    return {"start": f"{start}T00:00:00Z", "end": f"{end}T00:00:00Z"}


def _ends(text: str) -> tuple[date, date]:
    numbers = [int(part) for part in text.split("-")]
    if len(numbers) == 3:
        day = date(*numbers)
        return day, day + timedelta(days=1)
    if len(numbers) == 2:
        year, month = numbers
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    return date(numbers[0], 1, 1), date(numbers[0] + 1, 1, 1)


def _check_keys(row: Mapping[str, Any], what: str, say: Say) -> None:
    for key in row:
        if key not in _KEYS[what].split():
            say(f"{key!r} is no key of a {what}")


def _check_text(row: Row, whole: str, what: str, say: Say) -> None:
    if not row.get("text") or row["text"] not in whole:
        say(f"the text of a {what}, {row.get('text')!r}, does not stand in the report")


def _check_one_of(value: Any, known: Iterable[str], what: str, say: Say) -> None:
    if value not in known:
        say(f"{what} {value!r} is not known")


def main() -> None:
    """Check parts, and write those without a fault in the gold form."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parts", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    wrong = False
    for path in args.parts:
        reports, faults = read_part(path.read_text(encoding="utf-8"))
        wrong = wrong or bool(faults)
        core = sum(event["core"] for report in reports for event in report["gold"])
        print("\n".join([*faults, f"{path.name}: {len(reports)} reports, {core} core events, {len(faults)} faults"]))  # noqa: T201
        if args.out and not faults:
            lines = (json.dumps(report, ensure_ascii=False) + "\n" for report in reports)
            (args.out / f"{path.stem}.jsonl").write_text("".join(lines), encoding="utf-8")
    sys.exit(wrong)


if __name__ == "__main__":
    main()
