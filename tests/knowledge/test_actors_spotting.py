"""Actors named in texts, by the phenomenon of language: sentence → who is named, how, whose people.

A case is a sentence and its spans as "words=actor/form/group"; a state's name that may be a place counts as any other.
"""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.actors.catalogue import ActorSpan, Catalogue


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.open()


def tokens(text: str) -> list[str]:
    return text.replace(",", " ,").split()


def in_words(words: list[str], spans: list[ActorSpan]) -> list[str]:
    return [
        f"{' '.join(words[span.start : span.end])}={span.actor.id}/{span.form}"
        + (f"/{span.group}" if span.group else "")
        for span in spans
    ]


def check(catalogue: Catalogue, text: str, expected: str, **hints: frozenset[str]) -> None:
    words = tokens(text)
    assert in_words(words, catalogue.spot(words, **hints)) == [part for part in expected.split(" | ") if part]


ADJECTIVE_AND_HEAD = [
    ("Norwegian troops crossed the bridge", "Norwegian troops=nor/forces/military"),
    ("a Peruvian navy patrol sank the boat", "Peruvian navy patrol=per/forces/military"),
    ("Kenyan special forces stormed the hotel", "Kenyan special forces=ken/forces/military"),
    ("two Ecuadorian police officers died", "Ecuadorian police officers=ecu/forces/police"),
    ("Thai border police found the bodies", "Thai border police=tha/forces/police"),
    ("Portuguese fishermen were rescued", "Portuguese fishermen=prt/adjective/civilian"),
    ("Belgian warplanes struck a depot", "Belgian warplanes=bel/forces/military"),
    ("an Azerbaijani drone strike", "Azerbaijani=aze/adjective"),
    ("Azerbaijani drones circled", "Azerbaijani drones=aze/forces/military"),
    ("Greece's coast guard opened fire", "Greece's coast guard=grc/forces/police"),
    ("Angola army convoy", "Angola army convoy=ago/forces/military"),
    ("the Tunisian interior ministry said", "Tunisian interior ministry=tun/forces"),
    ("the former Peruvian government", "Peruvian government=per/forces"),
    ("the armed forces of Chile", "armed forces of Chile=chl/forces/military"),
    ("the government of the United Kingdom", "the government of the United Kingdom=gbr/forces"),
    ("Al-Shabaab fighters", "Al-Shabaab fighters=al-shabaab/forces/militant"),
    ("Naxalite insurgents", "Naxalite insurgents=communist-party-of-india-maoist/forces/militant"),
    ("the NPA's guerrillas", "NPA's guerrillas=new-peoples-army/forces/militant"),
    ("three Danes were killed", "Danes=dnk/adjective"),
    ("Peruvian and Bolivian soldiers", "Peruvian=per/adjective | Bolivian soldiers=bol/forces/military"),
    ("Chadian soldiers, jets and drones", "Chadian soldiers=tcd/forces/military"),
    ("two soldiers from Uganda", "soldiers=uga/phrase/military | Uganda=uga/name"),
    ("Saudi militants were arrested", "Saudi militants=militants/phrase/militant"),
    ("Chadian rebel fighters", "Chadian rebel fighters=rebels/phrase/militant"),
    ("Bolivian protesters blocked roads", "Bolivian protesters=protesters/phrase/civilian"),
    ("a Danish commander", "Danish commander=dnk/forces"),
    ("russias army shells towns", "russias army=rus/forces/military"),
    ("a Taliban suicide bomber", "Taliban suicide bomber=taliban/forces/militant"),
    ("Russian-installed officials in Kherson", "officials=government/phrase"),
    ("Indian Kashmir police", "Indian=ind/adjective | police=ind/phrase/police"),
]

NOT_THE_ONE_NAMED = [
    ("Sudan-backed militiamen attacked", "militiamen=militants/phrase/militant"),
    ("a Chinese-made rocket fell", ""),
    ("Russian-occupied Melitopol was shelled", ""),
    ("the Panamanian-flagged tanker", ""),
    ("anti-Taliban fighters withdrew", "fighters=militants/phrase/militant"),
    ("pro-Ethiopian militias", "militias=militants/phrase/militant"),
    ("the French-speaking north", ""),
    ("Hezbollah-run hospitals", "Hezbollah-run=hezbollah/name"),
    ("the Houthi-run interior ministry", "Houthi-run interior ministry=houthis/forces"),
    ("saudi backed forces advanced", ""),
    ("Abu Hamza al-Iraqi was captured", ""),
    ("a canoe on Lake Chad", ""),
    ("pipelines in the Niger Delta", ""),
    ("piracy in the Gulf of Guinea", ""),
]

