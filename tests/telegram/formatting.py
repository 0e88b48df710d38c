"""Formatted text, parsed by Telegram's own library.

In: a text with its parse mode or entities. Out: `Formatted`, the visible text with Bot API entities in UTF-16 units,
and `faults`: what the server passes over in silence although the reader loses something (a link, entities past 100).
"""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import tdjson

from .refusal import bad_request

PARSE_MODES = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}
MAX_RAW_BYTES = 1 << 15
MAX_ENTITIES = 100
MAX_ENTITY_BYTES = 9500

# Names of entities that differ between Telegram's library and the Bot API; the others differ in case only.
ENTITY_NAMES = {
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "PreCode": "pre",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "EmailAddress": "email",
}
UNKEPT = ("media_timestamp", "bank_card_number")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
FIXED_WIDTH = ("code", "pre")

tdjson.td_execute(b'{"@type":"setLogVerbosityLevel","new_verbosity_level":0}')


@dataclass(slots=True)
class Formatted:
    """A text as people see it, its entities, and what was lost on the way."""

    text: str
    entities: list[dict[str, Any]]
    source: str
    faults: list[str] = field(default_factory=list)


class _Tags(HTMLParser):
    """The links that an HTML text asks for, and nestings that the server flattens."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str | None] = []
        self.flattened: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append(dict(attrs).get("href"))
        within_code = any(name in FIXED_WIDTH for name in self._open) and not (
            tag == "code" and self._open[-1] == "pre"
        )
        if within_code or (tag == "a" and "a" in self._open):
            self.flattened.append(f"<{tag}> inside <{self._open[-1]}>")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)


def _execute(request: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"{}")
    return answer


def _entity(found: dict[str, Any]) -> dict[str, Any]:
    kind = found["type"]["@type"].removeprefix("textEntityType")
    name = ENTITY_NAMES.get(kind) or re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()
    entity: dict[str, Any] = {"type": name, "offset": found["offset"], "length": found["length"]}
    if name == "text_link":
        entity["url"] = found["type"]["url"]
    elif name == "text_mention":
        entity["user"] = {"id": found["type"]["user_id"], "is_bot": False, "first_name": "User"}
    elif kind == "PreCode":
        entity["language"] = found["type"]["language"]
    elif name == "custom_emoji":
        entity["custom_emoji_id"] = str(found["type"]["custom_emoji_id"])
    return entity


def found_entities(text: str) -> list[dict[str, Any]]:
    """What the server itself marks in a plain text: commands, mentions, links, hashtags."""
    answer = _execute({"@type": "getTextEntities", "text": text})
    return [entity for entity in map(_entity, answer["entities"]) if entity["type"] not in UNKEPT]


def parse(source: str, parse_mode: str | None, entities: list[dict[str, Any]] | None = None) -> Formatted:
    """A text as the server reads it; `Refusal` in the parser's own words where it cannot."""
    if any("\ud800" <= character <= "\udfff" for character in source):
        raise bad_request("strings must be encoded in UTF-8")
    if len(source.encode()) > MAX_RAW_BYTES:
        raise bad_request("text is too long")
    source = _cleaned(source)
    mode = (parse_mode or "none").lower()
    if mode != "none" and mode not in PARSE_MODES:
        raise bad_request("unsupported parse_mode")
    if mode == "none":
        return _finished(Formatted(source, list(entities or []), source))
    answer = _execute({"@type": "parseTextEntities", "text": source, "parse_mode": PARSE_MODES[mode]})
    if answer["@type"] == "error":
        message = answer["message"]
        raise bad_request(message[0].lower() + message[1:])
    formatted = Formatted(answer["text"], [_entity(found) for found in answer["entities"]], source)
    if mode == "html":
        formatted.faults += _lost_in_html(source, formatted.entities)
    return _finished(formatted)


def _lost_in_html(source: str, entities: list[dict[str, Any]]) -> list[str]:
    tags = _Tags()
    tags.feed(source)
    faults = [f"nested entity is flattened: {nesting}" for nesting in tags.flattened]
    kept = sum(entity["type"] in ("text_link", "text_mention") for entity in entities)
    if kept < len(tags.links):
        faults.append(f"a link is dropped silently, one of: {tags.links}")
    return faults


def _cleaned(source: str) -> str:
    """Without carriage returns, and with blanks in place of control characters, as the server cleans every text."""
    return CONTROL.sub(" ", source.replace("\r", ""))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _finished(formatted: Formatted) -> Formatted:
    """Trim the text as the server does, move the entities along, and add those that it finds by itself."""
    text = formatted.text.rstrip()
    lead = len(text) - len(text.lstrip())
    shift, text = _units(text[:lead]), text[lead:]
    kept = []
    for entity in formatted.entities:
        start = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] + entity["length"] - shift, _units(text))
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in kept if entity["type"] in _OPAQUE]
    for entity in found_entities(text):
        if all(entity["offset"] >= end or entity["offset"] + entity["length"] <= start for start, end in taken):
            kept.append(entity)
    formatted.text = text
    formatted.entities = sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))
    formatted.faults += _too_many(formatted.entities)
    return formatted


_OPAQUE = ("code", "pre", "text_link", "text_mention", "custom_emoji")


def _too_many(entities: list[dict[str, Any]]) -> list[str]:
    if len(entities) > MAX_ENTITIES:
        return [f"{len(entities)} entities, all past {MAX_ENTITIES} are lost silently"]
    size = sum(16 + len(str(entity.get("url", "")).encode()) for entity in entities)
    if size > MAX_ENTITY_BYTES:
        raise bad_request("ENTITIES_TOO_LONG")
    return []
