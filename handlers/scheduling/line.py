"""The line of something that comes by itself, as people write it: words in; when, in which zone and about what out.

Times, days, the zone and what is wished besides stand before the subject, behind it, or both; what stands inside it is
its own. Words that look like a time or a zone and are none are refused, with what was understood of the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time
from zoneinfo import ZoneInfo

from handlers.scheduling.schedule import EVERY_DAY, Schedule
from handlers.scheduling.zone_words import CityZone, ZoneWords, ZoneWordsError, lexicon, read_zone

MOST_TIMES = 6
_LONGEST = 4  # words of one item
_CLOCK = re.compile(r"^(\d{1,2})[:.h](\d{2})?(?:h|hrs?)?$", re.IGNORECASE)
_DIGITS = re.compile(r"^(\d{1,2})(\d{2})?(?:h|hrs|hours)?$", re.IGNORECASE)
_TWELVE = re.compile(r"^(\d{1,2})(?:[:.]?([0-5]\d))?\s?([ap])\.?m\.?$", re.IGNORECASE)
_LIKE_A_CLOCK = re.compile(r"^\d{1,2}[:]\d{1,2}\S{0,3}$")
_YEAR = re.compile(r"^(19|20)\d\d$")
_RANGE = re.compile(r"^([a-z]+)[-–]([a-z]+)$")
_PUNCTUATION = ",;"


class LineError(ValueError):
    """A line that cannot be read: which text of `texts.toml` says so, and its words."""

    def __init__(self, key: str, text: str = "", understood: str = "", **more: str) -> None:
        super().__init__(key)
        self.key = key
        self.words = {"text": text, "understood": understood, **more}


@dataclass(frozen=True, slots=True)
class Line:
    """What a line asks for. `zone` holds the words that named it, None where none did; `extras` are `quiet`, `map`,
    `timeline` and `pin`; `left_open` says that "weekly" was asked for and no day named, `names_days` that days were
    named at all."""

    schedule: Schedule
    topic: str
    extras: frozenset[str] = frozenset()
    zone: ZoneWords | None = None
    left_open: bool = False
    names_days: bool = False


@dataclass(slots=True)
class _Found:
    """What a stretch of words at one end of the line says."""

    walls: list[time] = field(default_factory=list)
    days: set[int] = field(default_factory=set)
    zone: ZoneWords | None = None
    is_local: bool = False
    extras: set[str] = field(default_factory=set)
    weekly: bool = False
    is_sure: bool = False

    def says_anything(self) -> bool:
        return bool(self.walls or self.days or self.zone or self.extras or self.is_local)


def read_line(words: Sequence[str], default_zone: ZoneInfo, city_zone: CityZone = lambda name: None) -> Line:
    """What the words after a command ask for. Raises LineError where they cannot be read."""
    tokens = list(words)
    before, start = _from_the_left(tokens, city_zone)
    after, end = _from_the_right(tokens, start, city_zone)
    if before.walls and after.walls and before.is_sure != after.is_sure:
        # "10 or more killed in Gaza 08:00": a bare number at the other end is the subject's
        if after.is_sure:
            before, start = _Found(), 0
        else:
            after, end = _Found(), len(tokens)
    topic = " ".join(tokens[start:end]).strip(_PUNCTUATION + " ")
    zone = _one_zone(before, after)
    walls = tuple(sorted({*before.walls, *after.walls}))
    _refuse_what_looks_like_a_time(tokens[start:end], walls, topic)
    if not walls:
        understood = f"{topic} ({zone.text})" if zone and topic else topic
        raise LineError("digest_no_time", understood=understood) if topic else LineError("digest_usage")
    if len(walls) > MOST_TIMES:
        raise LineError("digest_many_times", limit=str(MOST_TIMES))
    days = frozenset(before.days | after.days) or EVERY_DAY
    schedule = Schedule(walls, zone.zone if zone else default_zone, days)
    weekly = (before.weekly or after.weekly) and len(days) == 1 and not (before.days | after.days) - {1}
    return Line(schedule, topic, frozenset(before.extras | after.extras), zone, weekly, bool(before.days or after.days))


def _one_zone(before: _Found, after: _Found) -> ZoneWords | None:
    if before.zone and after.zone and before.zone.zone != after.zone.zone:
        raise LineError("digest_two_zones", before.zone.text, other=after.zone.text)
    return before.zone or after.zone


def _refuse_what_looks_like_a_time(words: Sequence[str], walls: tuple[time, ...], topic: str) -> None:
    """A time or a zone inside the subject is no word to search for."""
    for word in words:
        bare = word.strip(_PUNCTUATION)
        if _LIKE_A_CLOCK.match(bare):
            wrong = _clock(bare) is None
            raise LineError("digest_time" if wrong else "digest_time_inside", bare, " ".join(topic.split()))
        zone = _zone_inside(bare)
        if zone is not None:
            raise LineError("digest_zone_inside", bare, topic.replace(word, "").strip() if walls else topic)


def _zone_inside(word: str) -> ZoneWords | None:
    if not (re.match(r"^(utc|gmt)([+\-−–]\d|$)", word, re.IGNORECASE) or (word.isupper() and 3 <= len(word) <= 4)):
        return None
    try:
        return read_zone(word)
    except ZoneWordsError as error:
        raise LineError(
            "digest_zone_several" if error.several else "digest_zone", error.text, **_several(error)
        ) from error


def _several(error: ZoneWordsError) -> dict[str, str]:
    return {"choices": ", ".join(error.several)}


def _from_the_left(tokens: Sequence[str], city_zone: CityZone) -> tuple[_Found, int]:
    """What the line begins with, and where its subject does."""
    found, at, end = _Found(), 0, 0
    while at < len(tokens):
        step = _step(tokens, at, len(tokens), found, city_zone, is_before=True)
        if step == 0:
            break
        at += step
        if not _is_filler(tokens[at - 1]):
            end = at
    return found, end


def _from_the_right(tokens: Sequence[str], start: int, city_zone: CityZone) -> tuple[_Found, int]:
    """What the line ends with, and where its subject does: the longest end that says nothing else."""
    for at in range(max(start, len(tokens) - 16), len(tokens)):
        if at > start and _bare(tokens[at - 1]) in _words("holding") and not _is_clock_for_sure(tokens[at]):
            continue
        found, here = _Found(), at
        while here < len(tokens):
            step = _step(tokens, here, len(tokens), found, city_zone, is_before=False)
            if step == 0:
                break
            here += step
        if here == len(tokens) and found.says_anything() and not _is_filler(tokens[-1]):
            return found, at
    return _Found(), len(tokens)


def _step(tokens: Sequence[str], at: int, end: int, found: _Found, city_zone: CityZone, *, is_before: bool) -> int:
    """Read one item into `found`; returns how many words it took, 0 where there is none."""
    for length in range(min(_LONGEST, end - at), 0, -1):
        words = [_bare(token) for token in tokens[at : at + length]]
        text = " ".join(words)
        following = _bare(tokens[at + length]) if at + length < end else ""
        before = _bare(tokens[at - 1]) if at else ""
        if _read_clock(text, length, before, following, found, is_before=is_before):
            return length
        if _read_day(text, found) or _read_extra(words, found) or _read_zone(text, length, found):
            return length
        if (
            found.walls
            and found.zone is None
            and _read_city(text, tokens[at + length : end], found, city_zone, is_before)
        ):
            return length
    return 1 if _is_filler(tokens[at]) else 0


def _bare(token: str) -> str:
    return token.strip(_PUNCTUATION)


def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon()["words"][name])


def _is_filler(token: str) -> bool:
    return _bare(token).casefold() in {"", *_words("filler")}


def _is_clock_for_sure(token: str) -> bool:
    return bool(_CLOCK.match(_bare(token)))


def _read_clock(text: str, length: int, before: str, following: str, found: _Found, *, is_before: bool) -> bool:
    if length > 2:
        return False
    wall = _clock(text)
    if wall is None:
        return False
    unsure = bool(re.fullmatch(r"\d{1,2}", text) or _YEAR.match(text))
    if unsure:
        if following.casefold() in _words("counted"):
            return False
        joined = before.casefold() in {"and", "at", "&"} or (found.walls and not is_before)
        alone = not following and not found.walls
        if not is_before and not (joined or (alone and not _YEAR.match(text))):
            return False
        if is_before and found.walls and not joined and before and not _joins(before):
            return False
    found.walls.append(wall)
    found.is_sure = found.is_sure or not unsure
    return True


def _joins(word: str) -> bool:
    return _is_filler(word)


def _clock(text: str) -> time | None:
    """A time of day: `8`, `08:00`, `08.30`, `0800`, `8am`, `8 pm`, `20h`, `noon`; None for anything else."""
    named = lexicon()["clock"].get(text.casefold())
    if named:
        return time.fromisoformat(named)
    if twelve := _TWELVE.match(text):
        hour, minute = int(twelve[1]), int(twelve[2] or 0)
        return time(hour % 12 + (12 if twelve[3] in "pP" else 0), minute) if 1 <= hour <= 12 else None
    written = _CLOCK.match(text) or _DIGITS.match(text)
    if written is None:
        return None
    hour, minute = int(written[1]), int(written[2] or 0)
    if hour == 24 and minute == 0:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _read_day(text: str, found: _Found) -> bool:
    days = _days(text.casefold())
    if days is None:
        return False
    found.weekly = found.weekly or text.casefold() in {"weekly", "every week", "once a week"}
    if found.weekly and days == {1} and found.days:
        return True  # "weekly on fri", "fri weekly"
    if found.weekly and found.days == {1} and "week" not in text.casefold():
        found.days.clear()
    found.days |= days
    return True


def _days(text: str) -> set[int] | None:
    named = lexicon()["days"]
    if text in named:
        return set(map(int, named[text]))
    if text.endswith("s") and text[:-1] in named:
        return set(map(int, named[text[:-1]]))
    if (several := _RANGE.match(text)) and {several[1], several[2]} <= named.keys():
        first, last = int(named[several[1]][0]), int(named[several[2]][-1])
        return {(first - 1 + step) % 7 + 1 for step in range((last - first) % 7 + 1)}
    return None


def _read_extra(words: Sequence[str], found: _Found) -> bool:
    """`quiet`, `with map`, `with a map and timeline`, `pinned`."""
    text = " ".join(words).casefold()
    if text in _words("quiet"):
        found.extras.add("quiet")
        return True
    if text == "pinned":
        found.extras.add("pin")
        return True
    known = lexicon()["extras"]
    first, rest = words[0].casefold(), [word.casefold() for word in words[1:] if word.casefold() not in {"a", "the"}]
    if len(rest) == 1 and first in _words("with") and rest[0] in known and (first == "with" or found.extras):
        found.extras.add(known[rest[0]])
        return True
    return False


def _read_zone(text: str, length: int, found: _Found) -> bool:
    """`CET`, `UTC+3`, `UTC +3`, `Europe/Kyiv`, `CET time`, `local time`."""
    if text.casefold() in _words("local"):
        found.is_local = True
        return True
    named = text[: -len(" time")] if text.casefold().endswith(" time") else text
    if found.zone is not None or length > 3 or not named or re.fullmatch(r"[+\-−–]?\d{1,2}", named):
        return False
    if " " in named and not re.match(r"^(utc|gmt) ?[+\-−–]", named, re.IGNORECASE):
        return False
    try:
        zone = read_zone(named.replace(" ", ""))
    except ZoneWordsError as error:
        raise LineError(
            "digest_zone_several" if error.several else "digest_zone", error.text, **_several(error)
        ) from error
    if zone is None:
        return False
    found.zone = ZoneWords(zone.zone, named)
    return True


def _read_city(text: str, rest: Sequence[str], found: _Found, city_zone: CityZone, is_before: bool) -> bool:
    """A city behind a time is its zone: `08:00 Kyiv strikes in Syria`; not one that is joined to what follows."""
    timed = text.casefold().endswith(" time")
    name = text[: -len(" time")] if timed else text
    if not name or not name[0].isalpha() or name.casefold() in lexicon()["days"]:
        return False
    following = _bare(rest[0]).casefold() if rest else ""
    if is_before and not timed and (following in {"and", "or", "city", "province", "strip", "region"} or not rest):
        return False
    zone = city_zone(name)
    if zone is None:
        return False
    found.zone = ZoneWords(ZoneInfo(zone), name, city=not timed)
    return True
