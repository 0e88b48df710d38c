"""Reports that admins forward, paste or send as a file: read, stored, and answered with what was found in them.

A pasted one that is edited is read again, and stands corrected.
"""

import logging
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from telegram import Document, Message, MessageOriginUser, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import filters

from domain.errors import WatchfloorError
from domain.events import Event
from domain.reports import Report
from handlers.answering.decision_buttons import under_report
from handlers.intake.forwarded import is_report, link_of, report_of
from handlers.sending.activity import show_activity
from handlers.sending.messages import Buttons, OutgoingMessage
from handlers.sending.replying import reply_with, say_to
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views import phrases
from handlers.views.cards import Manner
from handlers.views.markup import escape, fitted, plain
from handlers.views.report_lines import line
from handlers.views.texts import say, template
from ingestion.feeds.pages import report_at
from ingestion.prose import Defaults
from ingestion.sent_files import SentReports, read_sent
from knowledge.languages import language_name, unread_language
from query.understand import LONGEST
from store.events.decisions import events_of_report
from store.events.withdrawals import is_withdrawn
from store.intake.pages import note_read
from store.writing.reports import Added, add_report, known_report
from store.writing.revision import correct, report_of_reference

log = logging.getLogger(__name__)

_MAX_MEGABYTES = 5
_MAX_REPORTS = 200
_MAX_LISTED = 8
_LONGEST_NAME = 100
_MAX_SHOWN = 40  # characters of the name of a file in an answer

_MAX_PROBLEMS = 5


@dataclass(slots=True)
class _Taken:
    """What became of the reports that a message brought: the events of each that was added, how many were known
    already, and a sentence for each that could not be read."""

    added: list[tuple[Event, ...]] = field(default_factory=list)
    stored: list[Added] = field(default_factory=list)
    known: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def is_one_known(self) -> bool:
        """Whether all that came was one report, known already."""
        return self.known == 1 and not self.added and not self.problems


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
        brought = await _brought(message, services)
        reports = brought.reports
        if message.edit_date is not None and await _was_read(reports, services):
            return  # Telegram tells of more than changes of the words
        if (row := await _before_the_edit(message, reports, services)) is not None:
            await _answer(context, message, await _corrected(row, reports[0], message, services), row)
            return
        taken = _Taken(problems=brought.problems)
        for report in reports:
            await _store(report, services, taken)
    except WatchfloorError as error:
        await say_to(context, message, escape(str(error), 500))
        return
    if taken.is_one_known and (number := await _withdrawn(reports[0], services)) is not None:
        await say_to(context, message, say("report_withdrawn", report=number))
        return
    source = reports[0].source if reports and reports[0].source else _brought_by(message)
    outcome = _outcome(reports, taken, source, await _manner(message, services), services.clock())
    noted = say("report_note", note=brought.note) if brought.note else ""
    row = taken.stored[0].report_id if len(taken.stored) == 1 else None
    await _answer(context, message, "\n".join(filter(None, (outcome, noted))), row)


async def add(update: Update, context: Context) -> None:
    """Answer `/add …`: the words after it are a report, or the address of one. Only for admins of the bot."""
    message, user = update.effective_message, update.effective_user
    if message is None:
        return
    if user is None or user.id not in context.services.admins:
        await say_to(context, message, say("add_admins"))
    elif not report_of(message).text.strip():
        await say_to(context, message, say("add_usage"))
    else:
        await take_in(update, context)


async def _answer(context: Context, message: Message, html: str, row: int | None) -> None:
    """Say what came of a message, with buttons for the events of the one report that it brought."""
    private = message.chat_id in context.services.admins
    buttons: Buttons = ()
    if row is not None and private:
        buttons = await context.services.index.read(lambda reader: under_report(reader, row, _MAX_LISTED))
    await reply_with(context, message, OutgoingMessage(html, buttons))


async def _withdrawn(report: Report, services: Services) -> int | None:
    """The number of a report that is in the index, but withdrawn."""

    def look(reader: sqlite3.Connection) -> int | None:
        known = known_report(reader, report)
        return known.report_id if known is not None and is_withdrawn(reader, known.report_id) else None

    return await services.index.read(look)


async def _brought(message: Message, services: Services) -> SentReports:
    """The reports of a message, and what is to be said of them."""
    report = report_of(message)
    document = message.document
    if document is None:
        if not report.text.strip():
            raise WatchfloorError(template("report_empty"))
        if link := link_of(message):
            return SentReports([await _page(link, services)], [])
        return SentReports([report], [])
    if (document.file_size or 0) > _MAX_MEGABYTES * 1_000_000:
        raise WatchfloorError(say("report_too_big", limit=_MAX_MEGABYTES))
    content = await _fetched(document)
    if len(content) > _MAX_MEGABYTES * 1_000_000:  # the size is one of the things that Telegram may leave out
        raise WatchfloorError(say("report_too_big", limit=_MAX_MEGABYTES))
    defaults = Defaults(report.published, report.source, report.source_id, report.url)
    now = max(services.clock(), message.edit_date or message.date)
    sent = await read_sent(content, _name(document), defaults, _MAX_REPORTS + 1, now)
    if len(sent.reports) + len(sent.problems) > _MAX_REPORTS:
        raise WatchfloorError(say("report_too_many", limit=_MAX_REPORTS))
    return sent


