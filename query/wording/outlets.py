"""Who carries an event: how many of its outlets have one and the same text, which is no more than one report of it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from domain.reports import HIDDEN
from store.events.results import Mention
from store.linkage.copies import origins
from store.linkage.near_duplicates import read_fingerprint

TELEGRAM = "telegram:"
ADDRESS = re.compile(r"https://t\.me/(\w{4,32})/\d+")
CHANNEL = f"{TELEGRAM}-"
"""How the id of a channel or group begins; a person's has no minus."""


def names(mentions: Iterable[Mention]) -> dict[str | None, str]:
    """What each outlet is called, in the order of the mentions; of several of one name with what tells them apart."""
    newest = {mention.outlet: mention for mention in mentions}
    called = {outlet: mention.source or "unnamed source" for outlet, mention in newest.items()}
    often = Counter(called.values())
    return {
        outlet: f"{name} ({mark})" if (mark := _mark(newest[outlet], often[name] > 1)) else name
        for outlet, name in called.items()
    }


def _mark(mention: Mention, shared: bool) -> str:
    """What tells an outlet from others of its name: its address on Telegram, or else the end of its id. An account that
    hides who it is may be anybody's, and is always marked."""
    if mention.outlet is None or not mention.outlet.startswith(TELEGRAM):
        return ""
    if mention.outlet.startswith(HIDDEN):
        return "hidden account"
    address = ADDRESS.match(mention.url or "")
    return (f"@{address[1]}" if address else f"…{mention.outlet[-4:]}") if shared else ""


def copied(mentions: Sequence[Mention]) -> dict[str, str]:
    """The outlets that carry another's text, each with the one whose it is: the first of the mentions that has it."""
    texts = {m.report_id: (m.outlet, read_fingerprint(m.fingerprint)) for m in mentions if m.outlet is not None}
    return {outlet: origin for outlet, origin in origins(texts.values()).items() if outlet != origin}


def one_text(mentions: Sequence[Mention]) -> str:
    """ "3 channels carry one text", or of several texts "3 channels carry one text, 2 outlets another"; empty where
    each outlet has its own."""
    carriers: defaultdict[str, set[str]] = defaultdict(set)
    for outlet, origin in copied(mentions).items():
        carriers[origin] |= {outlet, origin}
    groups = sorted(carriers.values(), key=len, reverse=True)
    said = [f"{len(group)} {_noun(group)}" for group in groups]
    return ", ".join([f"{said[0]} carry one text", *(f"{some} another" for some in said[1:])]) if said else ""


def _noun(outlets: set[str]) -> str:
    return "channels" if all(outlet.startswith(CHANNEL) for outlet in outlets) else "outlets"
