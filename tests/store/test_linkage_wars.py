"""Pairs of mentions from several wars: one event reported twice, and its look-alikes (the traps).

Every pair stands for something that reports do: tolls rise, towns have two names, a denial comes a day later; and towns
are struck twice a day, neighbours are hit together, a list repeats one sentence for each place.
"""

from datetime import UTC, datetime, timedelta

import pytest

from domain.actors import Actor, ActorKind
from domain.calendar import days, months_range, week_range
from domain.casualties import Group
from domain.events import Event, Evidence, Status
from domain.places import EventPlace, Place, PlaceKind, PlaceRole, named_place
from domain.times import Precision, TimeRange
from store.linkage.comparison import compare
from tests.store.making import DAY, RSF, at_least, event, injured, killed
from tests.store.test_linkage import pair, party

NEXT, LATER = DAY + timedelta(days=1), DAY + timedelta(days=2)


def city(number: int, name: str, country: str, admin1: str, latitude: float, longitude: float) -> Place:
    return Place(f"gn-{number}", name, PlaceKind.CITY, country, admin1, latitude, longitude)


def armed(name: str, kind: ActorKind = ActorKind.ARMED_GROUP, country: str | None = None) -> Actor:
    return Actor(name.lower().replace(" ", "-"), name, kind, country)


KHARKIV = city(101, "Kharkiv", "UA", "ua-07", 49.98, 36.25)
CHUHUIV = city(102, "Chuhuiv", "UA", "ua-07", 49.84, 36.69)
ODESA = city(103, "Odesa", "UA", "ua-17", 46.48, 30.73)
KHARKIV_REGION = Place("ua-07", "Kharkiv", PlaceKind.ADMIN1, "UA", "ua-07", 49.6, 36.4)
UKRAINE = Place("ua", "Ukraine", PlaceKind.COUNTRY, "UA", None, 49.0, 32.0)
ODESA_PORT = Place("site-odesa-port", "port of Odesa", PlaceKind.SITE, "UA", "ua-17", 46.50, 30.75)
BELGOROD = city(104, "Belgorod", "RU", "ru-09", 50.60, 36.59)
GAZA_CITY = city(105, "Gaza", "PS", "ps-gz", 31.50, 34.47)
KHAN_YUNIS = city(106, "Khan Yunis", "PS", "ps-gz", 31.34, 34.30)
RAFAH = city(107, "Rafah", "PS", "ps-gz", 31.28, 34.25)
GAZA_STRIP = Place("ps-gz", "Gaza Strip", PlaceKind.ADMIN1, "PS", "ps-gz", 31.4, 34.4)
FASHER = city(108, "El Fasher", "SD", "sd-55", 13.63, 25.35)
ZAMZAM = Place("site-zamzam", "Zamzam camp", PlaceKind.SITE, "SD", "sd-55", 13.49, 25.31)
HODEIDAH = city(109, "Hodeidah", "YE", "ye-08", 14.80, 42.95)
RED_SEA = Place("region-red-sea", "Red Sea", PlaceKind.REGION, None, None, 20.0, 38.0)
GOMA = city(110, "Goma", "CD", "cd-11", -1.68, 29.22)
SAKE = city(111, "Sake", "CD", "cd-11", -1.57, 29.04)
NORTH_KIVU = Place("cd-11", "North Kivu", PlaceKind.ADMIN1, "CD", "cd-11", -0.6, 29.0)
KIDAL = city(112, "Kidal", "ML", "ml-08", 18.44, 1.41)
BAMAKO = city(113, "Bamako", "ML", "ml-bko", 12.65, -8.0)
BANNU = city(114, "Bannu", "PK", "pk-03", 32.99, 70.61)
PESHAWAR = city(115, "Peshawar", "PK", "pk-03", 34.01, 71.58)
LASHIO = city(116, "Lashio", "MM", "mm-17", 22.94, 97.75)
CALI = city(117, "Cali", "CO", "co-76", 3.44, -76.52)
JAMUNDI = city(118, "Jamundi", "CO", "co-76", 3.26, -76.54)