PRONOUNS_AND_VERBS = [
    ("tell us everything about yesterday", ""),
    ("can you give us a list of raids", ""),
    ("let us see casualties", ""),
    ("show us what happened", ""),
    ("send us alerts", ""),
    ("us raids in somalia", "us=usa/adjective | somalia=som/name"),
    ("latest us casualties", "us=usa/adjective"),
    ("attacks on us bases", "us=usa/adjective"),
    ("how many us soldiers died", "us soldiers=usa/forces/military"),
    ("iran vs us", "iran=irn/name | us=usa/name"),
    ("did us bomb sanaa", "us=usa/adjective"),
    ("The enemy shot at us near Homs, said Ali of the SDF", "enemy=enemy/phrase | SDF=syrian-democratic-forces/name"),
    ("A US patrol met us on the road, SDF men said", "US patrol=usa/forces | SDF=syrian-democratic-forces/name"),
    ("is claims ambush", "is=islamic-state/name"),
    ("ambushes claimed by is", "is=islamic-state/name"),
    ("recent is raids in homs desert", "is=islamic-state/name"),
    ("what is the latest", ""),
    ("who is attacking whom", ""),
    ("there is fighting in the east", ""),
    ("is it over", ""),
    ("how is the situation in aleppo", ""),
    ("The road is closed and IS holds the hill", "IS=islamic-state/name"),
    ("WHAT IS NEW IN ALEPPO", ""),
    ("IS CELL BUSTED", "IS CELL=islamic-state/forces/militant"),
    ("US STRIKES KILL TEN", "US=usa/adjective"),
    ("TELL US MORE", ""),
    ("who attacked the WHO office in Goma", "WHO=world-health-organization/name"),
    ("who attacked the town", ""),
]

ACRONYMS_AND_WORDS = [
    ("a car bomb near the market", ""),
    ("the CAR army retook Bria", "CAR army=caf/forces/military"),
    ("two killed when CAR bomb explodes", ""),
    ("AA troops entered the town in Rakhine", "AA troops=arakan-army/forces/military"),
    ("replace the AA batteries", ""),
    ("send the map as a pdf", ""),
    ("PDF units attacked a convoy in Sagaing", "PDF units=peoples-defence-force/forces"),
    ("one soldier KIA and two wounded", "soldier=soldiers/phrase/military"),
    ("KIA troops shelled Bhamo", "KIA troops=kachin-independence-army/forces/military"),
    ("the MoD in London", "MoD=ministry-of-defence/phrase"),
    ("Jan 5 attacks", ""),
    ("do not let them pass", ""),
    ("a matter of fact", ""),
    ("the plan failed", ""),
    ("an amnesty for deserters", ""),
    ("Amnesty said", "Amnesty=amnesty-international/media"),
    ("he would trump that", ""),
    ("Trump ordered the strikes", "Trump=usa/person"),
    ("a gallant defence", ""),
    ("flights to sana", ""),
    ("SANA reported an explosion in Homs", "SANA=syr/media"),
    ("march in may", ""),
    ("the 17 May battalion", ""),
]

STATES_AND_OTHER_THINGS = [
    ("Jordan Henderson scored in Riyadh", ""),
    ("Jordan intercepted a drone over Irbid", "Jordan=jor/name"),
    ("Chad Michaels was among the dead in Kidal", ""),
    ("Chad expelled the envoy", "Chad=tcd/name"),
    ("Jordan King Abdullah visited the base", "Jordan=jor/name | King Abdullah=jor/person"),
    ("Georgia opposition rally", "Georgia=geo/name"),
    ("a storm over Georgia, near Savannah and Atlanta", ""),
    ("turkey shells afrin", "turkey=tur/name"),
    ("wild turkey hunting season", ""),
    ("Israel Katz vowed more strikes", "Israel Katz=isr/person"),
    ("Israel Defense Forces", "Israel Defense Forces=isr/forces/military"),
    ("hama countryside shelling", ""),
    ("hama's airport was hit", ""),
    ("hamas' rockets", "hamas' rockets=hamas/forces/military"),
    ("Hamas rockets hit Sderot", "Hamas rockets=hamas/forces/military"),
    ("niger army ambushed", "niger army=ner/forces/military"),
    ("Nigeria bandits", "Nigeria=nga/name | bandits=bandits/phrase/militant"),
    ("Equatorial Guinea coup", "Equatorial Guinea=gnq/name"),
    ("Guinea-Bissau's president", "Guinea-Bissau's president=gnb/forces"),
    ("Papua New Guinea police", "Papua New Guinea police=png/forces/police"),
    ("guinea pigs", ""),
    ("South Sudan clashes", "South Sudan=ssd/name"),
    ("DR Congo rebels", "DR Congo=cod/name | rebels=rebels/phrase/militant"),
    ("Oman brokered a truce", "Oman=omn/name"),
]

