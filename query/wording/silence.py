"""That sources are silent, said in answers: nothing reported is not the same as nothing happening."""

from datetime import datetime, timedelta, tzinfo

from query.answer import Answer
from query.wording.time_phrases import day_in_words
from store.intake.silence import Silence

_A_WEEK = timedelta(days=6)
_MOST_NAMED = 3


def silent_sources(answer: Answer, zone: tzinfo) -> str:
    """`No report from 3 of 5 sources since Friday; silence is no all-clear.`; empty where all report as usual."""
    return silence_in_words(answer.silence, answer.now, zone)


def silence_in_words(silence: Silence | None, now: datetime, zone: tzinfo, *, named: bool = False) -> str:
    """The same of a silence that was looked up; if `named`, with the sources: `… since Friday (Nile Post, Wire)`."""
    if silence is None:
        return ""
    since = silence.since.astimezone(zone)
    day = f"{since:%A}" if now - since < _A_WEEK else day_in_words(since.date())
    which = "the only source" if silence.sources == 1 else f"{silence.silent} of {silence.sources} sources"
    names = f" ({_names(silence)})" if named and silence.names else ""
    return f"No report from {which} since {day}{names}; silence is no all-clear."


def _names(silence: Silence) -> str:
    left = len(silence.names) - _MOST_NAMED
    return ", ".join(silence.names[:_MOST_NAMED]) + (f" and {left} more" if left > 0 else "")