YELWATA = city(121, "Yelwata", "NG", "ng-26", 7.75, 8.95)
GUMA = city(122, "Guma", "NG", "ng-26", 7.90, 8.50)
KENSCOFF = city(123, "Kenscoff", "HT", "ht-11", 18.45, -72.29)
LABODRIE = named_place("Labodrie", PlaceKind.CITY, KENSCOFF)
OLD_FANGAK = named_place(
    "Old Fangak", PlaceKind.CITY, Place("ss-03", "Jonglei", PlaceKind.ADMIN1, "SS", "ss-03", 7.4, 32.0)
)
FANGAK = city(124, "Fangak", "SS", "ss-03", 9.07, 30.88)

RUSSIA, UKRAINIANS = armed("Russia", ActorKind.STATE, "RU"), armed("Ukraine", ActorKind.STATE, "UA")
ISRAEL, HAMAS = armed("Israel", ActorKind.STATE, "IL"), armed("Hamas")
HOUTHIS, M23, ADF = armed("Houthis"), armed("March 23 Movement"), armed("Allied Democratic Forces")
CONGO = armed("Democratic Republic of the Congo", ActorKind.STATE, "CD")
JNIM, MALI = armed("JNIM"), armed("Mali", ActorKind.STATE, "ML")
TTP, PAKISTAN = armed("Tehrik-i-Taliban Pakistan"), armed("Pakistan", ActorKind.STATE, "PK")
JUNTA, TNLA = armed("Myanmar", ActorKind.STATE, "MM"), armed("Ta'ang National Liberation Army")
DISSIDENTS, SUDAN_ARMY = armed("FARC dissidents"), armed("Sudan", ActorKind.STATE, "SD")


def at(hour: int, minute: int = 0) -> TimeRange:
    moment = datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=UTC)
    return TimeRange(moment, moment + timedelta(minutes=1), Precision.INSTANT)


def words(text: str) -> tuple[Evidence, ...]:
    return (Evidence(0, len(text), text),)


def places(*known: Place) -> tuple[EventPlace, ...]:
    return tuple(EventPlace(place, place.name) for place in known)


def overnight() -> TimeRange:
    return days(DAY - timedelta(days=1), DAY, Precision.DAY)


