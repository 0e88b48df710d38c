"""Reports that admins forward, paste or send as a file: read, stored, and answered with what was found in them.

A pasted one that is edited is read again, and stands corrected.
"""

import logging
import sqlite3
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from telegram import Document, Message, MessageOriginUser, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import filters

from domain.errors import WatchfloorError
from domain.events import Event
from domain.reports import Report
from handlers.forwarded import is_report, report_of
from handlers.sending.activity import show_activity
from handlers.sending.replying import say_to
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views import phrases
from handlers.views.cards import Manner
from handlers.views.markup import escape, fitted, plain
from handlers.views.texts import say, template
from ingestion.files import Defaults, Reports, UnreadableReport, read_reports
from query.understand import LONGEST
from store.events.withdrawals import is_withdrawn
from store.writing.reports import add_report, known_report
from store.writing.revision import correct, report_of_reference

log = logging.getLogger(__name__)

_MAX_MEGABYTES = 5
_MAX_REPORTS = 200
_MAX_LISTED = 8

Kept = tuple[Event, ...] | None
"""The events of a report that was added; None for one that was there already."""


class Brought(filters.MessageFilter):
    """Messages that bring a report. From an admin's short text it takes less to be one than from anybody else's."""

    def __init__(self, admins: frozenset[int]) -> None:
        super().__init__()
        self._admins = admins

    def filter(self, message: Message) -> bool:
        """Whether the message is a report and no question."""
        return is_report(message, message.from_user is not None and message.from_user.id in self._admins)


async def take_in(update: Update, context: Context) -> None:
    """Add what an admin sends to the index, and say what came of it; refuse everyone else's clearly."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    services = context.services
    if user.id not in services.admins:
        await say_to(context, message, say("report_refused", limit=LONGEST))
        return
    origin = message.forward_origin
    if isinstance(origin, MessageOriginUser) and origin.sender_user.id == context.bot.id:
        await say_to(context, message, say("report_own"))
        return
    await show_activity(context, message, ChatAction.TYPING)
    try:
        reports, note = await _brought(message, services)
        if message.edit_date is not None and await _was_read(reports, services):
            return  # Telegram tells of more than changes of the words
        if (row := await _before_the_edit(message, reports, services)) is not None:
            await say_to(context, message, await _corrected(row, reports[0], message, services))
            return
        stored = [await _store(report, services) for report in reports]
    except WatchfloorError as error:
        await say_to(context, message, escape(str(error), 500))
        return
    if stored == [None] and (number := await _withdrawn(reports[0], services)) is not None:
        await say_to(context, message, say("report_withdrawn", report=number))
        return
    outcome = _outcome(reports, stored, await _manner(message, services), services.clock())
    await say_to(context, message, f"{outcome}\n{say('report_note', note=note)}" if note else outcome)


async def _withdrawn(report: Report, services: Services) -> int | None:
    """The number of a report that is in the index, but withdrawn."""

    def look(reader: sqlite3.Connection) -> int | None:
        known = known_report(reader, report)
        return known.report_id if known is not None and is_withdrawn(reader, known.report_id) else None

    return await services.index.read(look)


async def _brought(message: Message, services: Services) -> tuple[list[Report], str]:
    """The reports of a message, and what is to be noted of them."""
    report = report_of(message)
    document = message.document
    if document is None:
        if not report.text.strip():
            raise WatchfloorError(template("report_empty"))
        return [report], ""
    if (document.file_size or 0) > _MAX_MEGABYTES * 1_000_000:
        raise WatchfloorError(say("report_too_big", limit=_MAX_MEGABYTES))
    content = await _fetched(document)
    defaults = Defaults(report.published, report.source, report.source_id, report.url)
    now = max(services.clock(), message.edit_date or message.date)
    name = document.file_name or "report.txt"
    reports, note = await services.index.aside(lambda: _read(content, name, defaults, now))
    if len(reports) > _MAX_REPORTS:
        raise WatchfloorError(say("report_too_many", limit=_MAX_REPORTS))
    return reports, note


async def _fetched(document: Document) -> bytes:
    try:
        return bytes(await (await document.get_file()).download_as_bytearray())
    except TelegramError as error:
        log.warning("A report could not be fetched: %s", error)
        raise WatchfloorError(template("report_not_fetched")) from error


def _read(content: bytes, name: str, defaults: Defaults, now: datetime) -> tuple[list[Report], str]:
    """The reports of a file, and what is to be noted of them. It is put on disk for that, under its own name, which
    says what kind it is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(plain(name)).name[-100:] or "report.txt")
        path.write_bytes(content)
        found = read_reports([path], defaults, now)
        reports, problems = _set_apart(found)
        said = [problem.replace(f"{folder}/", "") for problem in problems]
        if said and not reports:
            raise WatchfloorError(said[0])
        more = [f"{len(said)} could not be read (the first: {said[0].rstrip('.')})"] if said else []
        return reports, "; ".join(filter(None, (*more, found.note_on_ahead)))