CAPITALS_THAT_SPEAK = [
    ("Bamako said twelve had died", "Bamako=mli/metonym"),
    ("Addis Ababa has repeatedly denied it", "Addis Ababa=eth/metonym"),
    ("they accused Kigali of arming them", "Kigali=rwa/metonym"),
    ("relations with Ankara soured", "Ankara=tur/metonym"),
    ("fighters loyal to Khartoum", "fighters=militants/phrase/militant | Khartoum=sdn/metonym"),
    ("Kyiv's troops withdrew", "Kyiv's troops=ukr/forces/military"),
    ("explosions in Kyiv", ""),
    ("the mayor of Kyiv said", "mayor=regional-governor/phrase"),
    ("Kyiv attacks overnight", ""),
    ("Port Sudan airport hit", ""),
    ("the Kremlin denied it", "the Kremlin=rus/metonym"),
]

WHICH_OF_SEVERAL = [
    ("the coalition bombed Saada and the Houthis fired back", "saudi-led-coalition"),
    ("coalition jets struck near Raqqa", "global-coalition-against-daesh"),
    ("the coalition handed Helmand to Afghan troops", "international-security-assistance-force"),
    ("RSF gunmen looted El Fasher in Darfur", "rapid-support-forces"),
    ("RSF says press freedom declined and journalists are in jail", "reporters-without-borders"),
    ("SNA troops and al-Shabaab fought near Mogadishu", "som"),
    ("SNA factions shelled Manbij in Syria", "syrian-national-army"),
    ("ISF arrested two men in Beirut", "lbn"),
    ("ISF retook Ramadi in Iraq", "irq"),
    ("al-Shabab beheaded villagers in Cabo Delgado", "islamic-state-mozambique"),
    ("ADF rebels killed nine in Ituri", "allied-democratic-forces"),
    ("the ADF sent Australian sailors", "aus"),
    ("the ISI in Rawalpindi denied it", "pak"),
    ("Khawarij attacked near Mogadishu in Somalia", "al-shabaab"),
    ("US-led airstrikes on the Houthis", "usa"),
    ("US-led airstrikes and Iraqi troops", "global-coalition-against-daesh"),
    ("the Rada in Kyiv passed a bill", "ukr"),
    ("Rada fighters clashed in Tripoli", "rada-special-deterrence-force"),
]

UNNAMED = [
    ("unidentified gunmen shot a judge", "unidentified gunmen=unknown-gunmen/phrase/militant"),
    ("bandits seized schoolchildren", "bandits=bandits/phrase/militant | schoolchildren=civilians/phrase/civilian"),
    ("settlers burned cars", "settlers=israeli-settlers/name/civilian"),
    ("protesters clashed with riot police", "protesters=protesters/phrase/civilian | riot police=police/phrase/police"),
    ("a military base", ""),
    ("the military said", "military=government-forces/phrase/military"),
    ("terrorist attacks", ""),
    ("a terrorist was killed", "terrorist=militants/phrase/militant"),
    ("drug cartels fought", "drug cartels=cartels/phrase/militant"),
]

SPEAKERS = [
    ("according to the Red Cross", "the Red Cross=international-committee-of-the-red-cross/media"),
    ("UN OCHA counted 40", "UN OCHA=united-nations/media"),
    ("Reuters and AFP reported", "Reuters=reuters/media | AFP=agence-france-presse/media"),
    ("the Pentagon confirmed", "the Pentagon=usa/metonym"),
    ("the prosecutor's office opened a case", "prosecutor's office=prosecutors-office/phrase"),
    ("Al Jazeera said", "Al Jazeera=al-jazeera/media"),
    ("CENTCOM said", "CENTCOM=usa/forces/military"),
]

