"""The digests of a chat as a list with buttons: everything that is set can be seen, and undone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.answering.digest_pages import schedule_of
from handlers.scheduling.schedule import Schedule, days_in_words, times_in_words, typed_days, zone_label
from handlers.sending.messages import OutgoingMessage
from handlers.services.services import Services
from handlers.services.zones import known_zone
from handlers.views.phrases import ago, day
from handlers.views.texts import say, template
from store.chats.chats import title_of
from store.chats.digests import BrokenDigest, Digest, digests_of_chat

PREFIX = "dgl1."
CARD = "dgc1."
_EXTRAS = ("map", "timeline", "pin")


async def listing(
    services: Services, chat: int, named: str | None = None, *, ending: bool = False
) -> OutgoingMessage | None:
    """The digests of a chat, `named` where it is another than the one that asks; None where there are none. `ending`:
    it was asked how one is ended."""
    digests = await services.index.read(lambda reader: digests_of_chat(reader, chat))
    if not digests:
        return None
    now = services.clock()
    head = say("digests_head_of", chat=named) if named else say("digests_head")
    lines = [line for digest in digests for line in lines_of(digest, now)]
    end = [say("digests_end", number=digests[0].id)] if ending else []
    return OutgoingMessage("\n".join([head, *lines, *end]), tuple(map(_row, digests)))


async def listing_in(services: Services, chat: int, here: int) -> OutgoingMessage | None:
    """The digests of a chat as they are shown in the chat `here`; None where there are none."""
    named = None
    if chat != here:
        named = await services.index.read(lambda reader: title_of(reader, chat)) or str(chat)
    return await listing(services, chat, named)


def typed_line(digest: Digest, chat: str | None = None) -> str:
    """The line that sets a digest as it is."""
    zone = known_zone(digest.zone)
    schedule = schedule_of(digest, zone or ZoneInfo("UTC"))
    return line_of(schedule, digest.question, digest.extras, chat)


def line_of(schedule: Schedule, topic: str, extras: frozenset[str], first: str | None = None) -> str:
    """`/digest weekdays 08:00 Europe/Kyiv strikes in Syria with map`; `first` stands before the rest: another chat,
    `change 3`."""
    besides = [f"with {extra}" for extra in _EXTRAS if extra in extras]
    quiet = ["quiet"] if "quiet" in extras else []
    parts = ["/digest", first or "", typed_days(schedule.days), times_in_words(schedule).replace(",", " and")]
    return " ".join(part for part in (*parts, zone_label(schedule.zone), topic, *besides, *quiet) if part)


def lines_of(digest: Digest | BrokenDigest, now: datetime) -> list[str]:
    """What is set of a digest, and when it comes next."""
    if isinstance(digest, BrokenDigest):
        return [say("digests_broken", number=digest.id)]
    zone = known_zone(digest.zone)
    schedule = schedule_of(digest, zone or ZoneInfo("UTC"))
    lines = [
        say(
            "digests_line",
            number=digest.id,
            days=days_in_words(digest.weekdays),
            time=times_in_words(schedule),
            zone=zone_label(schedule.zone) if zone else digest.zone,
            topic=digest.question,
        )
    ]
    if digest.extras:
        extras = [template(f"digest_extra_{extra}") for extra in sorted(digest.extras)]
        lines.append(say("digests_extras", extras=", ".join(extras)))
    if digest.trouble:
        lines.append(say("digests_trouble", why=digest.trouble))
    elif digest.paused:
        lines.append(say("digests_paused"))
    else:
        following = schedule.next_slot(now)
        when = ", ".join(
            part for part in (ago(following, now, schedule.zone), day(following, now, schedule.zone)) if part
        )
        lines.append(say("digests_next", next=f"{when}, {following.astimezone(schedule.zone):%H:%M}"))
    return lines


def _row(digest: Digest | BrokenDigest) -> tuple[tuple[str, str], ...]:
    """Buttons under the list: what can be done with one."""
    number, code = digest.id, f"{PREFIX}{{}}.{digest.id}"
    remove = (f"Remove {number}", code.format("off"))
    if isinstance(digest, BrokenDigest):
        return (remove,)
    rest = (f"Resume {number}", code.format("resume")) if digest.paused else (f"Pause {number}", code.format("pause"))
    change = (f"Change {number}", f"{CARD}{number}.show")
    return (rest, change, (f"Show {number} now", code.format("now")), remove)