async def _page(link: str, services: Services) -> Report:
    """The report that a link alone leads to; its page is asked again later, to see whether it is still there."""
    now = services.clock()
    report = await report_at(link, services.fetcher, now)
    await services.index.write(lambda writer: note_read(writer, report.url or link, link, now))
    return report


def _name(document: Document) -> str:
    """What the file is called in answers and in the index: one line of a bounded length, with the ending that tells its
    kind; a name of ours where it has none that can be said."""
    name = PurePosixPath(plain(document.file_name or "")).name[-_LONGEST_NAME:]
    return name if name.strip(". ") else "report"


async def _fetched(document: Document) -> bytes:
    try:
        return bytes(await (await document.get_file()).download_as_bytearray())
    except TelegramError as error:
        log.warning("A report could not be fetched: %s", error)
        raise WatchfloorError(template("report_not_fetched")) from error


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
    await services.index.write(lambda writer: correct(writer, row, report, events, services.clock()))
    told = [number for number, _ in await services.index.read(lambda reader: events_of_report(reader, row))]
    head = say("report_corrected", events=phrases.plural(len(events), "event"))
    if code := unread_language(report.text):
        head = say("report_kept_unread", source=say("report_pasted"), language=language_name(code))
    return _listed(head, events, told, await _manner(message, services), services.clock())


async def _store(report: Report, services: Services, taken: _Taken) -> None:
    """Keep a report and its events; one that is known already is not read again, and one that cannot be read keeps the
    others out of nothing."""
    if await services.index.read(lambda reader: known_report(reader, report)):
        taken.known += 1
        return
    try:
        events = await services.extract(report)
    except WatchfloorError as error:
        taken.problems.append(f"“{plain(report.title or report.text, 60)}”: {error}")
        return
    if (stored := await services.index.write(lambda writer: add_report(writer, report, events))).new:
        taken.added.append(events)
        taken.stored.append(stored)
    else:
        taken.known += 1


def _brought_by(message: Message) -> str:
    """What a report is called that names no outlet."""
    return plain(_name(message.document), _MAX_SHOWN) if message.document is not None else say("report_pasted")


def _outcome(reports: list[Report], taken: _Taken, source: str, manner: Manner, now: datetime) -> str:
    """What is said of them: what was added with its events, then what could not be read."""
    unread = "\n".join(filter(None, (_unread(taken.problems), _other_languages(reports), _in_part(taken.stored))))
    if not taken.added and not taken.known:
        return unread
    events = [event for added in taken.added for event in added]
    if not taken.added:
        many = say("reports_known", reports=phrases.plural(taken.known, "report"))
        head, events = many if taken.known > 1 else say("report_known"), []
    elif len(reports) > 1:
        head = say(
            "reports_kept",
            reports=phrases.plural(len(taken.added), "report"),
            events=phrases.plural(len(events), "event"),
        )
        head += f" {say('reports_kept_known', known=taken.known)}" if taken.known else ""
    elif not events and (code := unread_language(reports[0].text)):
        head = say("report_kept_unread", source=source, language=language_name(code))
    elif not events:
        head = say("report_kept_none", source=source)
    else:
        head = say("report_kept", events=phrases.plural(len(events), "event"), source=source)
    told = [number for stored in taken.stored for number in stored.event_ids] if events else []
    return _listed(head, events, told, manner, now, unread)


def _other_languages(reports: Sequence[Report]) -> str:
    """What is said of those among several reports that are not in English."""
    if len(reports) == 1:
        return ""
    told = Counter(language_name(code) for report in reports if (code := unread_language(report.text)))
    if not told:
        return ""
    languages = ", ".join(f"{count} in {name}" for name, count in told.most_common())
    return say("reports_unread_language", languages=languages)


def _in_part(stored: Sequence[Added]) -> str:
    """What is said of events that were not held against all that is told of their place and time."""
    number = sum(each.in_part for each in stored)
    return say("report_in_part", events=phrases.plural(number, "event")) if number else ""


def _unread(problems: Sequence[str]) -> str:
    """The sentences on what could not be read, as many as can be taken in at once."""
    if len(problems) <= 1:
        return "".join(escape(problem, 500) for problem in problems)
    lines = [say("reports_unread", reports=phrases.plural(len(problems), "report"))]
    lines += [escape(problem, 300) for problem in problems[:_MAX_PROBLEMS]]
    more = [say("more", number=len(problems) - _MAX_PROBLEMS)] if len(problems) > _MAX_PROBLEMS else []
    return "\n".join([*lines, *more])


def _listed(
    head: str, events: Sequence[Event], told: Sequence[int], manner: Manner, now: datetime, unread: str = ""
) -> str:
    """The events as they were read; `told` are the numbers under which they stand, where each has one."""
    numbers = told if len(told) == len(events) else [None] * len(events)
    lines = [line(event, number, manner, now) for event, number in zip(events, numbers, strict=True)][:_MAX_LISTED]
    more = [say("more", number=len(events) - _MAX_LISTED)] if len(events) > _MAX_LISTED else []
    return fitted(head, ["\n".join([*lines, *more])], lambda left: unread)[0]