OTHER_WRITINGS = [
    ("#BokoHaram in #Borno", "#BokoHaram=boko-haram/name"),
    ("HEZBOLLAH FIGHTERS KILLED", "HEZBOLLAH FIGHTERS=hezbollah/forces/militant"),
    ("قصف تنظيم الدولة الإسلامية", "تنظيم الدولة الإسلامية=islamic-state/name"),
    ("ВСУ атаковали", "ВСУ=ukr/forces/military"),
    ("ХАМАС и Хезболла", "ХАМАС=hamas/name | Хезболла=hezbollah/name"),
    ("Da’esh, Daesh and ISIL", "Da’esh=islamic-state/name | Daesh=islamic-state/name | ISIL=islamic-state/name"),
    ("Ejército de Liberación Nacional", "Ejército de Liberación Nacional=national-liberation-army/name"),
    ("peoples protection units", "peoples protection units=peoples-protection-units/name"),
    ("U.S.-led coalition", "U.S.-led coalition=global-coalition-against-daesh/name"),
    ("the AFC/M23 took Uvira", "AFC/M23=march-23-movement/name"),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    ADJECTIVE_AND_HEAD + NOT_THE_ONE_NAMED + PRONOUNS_AND_VERBS + ACRONYMS_AND_WORDS + STATES_AND_OTHER_THINGS
    + CAPITALS_THAT_SPEAK + UNNAMED + SPEAKERS + OTHER_WRITINGS,
)  # fmt: skip
def test_who_is_named(catalogue: Catalogue, text: str, expected: str) -> None:
    check(catalogue, text, expected)


@pytest.mark.parametrize(("text", "expected"), WHICH_OF_SEVERAL)
def test_which_of_several_is_meant(catalogue: Catalogue, text: str, expected: str) -> None:
    assert catalogue.spot(tokens(text))[0].actor.id == expected


@pytest.mark.parametrize(
    ("country", "year", "expected"),
    [
        ("YE", 2018, "saudi-led-coalition"),
        ("SY", 2016, "global-coalition-against-daesh"),
        ("IQ", 2006, "multi-national-force-iraq"),
        ("AF", 2010, "international-security-assistance-force"),
    ],
)
def test_hints_say_which_coalition(catalogue: Catalogue, country: str, year: int, expected: str) -> None:
    spans = catalogue.spot(["coalition", "strike"], countries=frozenset({country}), year=year)
    assert [span.actor.id for span in spans] == [expected]


def test_the_army_is_that_of_the_only_country_spoken_of(catalogue: Catalogue) -> None:
    words = ["The", "army", "shelled", "the", "town"]
    assert in_words(words, catalogue.spot(words)) == ["army=government-forces/phrase/military"]
    hinted = catalogue.spot(words, countries=frozenset({"SD"}))
    assert [(span.actor.id, span.form) for span in hinted] == [("sdn", "phrase")]
    assert [span.actor.id for span in catalogue.spot(words, countries=frozenset({"SD", "TD"}))] == ["government-forces"]


@pytest.mark.parametrize(
    ("text", "low"),
    [("strikes in Syria", True), ("strikes by Syria", False), ("Syria denied it", False), ("northern Syria", True)],
)
def test_a_state_after_in_is_rather_a_place(catalogue: Catalogue, text: str, low: bool) -> None:
    (span,) = catalogue.spot(text.split())
    assert (span.score < 0.5) is low


@pytest.mark.parametrize(
    "text", ["Israeli army units entered Khan Younis", "Iraq's army and the US-led coalition said al-Qaeda"]
)
def test_the_way_of_tokenising_changes_nothing(catalogue: Catalogue, text: str) -> None:
    whole = text.split()
    torn = [part for part in re.split(r"\s|(-)|('s)", text) if part]
    assert [s.actor.id for s in catalogue.spot(whole)] == [s.actor.id for s in catalogue.spot(torn)]


def test_spans_are_in_order_and_within_the_text(catalogue: Catalogue) -> None:
    words = tokens("US, UK and French jets hit ISIL near Raqqa while the SDF and Syrian army fought Ahrar al-Sham.")
    spans = catalogue.spot(words)
    assert len(spans) == 7
    assert all(before.end <= after.start for before, after in pairwise(spans))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=25))
def test_no_text_raises(words: list[str]) -> None:
    for span in OPENED.spot(words):
        assert 0 <= span.start < span.end <= len(words)
        assert 0 < span.score <= 1
        assert span.reason


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["us", "IS", "is", "US", "army", "Syrian", "of", "the", "-", "'s", "backed", "\n\n", "."]))
)
def test_no_order_of_common_words_raises(words: list[str]) -> None:
    for span in OPENED.spot(words):
        assert 0 <= span.start < span.end <= len(words)


OPENED = Catalogue.open()
