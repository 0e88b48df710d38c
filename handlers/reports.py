"""Reports that admins forward, paste or send as a file: read, stored, and answered with what was found in them."""

import tempfile
from pathlib import Path

from telegram import Document, Message, Update
from telegram.constants import ChatAction

from domain.errors import WatchfloorError
from domain.events import Event
from domain.reports import Report
from handlers import phrases
from handlers.context import Context
from handlers.incoming import report_of
from handlers.markup import escape, fitted
from handlers.replying import say_to
from handlers.services import Services
from handlers.texts import say
from ingestion.files import Defaults, read_reports
from store.writing import Added, add_report

_MAX_MEGABYTES = 5
_MAX_LISTED = 8


async def take_in(update: Update, context: Context) -> None:
    """Add what an admin sends to the index, and say what came of it; refuse everyone else's clearly."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    services = context.services
    if user.id not in services.admins:
        await say_to(message, say("report_refused"))
        return
    await message.reply_chat_action(ChatAction.TYPING)
    try:
        reports = await _brought(message, services)
    except WatchfloorError as error:
        await say_to(message, escape(str(error), 500))
        return
    stored = [await _store(report, services) for report in reports]
    await say_to(message, await services.index.aside(lambda: _outcome(reports, stored, services)))


async def _brought(message: Message, services: Services) -> list[Report]:
    if message.document is None:
        report = report_of(message)
        if not report.text.strip():
            raise WatchfloorError(say("report_empty"))
        return [report]
    document: Document = message.document
    if (document.file_size or 0) > _MAX_MEGABYTES * 1_000_000:
        raise WatchfloorError(say("report_too_big", limit=_MAX_MEGABYTES))
    origin = report_of(message)
    content = await (await document.get_file()).download_as_bytearray()
    defaults = Defaults(published=origin.published, source=origin.source, url=origin.url)
    return await services.index.aside(lambda: _read(bytes(content), document.file_name or "report.txt", defaults))


def _read(content: bytes, name: str, defaults: Defaults) -> list[Report]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name[-100:] or "report.txt")
        path.write_bytes(content)
        return list(read_reports([path], defaults))


async def _store(report: Report, services: Services) -> tuple[Added, tuple[Event, ...]]:
    events = await services.extract(report)
    return await services.index.write(lambda writer: add_report(writer, report, events)), events


def _outcome(reports: list[Report], stored: list[tuple[Added, tuple[Event, ...]]], services: Services) -> str:
    new = [events for added, events in stored if added.new]
    events = [event for told in new for event in told]
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
    lines = [_line(event, services) for event in events[:_MAX_LISTED]]
    more = [say("more", number=len(events) - _MAX_LISTED)] if len(events) > _MAX_LISTED else []
    return fitted(head, ["\n".join([*lines, *more])])[0]


def _line(event: Event, services: Services) -> str:
    facts = (
        f"{phrases.emoji(event)} {phrases.kind(event)}",
        phrases.where(event, services.country),
        phrases.when(event.time, services.clock(), services.zone),
        phrases.people(event),
        phrases.status(event),
    )
    return escape(" · ".join(fact for fact in facts if fact), 300)
