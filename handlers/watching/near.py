"""Near me: a location that somebody shares is a question and a watch, and tells their time zone, at a tap.

Of a live location the watch goes along, for as long as it is shared; after that it stays where it was last. A location
is kept only in what is asked or watched for at a tap.
"""

import re
import sqlite3
from dataclasses import dataclass, replace
from functools import partial
from zoneinfo import ZoneInfo

from telegram import CallbackQuery, Location, MaybeInaccessibleMessage, Update

from domain.globe import kilometres
from domain.places import Place as KnownPlace
from domain.places import PlaceKind
from handlers.answering.asking import Asked, ask, show
from handlers.sending.messages import OutgoingMessage
from handlers.sending.replying import acknowledge, reply, reply_with
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views.cards import Page
from handlers.views.texts import fill, say, template
from handlers.watching.setting import MOST
from handlers.watching.words import Place, Terms, keep_watch, query_of, said_in, said_of, terms_of
from knowledge.places.zones import zone_of_place
from query.understand import understand
from store.chats.preferences import Preferences, prefer
from store.chats.watches import Around, change_watch, watch_numbered, watches_of_message

PREFIX = "here1."
RADII = (10, 50)
_NEAR_KM = 100.0
_MOVED = 0.1
"""A watch goes along once its centre has moved by this share of its radius."""
_DATA = re.compile(
    r"(?P<verb>[qwz])\.(?P<km>\d{1,3})\.(?P<message>\d{1,12})\.(?P<point>-?\d{1,2}\.\d{4}, -?\d{1,3}\.\d{4})"
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a button asks for: a question `q`, a watch `w` or the zone `z` of a point, and the message that shared
    it."""

    verb: str
    km: int
    message: int
    point: str


async def offer(update: Update, context: Context) -> None:
    """Answer a location with what can be asked there; of a live one that moved let what is watched for go along."""
    message = update.effective_message
    if message is None or message.location is None:
        return
    if update.edited_message is not None:
        await _follow(context.services, message.chat_id, message.message_id, message.location)
        return
    services, point = context.services, _point(message.location)
    near = await services.index.aside(partial(_nearest, services, message.location))
    zone = zone_of_place(near) if near else None
    own = await services.index.read(lambda reader: services.zone_of(reader, message.chat_id))
    text = say("near_offer", point=point, near=_named(near, services)) if near else say("near_offer_bare", point=point)
    rows = [
        tuple((fill(key, km=km), f"{PREFIX}{verb}.{km}.{message.message_id}.{point}") for km in RADII)
        for verb, key in (("q", "near_ask"), ("w", "near_watch"))
    ]
    if zone and zone != own.key:
        rows.append(((fill("near_zone", zone=zone), f"{PREFIX}z.0.{message.message_id}.{point}"),))
    await reply_with(context, message, OutgoingMessage(text, tuple(rows)))


async def tapped(update: Update, context: Context) -> None:
    """A tap on a button under a location."""
    tap = update.callback_query
    if tap is None:
        return
    found = _DATA.fullmatch((tap.data or "").removeprefix(PREFIX))
    if found is None or tap.message is None:
        await acknowledge(tap, say("old_button"))
        return
    wanted = _Wanted(found["verb"], int(found["km"]), int(found["message"]), found["point"])
    match wanted.verb:
        case "q":
            await _ask(context, tap, tap.message, wanted, update.update_id)
        case "w":
            await _watch(context, tap, tap.message, wanted)
        case _:
            await _set_zone(context, tap, tap.message, wanted)


async def _ask(
    context: Context, tap: CallbackQuery, message: MaybeInaccessibleMessage, wanted: _Wanted, update_id: int
) -> None:
    await acknowledge(tap)
    asked = Asked(message.chat.id, tap.from_user.id, -update_id, _question(wanted.km, wanted.point), alone=True)
    view = await ask(context.services, asked)
    if (shown := await show(context.services, view, message.chat.id)) is not None:
        await reply(context, message, shown.page, answers=view)


async def _watch(context: Context, tap: CallbackQuery, message: MaybeInaccessibleMessage, wanted: _Wanted) -> None:
    services, chat = context.services, message.chat
    terms = await services.index.aside(partial(_terms, services, wanted.km, wanted.point))
    if terms is None:
        await acknowledge(tap, say("old_button"))
        return
    place = Place(chat.id, chat.type, chat.effective_name or "", None, tap.from_user.id)
    now = services.clock()

    def keep(writer: sqlite3.Connection) -> int | None:
        return keep_watch(writer, terms, place, now, MOST, of_message=wanted.message)

    number = await services.index.write(keep)
    await acknowledge(tap, template("watch_button_set") if number else "")
    await reply(context, message, Page(said_of(terms, place, number, MOST)))


async def _set_zone(context: Context, tap: CallbackQuery, message: MaybeInaccessibleMessage, wanted: _Wanted) -> None:
    services, chat = context.services, message.chat.id
    latitude, longitude = map(float, wanted.point.split(", "))
    near = await services.index.aside(partial(_nearest, services, Location(longitude, latitude)))
    zone = zone_of_place(near) if near else None
    if zone is None:
        await acknowledge(tap, say("old_button"))
        return
    await services.index.write(lambda writer: prefer(writer, chat, Preferences(zone=zone)))
    await acknowledge(tap, template("settings_kept"))
    now = services.clock().astimezone(ZoneInfo(zone))
    await reply(context, message, Page(say("near_zone_set", zone=zone, time=f"{now:%H:%M}")))


async def _follow(services: Services, chat: int, message: int, location: Location) -> None:
    """Let what is watched for around a live location go along with it."""
    watches = await services.index.read(lambda reader: watches_of_message(reader, chat, message))
    for watch in watches:
        if watch.km is None or _moved(watch.latitude, watch.longitude, location) < _MOVED * watch.km:
            continue
        terms = await services.index.read(partial(_moved_terms, services, chat, watch, _point(location)))
        if terms is not None:
            await services.index.write(partial(_go_along, watch.id, chat, terms))


def _go_along(watch: int, chat: int, terms: Terms, writer: sqlite3.Connection) -> None:
    change_watch(writer, watch, chat, terms.sought)


def _moved_terms(services: Services, chat: int, around: Around, point: str, reader: sqlite3.Connection) -> Terms | None:
    """A watch as it is around another point, with all else that was set of it; None for a point off the globe."""
    there = said_in(services, reader, chat, _question(round(around.km or 0), point))
    watch = watch_numbered(reader, around.id)
    kept = query_of(services, reader, watch) if watch else None
    query = replace(kept, places=there.places) if kept and there else there
    return terms_of(query, services.world, ()) if query else None


def _moved(latitude: float, longitude: float, location: Location) -> float:
    return kilometres(latitude, longitude, location.latitude, location.longitude)


def _terms(services: Services, km: int, point: str) -> Terms | None:
    """A point as a watch; None for one off the globe."""
    query = understand(_question(km, point), services.clock(), services.world).query
    return terms_of(query, services.world, ())


def _question(km: int, point: str) -> str:
    return fill("near_question", km=km, point=point)


def _point(location: Location) -> str:
    """Where somebody is, to ten metres."""
    return f"{location.latitude:.4f}, {location.longitude:.4f}"


def _nearest(services: Services, location: Location) -> KnownPlace | None:
    """The nearest town that is known."""
    there = services.world.gazetteer.within(location.latitude, location.longitude, _NEAR_KM)
    return next((place for place in there if place.kind is PlaceKind.CITY), None)


def _named(place: KnownPlace, services: Services) -> str:
    country = services.countries.get(place.country or "", "")
    return ", ".join(part for part in (place.name, country) if part)
