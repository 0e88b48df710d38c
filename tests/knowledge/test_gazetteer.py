"""The gazetteer resolves names as an analyst means them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.globe import kilometres
from domain.places import Place, PlaceKind
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.resolution import Hints


def resolved(gazetteer: Gazetteer, name: str, hints: Hints | None = None) -> Place:
    resolution = gazetteer.resolve(name, hints or Hints())
    assert resolution is not None, name
    return resolution.place


@pytest.mark.parametrize(
    ("name", "country", "shown"),
    [
        ("Tripoli", "LY", "Tripoli"),
        ("Palmyra", "SY", "Palmyra"),
        ("Georgia", "GE", "Georgia"),
        ("Congo", "CD", "DR Congo"),
        ("Sydney", "AU", "Sydney"),
        ("Paris", "FR", "Paris"),
        ("London", "GB", "London"),
        ("Birmingham", "GB", "Birmingham"),
        ("Niger", "NE", "Niger"),
        ("Mali", "ML", "Mali"),
        ("Jordan", "JO", "Jordan"),
        ("Lebanon", "LB", "Lebanon"),
        ("Hebron", "PS", "Hebron"),
        ("Bethlehem", "PS", "Bethlehem"),
        ("Tyre", "LB", "Tyre"),
        ("Derna", "LY", "Derna"),
        ("Kherson", "UA", "Kherson"),
        ("Aden", "YE", "Aden"),
        ("Kiev", "UA", "Kyiv"),
        ("Artemivsk", "UA", "Bakhmut"),
        ("Chuguev", "UA", "Chuhuiv"),
        ("Esfahan", "IR", "Isfahan"),
        ("Khartum", "SD", "Khartoum"),
        ("Halab", "SY", "Aleppo"),
        ("Kobane", "SY", "Kobani"),
        ("Abu Kamal", "SY", "Al-Bukamal"),
        ("Serekaniye", "SY", "Ras al-Ayn"),
        ("USA", "US", "United States"),
        ("DRC", "CD", "DR Congo"),
        ("Burma", "MM", "Myanmar"),
    ],
)
def test_bare_names(gazetteer: Gazetteer, name: str, country: str, shown: str) -> None:
    place = resolved(gazetteer, name)
    assert (place.country, place.name) == (country, shown)


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("Deir ez-Zor province", "sy-07"),
        ("Dayr az-Zawr governorate", "sy-07"),
        ("Deir Ezzour province", "sy-07"),
        ("province of Deir al-Zor", "sy-07"),
        ("Hims province", "sy-11"),
        ("Halab governorate", "sy-09"),
        ("Hassakeh province", "sy-01"),
        ("Dar'a province", "sy-06"),
        ("Sweida", "gn-172408"),
        ("Sweida province", "sy-05"),
        ("As-Suwayda governorate", "sy-05"),
        ("Rif Dimashq", "sy-08"),
        ("Damascus countryside", "sy-08"),
        ("Quneitra governorate", "sy-03"),
        ("Raqqa governorate", "sy-04"),
        ("Kharkiv Oblast", "ua-07"),
        ("Kharkov region", "ua-07"),
        ("Donetsk oblast", "ua-05"),
        ("South Kordofan", "sd-50"),
        ("Southern Kordofan state", "sd-50"),
        ("Gaza Strip", "ps-gz"),
        ("West Bank", "ps-we"),
        ("Helmand", "af-10"),
        ("Hilmand province", "af-10"),
        ("Borno", "ng-27"),
        ("Borno State", "ng-27"),
        ("Anbar", "iq-01"),
        ("Al-Anbar governorate", "iq-01"),
        ("Tigray", "et-53"),
        ("Tigray region", "et-53"),
        ("Khyber Pakhtunkhwa", "pk-03"),
        ("Gao region", "ml-09"),
        ("Nord-Kivu", "cd-11"),
        ("North Kivu province", "cd-11"),
        ("Ituri", "cd-17"),
        ("Cabo Delgado", "mz-01"),
        ("Rakhine State", "mm-01"),
        ("Est region", "bf-08"),
        ("Mopti region", "ml-04"),
        ("محافظة دير الزور", "sy-07"),
        ("Харьковская область", "ua-07"),
    ],
)
def test_first_level_regions(gazetteer: Gazetteer, written: str, id: str) -> None:
    assert resolved(gazetteer, written).id == id


@pytest.mark.parametrize(
    ("written", "country", "latitude", "longitude"),
    [
        ("دير الزور", "SY", 35.34, 40.14),
        ("Київ", "UA", 50.45, 30.52),
        ("Харьков", "UA", 49.99, 36.23),
        ("الفاشر", "SD", 13.63, 25.35),
        ("תל אביב", "IL", 32.08, 34.78),
        ("al-Tanf", "SY", 33.5, 38.62),
        ("Tanf garrison", "SY", 33.5, 38.62),
        ("Ain al-Asad air base", "IQ", 33.79, 42.44),
        ("Ayn al-Assad", "IQ", 33.79, 42.44),
        ("Tower 22", "JO", 33.31, 38.7),
        ("Conoco field", "SY", 35.34, 40.3),
        ("al-Omar oil field", "SY", 35.11, 40.55),
        ("Khmeimim", "SY", 35.4, 35.95),
        ("Dahiyeh", "LB", 33.85, 35.51),
        ("Zaporizhzhia nuclear power plant", "UA", 47.51, 34.59),
        ("Kakhovka dam", "UA", 46.78, 33.37),
        ("Jabalia refugee camp", "PS", 31.54, 34.5),
        ("Zamzam", "SD", 13.49, 25.31),
        ("Baledogle", "SO", 2.67, 44.79),
        ("Torkham border crossing", "PK", 34.12, 71.09),
        ("city of Mosul", "IQ", 36.34, 43.12),
        ("Al Bab city", "SY", 36.37, 37.52),
    ],
)
def test_places_in_other_words(
    gazetteer: Gazetteer, written: str, country: str, latitude: float, longitude: float
) -> None:
    place = resolved(gazetteer, written)
    assert place.country == country
    assert kilometres(place.latitude, place.longitude, latitude, longitude) < 15


@pytest.mark.parametrize(
    ("written", "countries"),
    [
        ("Donbas", {"UA"}),
        ("the Sahel", {"ML", "BF", "NE"}),
        ("Horn of Africa", {"SO", "ET", "ER", "DJ"}),
        ("Darfur", {"SD"}),
        ("Kordofan", {"SD"}),
        ("Levant", {"SY", "LB", "JO"}),
        ("Middle East", {"SY", "IQ", "IL", "YE"}),
        ("eastern Ghouta", {"SY"}),
        ("Kurdistan", {"IQ"}),
        ("northern Syria", {"SY"}),
        ("Syria's northeast", {"SY"}),
        ("NE Syria", {"SY"}),
        ("central Iraq", {"IQ"}),
        ("western Ukraine", {"UA"}),
        ("southern Helmand", {"AF"}),
        ("north of Burkina Faso", {"BF"}),
        ("Africa", {"SD", "NG", "EG"}),
    ],
)
def test_regions(gazetteer: Gazetteer, written: str, countries: set[str]) -> None:
    place = resolved(gazetteer, written)
    assert place.kind is PlaceKind.REGION
    assert countries <= set(place.countries)


def test_a_sea_is_a_box_in_no_country(gazetteer: Gazetteer) -> None:
    sea = resolved(gazetteer, "Red Sea")
    assert (sea.country, sea.countries) == (None, ())
    assert sea.box is not None
    assert sea.box.south < 14 < sea.box.north


@pytest.mark.parametrize("whole", ["Syria", "Iraq", "Mali", "Ukraine", "Helmand", "Sahel"])
def test_parts_by_compass_lie_apart_within_the_whole(gazetteer: Gazetteer, whole: str) -> None:
    parts = {part: resolved(gazetteer, f"{part} {whole}") for part in ("northern", "southern", "eastern", "western")}
    boxes = {part: place.box for part, place in parts.items() if place.box}
    if len(boxes) == 4:
        assert boxes["southern"].north < boxes["northern"].south
        assert boxes["western"].east < boxes["eastern"].west
    country = resolved(gazetteer, whole).country
    assert {place.country for place in parts.values()} == {country}
    for place in parts.values():
        assert gazetteer.get(place.id) == place


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("southern Helmand province", "af-10"),      # where in the country the province lies
        ("eastern Homs province", "part-east-sy-11"),  # Homs does not lie in the east
        ("northern Aleppo countryside", "part-north-sy-09"),
        ("eastern Deir ez-Zor", "part-east-sy-07"),  # the province round the city
        ("western Mosul", "gn-99072"),               # a quarter of the city
        ("west of Homs", "gn-169577"),
        ("South Sudan", "ss"),
        ("North Kivu", "cd-11"),
        ("South Lebanon", "lb-06"),
    ],
)  # fmt: skip
def test_compass_words(gazetteer: Gazetteer, written: str, id: str) -> None:
    assert resolved(gazetteer, written).id == id


def test_the_name_of_a_part_is_that_part_again(gazetteer: Gazetteer) -> None:
    for written in ("northern Syria", "eastern Homs countryside", "southern Helmand", "central Iraq", "western Darfur"):
        part = resolved(gazetteer, written)
        assert resolved(gazetteer, part.name).id == part.id, written


def test_countries_in_the_context_decide(gazetteer: Gazetteer) -> None:
    assert resolved(gazetteer, "Tripoli", Hints(countries=frozenset({"LB"}))).country == "LB"
    assert resolved(gazetteer, "Palmyra", Hints(countries=frozenset({"US"}))).country == "US"
    assert resolved(gazetteer, "Tripoli, Lebanon").country == "LB"
    assert resolved(gazetteer, "Palmyra, Homs").country == "SY"


def test_kinds_decide(gazetteer: Gazetteer) -> None:
    assert resolved(gazetteer, "Homs").kind is PlaceKind.CITY
    assert resolved(gazetteer, "Homs", Hints(kinds=frozenset({PlaceKind.ADMIN1}))).id == "sy-11"


def test_a_point_nearby_decides(gazetteer: Gazetteer) -> None:
    assert resolved(gazetteer, "Tripoli", Hints(near=(34.4, 35.9))).country == "LB"


def test_places_with_events_are_likelier(gazetteer: Gazetteer) -> None:
    bare = gazetteer.candidates("Tripoli")
    assert [found.place.country for found in bare[:2]] == ["LY", "LB"]
    asked = gazetteer.candidates("Tripoli", Hints(known={bare[1].place.id: 12}))
    assert asked[0].place.country == "LB"
    assert "12 events" in asked[0].reason
    assert asked[0].score > bare[1].score


def test_close_calls_come_back_as_rivals(gazetteer: Gazetteer) -> None:
    tripoli = gazetteer.resolve("Tripoli")
    assert tripoli is not None
    assert "LB" in {place.country for place in tripoli.rivals}
    mosul = gazetteer.resolve("Mosul")
    assert mosul is not None
    assert mosul.rivals == ()


def test_a_reason_is_given(gazetteer: Gazetteer) -> None:
    exact = gazetteer.resolve("Mosul", Hints(countries=frozenset({"IQ"})))
    misspelt = gazetteer.resolve("Mosool")
    assert exact is not None
    assert misspelt is not None
    assert "exact name" in exact.reason
    assert "IQ is in the context" in exact.reason
    assert "spelt like" in misspelt.reason
    assert misspelt.score < exact.score <= 1


@pytest.mark.parametrize("word", ["casualties", "latest", "strikes", "yesterday", "killed", "fighting", "bombings"])
def test_everyday_words_are_no_places(gazetteer: Gazetteer, word: str) -> None:
    resolution = gazetteer.resolve(word)
    assert resolution is None or resolution.score < 0.6


@pytest.mark.parametrize("nothing", ["", " ", "?!", "🚨", "x" * 5000, "qqqqqqqqqzzzz", "12345"])
def test_nothing_is_found_where_nothing_is(gazetteer: Gazetteer, nothing: str) -> None:
    resolution = gazetteer.resolve(nothing)
    assert resolution is None or resolution.score < 0.6
    assert gazetteer.named(nothing) == () or nothing == "12345"


def test_adjectives_and_demonyms(gazetteer: Gazetteer) -> None:
    codes = {"Syrian": "SY", "Israelis": "IL", "Burkinabe": "BF", "Congolese": "CD", "Nigerien": "NE", "Nigerian": "NG"}
    assert {word: gazetteer.country_of_adjective(word) for word in codes} == codes
    assert gazetteer.country_of_adjective("green") is None


def test_parents_and_twins(gazetteer: Gazetteer) -> None:
    tanf = resolved(gazetteer, "al-Tanf")
    assert [place.id for place in gazetteer.chain(tanf)] == ["sy-11", "sy"]
    homs = resolved(gazetteer, "Homs")
    province = gazetteer.twin(homs)
    assert province is not None
    assert province.id == "sy-11"
    assert gazetteer.twin(province) == homs
    assert gazetteer.twin(resolved(gazetteer, "Palmyra")) is None
    part = resolved(gazetteer, "northern Syria")
    assert [place.id for place in gazetteer.chain(part)] == ["sy"]


def test_first_level_regions_of_a_country(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.admin1s("SY")) == 14
    assert len(gazetteer.admin1s("iq")) == 19
    assert {place.country for place in gazetteer.admin1s("UA")} == {"UA"}
    assert gazetteer.admin1s("XX") == ()


def test_within_a_radius(gazetteer: Gazetteer) -> None:
    near = gazetteer.within(35.3359, 40.1408, 20)
    assert near[0].name == "Deir ez-Zor"
    away = [kilometres(35.3359, 40.1408, place.latitude, place.longitude) for place in near]
    assert away == sorted(away)
    assert away[-1] <= 20
    wide = gazetteer.within(35.3359, 40.1408, 60)
    assert {place.id for place in near} < {place.id for place in wide}


@pytest.mark.parametrize("longitude", [179.9, -179.9])
def test_a_radius_over_the_date_line(gazetteer: Gazetteer, longitude: float) -> None:
    found = gazetteer.within(-16.8, longitude, 900)
    assert any(place.longitude > 179 for place in found)
    assert any(place.longitude < -179 for place in found)


def test_radius_at_the_pole(gazetteer: Gazetteer) -> None:
    assert all(place.latitude > 70 for place in gazetteer.within(89.9, 0.0, 1500))


def test_beginnings_of_names(gazetteer: Gazetteer) -> None:
    assert [place.name for place in gazetteer.starting_with("mosu", 1)] == ["Mosul"]
    assert len(gazetteer.starting_with("al", 7)) == 7
    assert gazetteer.starting_with("") == []


def test_many_threads_may_ask(gazetteer: Gazetteer) -> None:
    names = ["Omdruman", "Mosul", "northern Syria", "Kharkov", "Felluja", "Tikirt"] * 20
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda name: resolved(gazetteer, name).id, names))
    assert found == [resolved(gazetteer, name).id for name in names]


def test_unknown_ids(gazetteer: Gazetteer) -> None:
    for id in ("", "gn-", "gn-999999999999", "part-north-xx", "part-up-sy", "xx"):
        assert gazetteer.get(id) is None
    assert gazetteer.country("XX") is None
    assert gazetteer.get("gn-04") is not None  # a region of Guinea, not a number of GeoNames
