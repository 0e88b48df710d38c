"""What is counted for Prometheus, in a registry of its own for each bot.

In: updates, requests to Telegram, reports read, and a census of the index; out: the text of `/metrics`.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder
from telegram import Chat, Update

from store.census import Census

_ANSWERS = ("send", "edit", "answer")
_MOMENTS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_STATES = ("queued", "sending", "sent", "failed", "unknown")


class _Handling:
    """An update that is being handled, and when it was answered."""

    answered: float | None = None


_at_hand: ContextVar[_Handling | None] = ContextVar("update_at_hand", default=None)


class Metrics:
    """The counts of one bot."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        own = self.registry
        self._updates = Counter("watchfloor_updates", "Updates of Telegram, each once.", ["kind"], registry=own)
        self._answers = Histogram(
            "watchfloor_answer_seconds",
            "Seconds from an update's arrival to the last word of its answer; what is not for the bot is not counted.",
            ["kind"],
            buckets=_MOMENTS,
            registry=own,
        )
        self._requests = Counter(
            "watchfloor_telegram_requests",
            "Requests to Telegram by the status of the answer; 429 asks for quiet, none is a connection that failed.",
            ["status"],
            registry=own,
        )
        self._requests.labels("429")  # there from the first scrape on, so that the first one is seen as a rise
        self._extractions = Histogram(
            "watchfloor_extraction_seconds",
            "Seconds that reading a report took, by whether it was read or set aside.",
            ["outcome"],
            buckets=_MOMENTS,
            registry=own,
        )
        self._waiting = Gauge("watchfloor_updates_waiting", "Updates kept that are not handled.", registry=own)
        self._outbox = Gauge("watchfloor_outbox_messages", "Messages in the outbox.", ["state"], registry=own)
        self._reports = Gauge("watchfloor_reports", "Reports in the index.", registry=own)
        self._events = Gauge("watchfloor_events", "Events in the index.", registry=own)
        self._heard = _moment("watchfloor_last_heard", "When Telegram last answered or brought something.", own)
        self._last_update = _moment("watchfloor_last_update", "When the latest update came.", own)
        self._last_report = _moment("watchfloor_last_report", "When the latest report came into the index.", own)

    def received(self, update: Update) -> None:
        """Count an update that is new."""
        self._updates.labels(kind_of(update)).inc()

    @contextmanager
    def handling(self, update: object) -> Iterator[None]:
        """Around the handling of an update: the time until it is answered is measured, if it is."""
        begun, at_hand = time.monotonic(), _Handling()
        before = _at_hand.set(at_hand)
        try:
            yield
        finally:
            _at_hand.reset(before)
            if at_hand.answered is not None and isinstance(update, Update):
                self._answers.labels(kind_of(update)).observe(at_hand.answered - begun)

    def requested(self, method: str, status: int | None) -> None:
        """Count a request to Telegram by the status of its answer, None where there was none."""
        self._requests.labels("none" if status is None else str(status)).inc()
        at_hand = _at_hand.get()
        if at_hand is not None and status == 200 and method.startswith(_ANSWERS) and method != "sendChatAction":
            at_hand.answered = time.monotonic()

    def heard(self) -> None:
        """Note that Telegram answers."""
        self._heard.set_to_current_time()

    def extracted(self, seconds: float, whole: bool) -> None:
        """Count a report that was read, or set aside."""
        self._extractions.labels("read" if whole else "set aside").observe(seconds)

    def counted(self, census: Census) -> None:
        """Take over what stands in the index."""
        self._reports.set(census.reports)
        self._events.set(census.events)
        self._waiting.set(census.waiting)
        for state in _STATES:
            self._outbox.labels(state).set(census.outbox.get(state, 0))
        for gauge, moment in ((self._last_update, census.last_update), (self._last_report, census.last_report)):
            if moment is not None:
                gauge.set(datetime.fromisoformat(moment).timestamp())

    def text(self, accept: str) -> tuple[bytes, str]:
        """All of it, in the form of Prometheus or OpenMetrics as is accepted, and the name of the form."""
        encode, form = choose_encoder(accept)
        return encode(self.registry), form


def kind_of(update: Update) -> str:
    """What an update is, in one word: of a few, so that each may be counted."""
    if update.inline_query is not None:
        return "inline"
    if update.callback_query is not None:
        return "tap"
    if update.guest_message is not None:
        return "guest"
    message = update.message or update.edited_message
    if message is None:
        return "channel" if update.channel_post is not None else "other"
    if (message.text or "").startswith("/"):
        return "command"
    if message.chat.type == Chat.PRIVATE and (message.forward_origin is not None or message.document is not None):
        return "report"
    return "text"


def _moment(name: str, said: str, registry: CollectorRegistry) -> Gauge:
    return Gauge(f"{name}_timestamp_seconds", f"{said} In seconds since 1970.", registry=registry)