ONE: dict[str, tuple[Event, Event]] = {
    "Kharkiv: a missile first, then its kind": (
        event("strike", KHARKIV, DAY, killed(2), by=RUSSIA),
        event("missile-strike", KHARKIV, DAY, killed(6), injured(17), by=RUSSIA),
    ),
    "Kharkiv: overnight and on the day": (
        event("drone-strike", KHARKIV, None, time=overnight()),
        event("drone-strike", KHARKIV, DAY),
    ),
    "Odesa: the port and the city": (
        event("drone-strike", ODESA),
        event("drone-strike", ODESA_PORT, weapons=("drone",)),
    ),
    "Chuhuiv: the region named, the same toll": (
        event("missile-strike", KHARKIV_REGION, DAY, killed(6), injured(17), by=RUSSIA),
        event("missile-strike", CHUHUIV, DAY, killed(6), injured(17), by=RUSSIA),
    ),
    "Belgorod: one side calls it shelling, the other a missile": (
        event("shelling", BELGOROD, DAY, killed(3), by=UKRAINIANS),
        event("missile-strike", BELGOROD, DAY, killed(3), by=UKRAINIANS),
    ),
    "Gaza: the toll rises by the evening": (
        event("air-strike", KHAN_YUNIS, DAY, at_least(4, group=Group.CIVILIAN), by=ISRAEL),
        event("air-strike", KHAN_YUNIS, DAY, killed(6, group=Group.CIVILIAN), by=ISRAEL),
    ),
    "Gaza: stated to the hour and to the day": (
        event("air-strike", GAZA_CITY, None, time=at(3, 20)),
        event("air-strike", GAZA_CITY, DAY, by=ISRAEL),
    ),
    "Gaza: the strip named, sides and toll the same": (
        event("air-strike", GAZA_STRIP, DAY, killed(9), by=ISRAEL, on=HAMAS),
        event("air-strike", RAFAH, DAY, killed(9), by=ISRAEL, on=HAMAS),
    ),
    "El Fasher: attackers are named by one side only": (
        event("shelling", FASHER, DAY, killed(12)),
        event("shelling", FASHER, DAY, killed(12), by=RSF),
    ),
    "Red Sea: placed at sea and off the port": (
        event("shooting", RED_SEA, DAY, injured(0), by=HOUTHIS, weapons=("skiff",)),
        event("shooting", HODEIDAH, DAY, by=HOUTHIS, weapons=("skiff",), places=places(HODEIDAH, RED_SEA)),
    ),
    "Goma: taken, said the rebels; lost, said the army": (
        event("capture", GOMA, DAY, by=M23),
        event("withdrawal", GOMA, DAY, by=armed("DR Congo", ActorKind.STATE, "CD")),
    ),
    "North Kivu: an attack and its dead": (
        event("attack", SAKE, DAY, killed(13), by=ADF),
        event("killing", SAKE, DAY, killed(9), by=ADF),
    ),
    "Kidal: assault and clash, the same sides": (
        event("assault", KIDAL, DAY, by=JNIM, on=MALI),
        event("clash", KIDAL, DAY, actors=party(JNIM, MALI)),
    ),
    "Kidal: each side counts the other's dead": (
        event("assault", KIDAL, DAY, killed(12, side="mali"), by=JNIM, on=MALI),
        event("assault", KIDAL, DAY, at_least(60, side="mali"), by=JNIM, on=MALI, status=Status.CLAIMED),
    ),
    "Bannu: a suicide bomber in a vehicle": (
        event("suicide-bombing", BANNU, DAY, killed(5), injured(11)),
        event("vehicle-bombing", BANNU, DAY, killed(6), injured(11)),
    ),
    "Bannu: this week, the same dead": (
        event("suicide-bombing", BANNU, None, killed(6), on=PAKISTAN, time=week_range(DAY)),
        event("suicide-bombing", BANNU, DAY, killed(6), on=PAKISTAN),
    ),
    "Lashio: shelled, denied the day after": (
        event("air-strike", LASHIO, DAY, killed(7), by=JUNTA),
        event("air-strike", LASHIO, NEXT, by=JUNTA, status=Status.DENIED),
    ),
    "Lashio: raid and clash, the same dead": (
        event("raid", LASHIO, DAY, killed(4), by=TNLA),
        event("clash", LASHIO, DAY, killed(4), actors=party(TNLA, JUNTA)),
    ),
    "Lashio: an offensive begun, and announced the day after": (
        event("offensive", LASHIO, DAY, by=TNLA),
        event("offensive", LASHIO, NEXT, by=TNLA, on=JUNTA),
    ),
    "Lashio: a ceasefire agreed, in force the day after": (
        event("ceasefire", LASHIO, DAY, actors=party(TNLA, JUNTA)),
        event("ceasefire", LASHIO, NEXT, actors=party(TNLA, JUNTA)),
    ),
    "Cali: a wire's sentence, carried with a word changed": (
        event("ied", CALI, DAY, evidence=words("A bomb left in a car park in the south of Cali wounded four people")),
        event("bombing", CALI, DAY, evidence=words("A bomb left in a car park in southern Cali wounded four people")),
    ),
    "Benue: a village, and the district around a town": (
        event("attack", YELWATA, DAY, killed(45)),
        event("attack", GUMA, DAY, killed(45), evidence=words("Gunmen killed 45 people in Guma district on Friday")),
    ),
    "Haiti: a village known by its name alone, and the town that it was named with": (
        event("assault", LABODRIE, DAY, killed(40)),
        event("assault", KENSCOFF, DAY, killed(42)),
    ),
    "Haiti: no place read, but the village stands in the sentence": (
        event("assault", None, DAY, killed(40), evidence=words("Some 40 people of Labodrie were killed in the night")),
        event("assault", LABODRIE, DAY, killed(42)),
    ),
    "South Sudan: one name in the gazetteer and a longer one by its name alone": (
        event("air-strike", OLD_FANGAK, DAY, killed(7)),
        event("bombing", FANGAK, DAY, killed(7)),
    ),
    "No place in one of them, the rare name and the scene shared": (
        event("shooting", None, DAY, evidence=words("Gunmen fired at pilgrims near the Munyonyo basilica on Tuesday")),
        event("shooting", GOMA, DAY, evidence=words("Pilgrims were shot at by the shrine of Munyonyo, police said")),
    ),
    "Pakistan: a movement and one of its parts": (
        event("killing", BANNU, DAY, killed(4), by=TTP),
        event("killing", BANNU, DAY, killed(4), by=armed("Jamaat-ul-Ahrar")),
    ),
    "Jamundi: hostages and abducted": (
        event("hostage-taking", JAMUNDI, DAY, by=DISSIDENTS),
        event("abduction", JAMUNDI, DAY, by=DISSIDENTS),
    ),
}