def _set_apart(found: Reports) -> tuple[list[Report], list[str]]:
    """The reports, one more than are allowed at most, and why others cannot be read."""
    reports: list[Report] = []
    problems: list[str] = []
    while len(reports) <= _MAX_REPORTS:
        try:
            reports.append(next(found))
        except StopIteration:
            break
        except UnreadableReport as error:
            problems.append(str(error))
    return reports, problems


async def _was_read(reports: list[Report], services: Services) -> bool:
    return await services.index.read(lambda reader: all(known_report(reader, report) for report in reports))


async def _before_the_edit(message: Message, reports: list[Report], services: Services) -> int | None:
    """The row of the report that an edited message brought as it was."""
    if message.edit_date is None or message.document is not None:
        return None
    published, reference = reports[0].published, reports[0].id
    if published is None or reference is None:
        return None
    return await services.index.read(lambda reader: report_of_reference(reader, published, reference))


async def _manner(message: Message, services: Services) -> Manner:
    return services.manner(await services.index.read(lambda reader: services.zone_of(reader, message.chat_id)))


async def _corrected(row: int, report: Report, message: Message, services: Services) -> str:
    events = await services.extract(report)
    await services.index.write(lambda writer: correct(writer, row, report, events))
    head = say("report_corrected", events=phrases.plural(len(events), "event"))
    return _listed(head, events, await _manner(message, services), services.clock())


async def _store(report: Report, services: Services) -> Kept:
    """Keep a report and its events; one that is known already is not read again."""
    if await services.index.read(lambda reader: known_report(reader, report)):
        return None
    events = await services.extract(report)
    added = await services.index.write(lambda writer: add_report(writer, report, events))
    return events if added.new else None


def _outcome(reports: list[Report], stored: list[Kept], manner: Manner, now: datetime) -> str:
    new = [events for events in stored if events is not None]
    events = [event for added in new for event in added]
    source = reports[0].source if reports and reports[0].source else "a pasted text"
    if not new:
        return say("report_known")
    if len(reports) > 1:
        head = say(
            "reports_kept",
            reports=phrases.plural(len(new), "report"),
            events=phrases.plural(len(events), "event"),
            known=len(reports) - len(new),
        )
    elif not events:
        return say("report_kept_none", source=source)
    else:
        head = say("report_kept", events=phrases.plural(len(events), "event"), source=source)
    return _listed(head, events, manner, now)


def _listed(head: str, events: Sequence[Event], manner: Manner, now: datetime) -> str:
    lines = [_line(event, manner, now) for event in events[:_MAX_LISTED]]
    more = [say("more", number=len(events) - _MAX_LISTED)] if len(events) > _MAX_LISTED else []
    return fitted(head, ["\n".join([*lines, *more])])[0]


def _line(event: Event, manner: Manner, now: datetime) -> str:
    facts = (
        f"{phrases.emoji(event)} {phrases.kind(event)}",
        phrases.where(event, manner.countries),
        phrases.when(event.time, now, manner.zone),
        phrases.people(event),
        phrases.stated_toll(event),
        phrases.status(event),
    )
    return escape(" · ".join(fact for fact in facts if fact), 300)
