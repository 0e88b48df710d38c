"""“Watch this” under an event in full: what is of its kind, in its place, is watched for in the chat."""

import sqlite3

from telegram import Update

from domain.events import Event
from domain.places import Place, PlaceKind, PlaceRole, has_position, is_point
from handlers.chat_admins import refusal_of
from handlers.sending.messages import Buttons
from handlers.sending.replying import acknowledge
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views.cards import WATCH_LABEL
from handlers.views.texts import say, template
from handlers.watching.setting import keep_by_tap
from handlers.watching.words import Terms, terms_of
from query.reading import AskedPlace, Query
from store.events.loading import load_events

PREFIX = "wev1."
_LONGEST = 15


def watch_row(services: Services, reader: sqlite3.Connection, number: int) -> Buttons:
    """The button under an event; none where the index does not have it, or no place of it is known."""
    return (((WATCH_LABEL, f"{PREFIX}{number}"),),) if _terms(services, reader, number) else ()


async def watch_like(update: Update, context: Context) -> None:
    """A tap on the button: watch for the kind of the event in its place."""
    tap = update.callback_query
    if tap is None:
        return
    number, message, services = (tap.data or "").removeprefix(PREFIX), tap.message, context.services
    if message is None or not number.isdecimal() or len(number) > _LONGEST:
        await acknowledge(tap, say("old_button"))
        return
    chat = message.chat
    if refusal := await refusal_of(context, chat, chat.id, tap.from_user.id, template("watches_what")):
        await acknowledge(tap, refusal)
        return
    terms = await services.index.read(lambda reader: _terms(services, reader, int(number)))
    if terms is None:
        await acknowledge(tap, say("old_button"))
        return
    await keep_by_tap(context, tap, message, terms)


def _terms(services: Services, reader: sqlite3.Connection, number: int) -> Terms | None:
    """What is watched for; None where the index does not have the event, or no place of it is known."""
    found = load_events(reader, [number])
    place = _place(found[0].event, services) if found else None
    if place is None:
        return None
    event, country = found[0].event, services.countries.get(place.country or "", "")
    asked = AskedPlace(place, country_name="" if place.kind is PlaceKind.COUNTRY else country)
    query = Query(event_types=(event.type,), places=(asked,), prevented=event.prevented)
    return terms_of(query, services.world, ())


def _place(event: Event, services: Services) -> Place | None:
    """Where an event happened: the finest place that it tells of, or what is around that where it has no known name."""
    located = [told.place for told in event.places if told.role is PlaceRole.LOCATION]
    fine = [place for place in located if place.kind is not PlaceKind.COUNTRY] or located
    if not fine:
        return None
    own, gazetteer = fine[0], services.world.gazetteer
    around = (own.admin1 or "", (own.country or "").lower())
    names = (own.id, *around) if has_position(own) and not is_point(own) else around
    return next((place for place in map(gazetteer.get, names) if place is not None), None)
