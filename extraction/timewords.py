"""The expressions of time: the lexicon `lexicon/dates.toml` and the patterns that find them in a text.

`expressions(text)` gives the matches in order, the longest first where two begin alike, none inside another. What a
match means is for `reckoning` to say.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lexicon() -> dict[str, Any]:
    """`lexicon/dates.toml`: tables of words and what they stand for."""
    return tomllib.loads(files("extraction").joinpath("lexicon/dates.toml").read_text(encoding="utf-8"))


def _any_of(words: Iterator[str] | list[str] | dict[str, Any]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


def _pieces() -> dict[str, str]:
    """The building blocks that the patterns are written with."""
    words = lexicon()
    unit = r"(?P<unit>minute|hour|day|night|week|month|year|decade)s?"
    return {
        "MONTH": rf"(?P<month>{_any_of(words['months'])})\b\.?",
        "MONTH2": rf"(?P<month2>{_any_of(words['months'])})\b\.?",
        "DAY": r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?",
        "DAY2": r"(?P<day2>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?",
        "YEAR": r"(?P<year>(?:19|20)\d\d)",
        "ANYDAY": rf"(?:(?:this\s+)?(?:{_any_of([*words['weekdays'], *words['short_weekdays']])})\b\.?,?\s+)?",
        "WEEKDAY": rf"(?P<weekday>{_any_of(words['weekdays'])})",
        "WEEKDAY2": rf"(?P<weekday2>{_any_of(words['weekdays'])})",
        "TO": r"\s?(?:[-–—/]|\bto\b|\band\b|\buntil\b|\btill\b|\bthrough\b|\binto\b)\s?",
        "PARTDAY": r"(?:pre-dawn|dawn|morning|noon|midday|afternoon|evening|dusk|night|midnight)",
        "NUMBER": rf"(?P<number>\d{{1,3}}|half(?: an?)?|{_any_of(words['counts'])}|a couple of|a few)",
        "UNIT": unit,
        "SEASON": rf"(?P<season>{_any_of(words['seasons'])})",
        "PART": rf"(?P<part>{_any_of(words['month_parts'])})(?:\s+of|\s+in|-|\s)\s?",
        "HOLIDAY": rf"(?P<holiday>{_any_of([*words['holidays'], *words['moving_holidays']])})",
    }


# One line for each kind of expression; `{MONTH}` and the like are the building blocks. The order matters only
# between expressions of one length.
_PATTERNS = {
    "iso": r"{YEAR}-(?P<month_no>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[T ](?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::\d\d)?\s?(?P<zone>UTC|GMT|Z)?)?",
    "numeric": r"{DAY}[./](?P<month_no>0?[1-9]|1[0-2])[./]{YEAR}",
    "months_days": r"{ANYDAY}{DAY}\s+{MONTH}(?:,?\s+(?P<year1>(?:19|20)\d\d))?{TO}{ANYDAY}{DAY2}\s+{MONTH2}(?:,?\s+{YEAR})?",
    "days_months": r"{MONTH}\s+{DAY}(?:,?\s+(?P<year1>(?:19|20)\d\d))?{TO}{MONTH2}\s+{DAY2}(?:,?\s+{YEAR})?",
    "days_month": r"{ANYDAY}{DAY}{TO}{ANYDAY}{DAY2}(?:\s+of)?\s?{MONTH}(?:,?\s+{YEAR})?",
    "month_days": r"{MONTH}\s+{DAY}{TO}{DAY2}(?:,?\s+{YEAR})?",
    "day_month": r"{ANYDAY}{DAY}(?:\s+of)?[\s-]?{MONTH}(?:(?:,?\s+|-){YEAR})?",
    "month_day": r"{ANYDAY}{MONTH}[ \t]?{DAY}(?!\d|,\d|\s?%)(?:,?\s+{YEAR})?",
    "month_year": r"(?:{PART})?{MONTH}(?:\s+of|,)?\s+(?:{YEAR}|(?P<which>last|this|next|the same)\s+year)",
    "which_month": r"(?P<which>last|this past|this|next)\s+{MONTH}(?!\s+\d)",
    "month": r"(?:{PART})?{MONTH}(?!\s+\d)",
    "quarter": r"(?P<ordinal>first|second|third|fourth|last)\s+(?P<share>quarter|half)\s+of\s+(?:the\s+year|{YEAR})",
    "season_year": r"{SEASON}(?:\s+of|,)?\s+{YEAR}",
    "which_season": r"(?P<which>last|this|next)\s+{SEASON}",
    "year": r"\b(?:in|since|of|until|till|by|from|before|after|during|early|late|mid|year|summer|and|to)[\s-]+{YEAR}(?!\s?[-–]?\s?(?:km|people|men|soldiers|dead))",
    "nights": r"(?:night|overnight)\s+(?:of|from|between|on)?\s*{WEEKDAY}{TO}{WEEKDAY2}",
    "into": r"overnight\s+(?:in)?to\s+{WEEKDAY}",
    "weekday": r"(?:(?P<which>last|next|this past|this coming|this)\s+)?{WEEKDAY}(?:['’]s)?(?:\s+{PARTDAY})?",
    "holiday": r"{HOLIDAY}",
    "today": r"(?:earlier\s+|later\s+)?today|to-day|tonight|this\s+(?:very\s+)?{PARTDAY}|overnight|last\s+night|\bthis\s+is\s+a\s+(?:\w+\s+)?day",
    "yesterday": r"(?P<before>the day before\s+)?yesterday(?:\s+{PARTDAY})?",
    "tomorrow": r"tomorrow(?:\s+{PARTDAY})?",
    "which_unit": r"(?P<which>last|this|next|this past|this coming|the coming)\s+(?P<unit>weekend|week|month|year|decade)",
    "past_units": r"(?:the|this)\s+(?:last|past|previous|preceding)\s+(?:{NUMBER}\s+)?{UNIT}",
    "ago": r"(?:(?:about|around|some|over|more than|nearly|almost)\s+)?{NUMBER}\s+{UNIT}\s+ago|(?P<some>minutes|moments|hours|days|weeks|months|years)\s+ago",
    "later": r"{NUMBER}\s+{UNIT}\s+(?P<way>later|afterwards?|after|earlier|before)|(?P<some>minutes|moments|hours|days|weeks|months)\s+(?P<way2>later|afterwards?|after|earlier|before)",
    "same": r"(?:the|that|this)\s+(?:very\s+)?same\s+(?P<unit>day|night|morning|afternoon|evening|week|month|year)|(?:that|this same)\s+(?P<unit2>day|night|morning|afternoon|evening)",
    "next": r"the\s+(?P<way>next|following|previous|preceding)\s+(?P<unit>day|night|morning|afternoon|evening|week|month|year)|the\s+(?P<unit2>day|night|evening|week|month|year)\s+(?P<way2>before|after)(?!\s+\w+ing)",
    "clock": r"(?:at|around|about|by|shortly after|shortly before|just after|just before|after|before)\s+(?:around\s+|about\s+)?"
    r"(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?\s?(?:(?P<half>[ap])\.?m\b\.?|(?P<zone>UTC|GMT|local time|hours|hrs|o'clock))"
    r"|(?:at|around|before|after|since|by)\s+(?P<sun>dawn|sunrise|noon|midday|dusk|sunset|nightfall|midnight)",
}


@cache
def _compiled() -> dict[str, re.Pattern[str]]:
    pieces = _pieces()
    found = {}
    for kind, pattern in _PATTERNS.items():
        written = re.sub(r"\{([A-Z]+\d?)\}", lambda piece: pieces[piece[1]], pattern)
        found[kind] = re.compile(rf"(?<![\w#])(?:{written})(?!\w)", re.IGNORECASE)
    return found


def expressions(text: str) -> list[tuple[str, re.Match[str]]]:
    """The expressions of time in `text`, each with its kind, in order, none overlapping another."""
    found = [(kind, match) for kind, pattern in _compiled().items() for match in pattern.finditer(text)]
    found.sort(key=lambda hit: (hit[1].start(), -hit[1].end()))
    kept: list[tuple[str, re.Match[str]]] = []
    for kind, match in found:
        if (not kept or match.start() >= kept[-1][1].end()) and _plausible(kind, match, text):
            kept.append((kind, match))
    return kept


def _plausible(kind: str, match: re.Match[str], text: str) -> bool:
    """A bare month or weekday is a name, so it begins with a capital or follows a word that only time follows."""
    word = match.group("month" if kind == "month" else "weekday") if kind in ("month", "weekday") else ""
    if kind == "month" and not match.groupdict().get("part"):
        lead = re.search(
            r"\b(in|since|of|until|till|by|from|before|during|through|and|to|for)\s+$",
            text[max(0, match.start() - 10) : match.start()],
            re.I,
        )
        return lead is not None and (
            (word[0].isupper() and len(word) > 3) or (word.lower() == "may" and word[0].isupper())
        )
    return not word or word[0].isupper() or text.islower()