TWO: dict[str, tuple[Event, Event]] = {
    "Kharkiv: struck in the morning and in the evening": (
        event("missile-strike", KHARKIV, None, time=at(5)),
        event("missile-strike", KHARKIV, None, time=at(19)),
    ),
    "Kharkiv: the day after, the same toll": (
        event("drone-strike", KHARKIV, DAY, killed(6), by=RUSSIA),
        event("drone-strike", KHARKIV, NEXT, killed(6), by=RUSSIA),
    ),
    "Kharkiv and Chuhuiv in one night": (
        event("drone-strike", KHARKIV, DAY, by=RUSSIA),
        event("drone-strike", CHUHUIV, DAY, by=RUSSIA),
    ),
    "Kharkiv and Belgorod, each side of the border": (
        event("shelling", KHARKIV, DAY, killed(3), by=RUSSIA),
        event("shelling", BELGOROD, DAY, killed(3), by=UKRAINIANS),
    ),
    "Ukraine as a whole and one of its towns": (
        event("drone-strike", UKRAINE, DAY, by=RUSSIA, count=80),
        event("drone-strike", ODESA, DAY, by=RUSSIA),
    ),
    "Odesa: launched from there, struck elsewhere": (
        event("drone-strike", None, DAY, places=(EventPlace(ODESA, "Odesa", PlaceRole.ORIGIN), *places(BELGOROD))),
        event("drone-strike", ODESA, DAY),
    ),
    "Odesa: a strike and a protest on one day": (event("drone-strike", ODESA), event("protest", ODESA)),
    "Gaza: two towns on one day, the same toll": (
        event("air-strike", GAZA_CITY, DAY, killed(5), by=ISRAEL),
        event("air-strike", KHAN_YUNIS, DAY, killed(5), by=ISRAEL),
    ),
    "Gaza: neighbouring towns, nothing else shared": (event("shelling", KHAN_YUNIS), event("shelling", RAFAH)),
    "Gaza: the strip as a whole, far other tolls": (
        event("air-strike", GAZA_STRIP, DAY, killed(54), by=ISRAEL),
        event("air-strike", RAFAH, DAY, killed(3), by=ISRAEL),
    ),
    "Gaza: a strike and the shooting at a queue": (
        event("air-strike", RAFAH, DAY, killed(20)),
        event("shooting", RAFAH, DAY, killed(4)),
    ),
    "El Fasher: shelled by one side, struck by the other": (
        event("shelling", FASHER, DAY, killed(5), by=RSF),
        event("air-strike", FASHER, DAY, killed(31), by=SUDAN_ARMY, on=RSF),
    ),
    "El Fasher and the camp beyond it": (event("shelling", FASHER), event("shelling", ZAMZAM)),
    "El Fasher: a month's summary and one day": (
        event("shelling", FASHER, None, killed(120), by=RSF, time=months_range(DAY.year, DAY.month, DAY.month)),
        event("shelling", FASHER, DAY, killed(5), by=RSF),
    ),
    "Red Sea: two ships on two days": (
        event("missile-strike", RED_SEA, DAY, by=HOUTHIS),
        event("missile-strike", RED_SEA, LATER, by=HOUTHIS),
    ),
    "Hodeidah: threatened and struck": (
        event("air-strike", HODEIDAH, DAY, by=ISRAEL, status=Status.PLANNED),
        event("air-strike", HODEIDAH, DAY, by=ISRAEL),
    ),
    "Goma: taken, and its people flee": (event("capture", GOMA, DAY, by=M23), event("displacement", GOMA, DAY)),
    "Goma and Sake taken on one day": (event("capture", GOMA, DAY, by=M23), event("capture", SAKE, DAY, by=M23)),
    "Goma: captured, and aid agreed on": (event("capture", GOMA, DAY), event("agreement", GOMA, DAY)),
    "North Kivu: the province, nothing else shared": (
        event("attack", NORTH_KIVU, DAY, killed(3)),
        event("attack", SAKE, DAY, killed(21)),
    ),
    "Goma: one side's offensive, the other's the day after": (
        event("offensive", GOMA, DAY, by=M23),
        event("offensive", GOMA, NEXT, by=CONGO),
    ),
    "Goma: an offensive, and one begun two days later": (
        event("offensive", GOMA, DAY, by=M23),
        event("offensive", GOMA, LATER, by=M23),
    ),
    "Goma: an ambush, and one the day after": (
        event("ambush", GOMA, DAY, by=M23),
        event("ambush", GOMA, NEXT, by=M23),
    ),
    "Mali: the far ends of a country, one group": (
        event("ambush", KIDAL, DAY, killed(8), by=JNIM),
        event("ambush", BAMAKO, DAY, killed(8), by=JNIM),
    ),
    "Mali: foiled here, carried out there": (
        event("vehicle-bombing", BAMAKO, DAY, prevented=True),
        event("vehicle-bombing", KIDAL, DAY, killed(4)),
    ),
    "Bannu: the checkpoint, and the arrests after it": (
        event("suicide-bombing", BANNU, DAY, killed(6)),
        event("arrest", BANNU, DAY, by=PAKISTAN),
    ),
    "Bannu: a bomber on Monday, a drone on Tuesday": (
        event("suicide-bombing", BANNU, DAY, killed(6), on=PAKISTAN),
        event("drone-strike", BANNU, NEXT, on=PAKISTAN),
    ),
    "Bannu: one bomb there, one in Peshawar": (
        event("ied", BANNU, DAY, killed(3), by=TTP, on=PAKISTAN),
        event("ied", PESHAWAR, DAY, killed(3), by=TTP, on=PAKISTAN),
    ),
    "Pakistan: a raid by the army, an ambush on it": (
        event("raid", BANNU, DAY, killed(9), by=PAKISTAN, on=TTP),
        event("ambush", BANNU, DAY, killed(2), by=TTP, on=PAKISTAN),
    ),
    "Lashio: recalled from last year": (
        event("clash", LASHIO, DAY.replace(year=DAY.year - 1), killed(7), actors=party(TNLA, JUNTA)),
        event("clash", LASHIO, DAY, killed(7), actors=party(TNLA, JUNTA)),
    ),
    "Lashio: a truce signed, a truce broken by shelling": (
        event("ceasefire", LASHIO, DAY, actors=party(TNLA, JUNTA)),
        event("shelling", LASHIO, DAY, by=JUNTA),
    ),
    "Benue: a village, and a town that is no district": (
        event("attack", YELWATA, DAY, killed(45)),
        event("attack", GUMA, DAY, killed(45), evidence=words("Gunmen killed 45 people in Guma on Friday")),
    ),
    "Haiti: a village known by its name alone in another country": (
        event("assault", LABODRIE, DAY, killed(40)),
        event("assault", CALI, DAY, killed(40)),
    ),
    "No place in one of them, only the names of a ministry shared": (
        event("shooting", None, DAY, evidence=words("The Ministry of Defence said that gunmen fired at a car")),
        event("shooting", GOMA, DAY, evidence=words("Shots were heard in town, the Ministry of Defence said")),
    ),
    "Bannu: soldiers killed in one, militants in the other by the army": (
        event("assault", BANNU, DAY, killed(12, group=Group.MILITARY), by=TTP),
        event("raid", BANNU, DAY, killed(13, group=Group.MILITANT), by=PAKISTAN),
    ),
    "Kharkiv: two nights that follow each other": (
        event("drone-strike", KHARKIV, None, killed(3), time=overnight()),
        event("drone-strike", KHARKIV, None, killed(3), time=days(DAY, NEXT, Precision.DAY)),
    ),
    "Cali: one sentence for each place of a list": (
        event("bombing", CALI, DAY, evidence=words("Near the town, one strike hit a police post and wounded officers")),
        event("bombing", JAMUNDI, DAY, evidence=words("Near the town, one strike hit a police post and wounded four")),
    ),
    "Colombia: claimed, and condemned": (
        event("claim-of-responsibility", CALI, DAY, by=DISSIDENTS),
        event("condemnation", CALI, DAY),
    ),
}


@pytest.mark.parametrize("name", ONE)
def test_one_event(name: str) -> None:
    found = compare(*pair(*ONE[name], other_day=NEXT))
    assert found.linked, found


@pytest.mark.parametrize("name", TWO)
def test_two_events(name: str) -> None:
    found = compare(*pair(*TWO[name], other_day=NEXT))
    assert not found.linked, found
