"""Which words tell of what: one sentence each, with the kind of the event that it tells."""

from datetime import UTC, datetime

import pytest

from domain.events import Status
from domain.reports import Report
from extraction.lexicon import LexiconError
from extraction.pipeline import Extractor
from extraction.triggers.triggers import _by_lemma

NOON = datetime(2025, 12, 20, 12, tzinfo=UTC)


def happened(extractor: Extractor, text: str, title: str | None = None) -> list[str]:
    """The types of the events that the text says happened, in its order."""
    ((_, events),) = extractor.extract([Report(text=text, title=title, published=NOON)])
    return [e.type for e in events if e.category != "statement" and e.status != Status.PLANNED]


CASES = {
    "by verb": [
        ("Russian missiles hit a power station in Poltava on Monday.", "missile-strike"),
        ("Warplanes bombed a market in Idlib on Monday.", "air-strike"),
        ("The army shelled the town of Nyala on Tuesday.", "shelling"),
        ("Gunmen ambushed a convoy near Gao on Friday.", "ambush"),
        ("Rebels stormed an army post in Beni on Friday.", "assault"),
        ("Gunmen shot dead a judge in Kandahar on Friday.", "shooting"),
        ("Militants killed six farmers near Maiduguri on Sunday.", "killing"),
        ("Militants beheaded two hostages in Cabo Delgado in May.", "execution"),
        ("Bandits abducted 40 pupils in Zamfara on Monday.", "abduction"),
        ("Police arrested five men in Basra on Monday.", "arrest"),
        ("Rebels captured the town of Bukavu on Friday.", "capture"),
        ("The army withdrew from Bakhmut on Friday.", "withdrawal"),
        ("Rival militias clashed in Tripoli on Monday.", "clash"),
        ("Some 4,000 people fled Goma on Monday.", "displacement"),
        ("A bomb exploded in a market in Kabul on Monday.", "bombing"),
        ("A helicopter crashed near Kismayo on Monday, killing two soldiers.", "crash"),
    ],
    "by noun": [
        ("An airstrike on a hospital in Aleppo killed four people.", "air-strike"),
        ("A drone strike killed three fighters near Mosul.", "drone-strike"),
        ("The shelling of Kherson wounded two women.", "shelling"),
        ("A suicide bombing at a mosque in Peshawar killed 20 worshippers.", "suicide-bombing"),
        ("A roadside bomb killed two policemen near Quetta.", "ied"),
        ("A landmine exploded under a bus near Quetta.", "ied"),
        ("A UN helicopter came under fire near Nasir on Friday.", "attack"),
        ("Militants struck a village near Mubi on Monday.", "attack"),
        ("An improvised explosive device went off under a police van in Quetta.", "ied"),
        ("A car bomb outside a court in Mogadishu killed nine people.", "vehicle-bombing"),
        ("The assassination of the mayor in Kandahar on Monday shocked the city.", "assassination"),
        ("The fall of the town of Palmyra on Sunday was a blow to the army.", "capture"),
    ],
    "by a phrase": [
        ("Gunmen opened fire on a bus near Jos on Monday.", "shooting"),
        ("The patrol came under fire near Kidal on Monday.", "attack"),
        ("Rebels took control of the town of Rutshuru on Monday.", "capture"),
        ("A man blew himself up at a checkpoint in Baghdad on Monday.", "suicide-bombing"),
        ("The two armies exchanged fire along the border near Poonch on Monday.", "clash"),
        ("Fighters took 12 villagers hostage near Ituri on Monday.", "hostage-taking"),
        ("Coalition jets carried out a strike near Hawija on Monday.", "air-strike"),
        ("A car bomb went off in Kirkuk on Monday.", "vehicle-bombing"),
    ],
    "in the passive": [
        ("A bus was hit by a missile in Sumy on Monday.", "missile-strike"),
        ("Six farmers were killed by militants near Maiduguri on Sunday.", "killing"),
        ("Forty pupils were abducted by bandits in Zamfara on Monday.", "abduction"),
        ("A judge was shot dead in Kandahar on Friday.", "shooting"),
        ("The town of Bukavu was captured by rebels on Friday.", "capture"),
    ],
    "by what stands beside it": [
        ("Motorcycle-riding men fired at a tricycle in Cotabato on Saturday night.", "shooting"),
        ("Gunmen rounded up eleven villagers near Zurmi on Monday.", "abduction"),
        ("Heavy gunfire rang out in Khartoum as the army and the RSF fought for the palace on Monday.", "clash"),
    ],
    "in a headline": [
        ("2 killed in drone strike on Kramatorsk bus station", "drone-strike"),
        ("Israeli jets bomb Tyre", "air-strike"),
        ("HOUTHI MISSILE HITS TANKER OFF HODEIDAH", "missile-strike"),
        ("Gunmen kill 12 in village near Mopti", "killing"),
    ],
}


@pytest.mark.parametrize(("text", "kind"), [case for cases in CASES.values() for case in cases])
def test_one_event_of_the_kind(extractor: Extractor, text: str, kind: str) -> None:
    assert happened(extractor, text) == [kind]


NOTHING = {
    "other senses": [
        "The striker scored the winning goal after a late attack in Lyon on Sunday.",
        "The minister died of a heart attack in Cairo on Monday.",
        "The two companies struck a deal in Dubai on Monday.",
        "Police said a fire in a kitchen burned down a hotel in Athens.",
        "The shooting of the film ended in Budapest on Monday.",
        "A storm hit the coast near Beira on Monday.",
        "Shares crashed in Karachi as traders dumped the rupee.",
        "A clash of egos delayed the talks in Geneva.",
        "The attack on corruption won applause in Dhaka on Monday.",
        "A landslide hit a bus in Batken on Monday, killing nine people.",
        "Elephants attacked a village near Ampara on Monday, killing a farmer.",
        "A man was jailed for the attack on a school in Peshawar in 2014.",
        "Representatives of the striking truckers met the minister in Lima. The strike went on.",
        "Anti-riot police stood by in Nairobi on Monday.",
        "The country was rocked by violence in Gisenyi in the 1990s.",
        "The poet fled to Paris after the coup of 1997.",
    ],
    "aims and plans": [
        "The army wants to retake the city of Wad Madani.",
        "The campaign to liberate Mosul was discussed in Baghdad on Monday.",
        "The general vowed to bomb the rebels in Kachin.",
    ],
    "generalities": [
        "Supported by air strikes, the brigade holds the town of Manbij.",
        "The region is known for ambushes and bombings.",
        "The smuggler supplied rifles to rebels for attacks on convoys in Ghazni.",
        "Rebels have repeatedly attacked border guards in Zahedan.",
        "Attacks on aid workers in Jonglei are frequent.",
        "The army has been battling militants near Arish.",
        "They conduct high-profile attacks against officials in Khost.",
        "He has coordinated attacks against foreign troops in Helmand.",
        "The attackers fled towards the hills near Noshki with nine others.",
        "Tribesmen pulled out the dead from the rubble near Mir Ali.",
        "Three hurt observers have been airlifted from Sukhumi to Turkey for surgery, the mission said.",
        "Some 30 wounded soldiers were evacuated from Pokrovsk to Dnipro on Monday, a medic said.",
        "The decade-long insurgency has killed 27,000 people in Borno.",
        "The 10-year-old conflict has displaced two million people in Borno.",
        "Wreaths were laid in Mumbai on the anniversary of the attacks.",
        "Officials unveiled a memorial to those killed in the siege of Sarajevo.",
        "The officer is suspected of involvement in several killings in Karachi.",
    ],
}


@pytest.mark.parametrize("text", [text for texts in NOTHING.values() for text in texts])
def test_no_event(extractor: Extractor, text: str) -> None:
    assert happened(extractor, text) == []


SAID_IN_OTHER_WORDS = {
    "weapons that come down": [
        ("A rocket came down between two houses in Sderot on Monday.", "missile-strike"),
        ("A rocket slammed into an apartment block in Kherson on Monday.", "missile-strike"),
        ("A mortar round struck a mosque in Sanaa on Monday.", "shelling"),
        ("Loitering munitions destroyed a radar near Shusha on Monday.", "drone-strike"),
        ("Israeli warplanes carried out a series of raids on Nabatieh on Monday.", "air-strike"),
    ],
    "what lies in wait": [
        ("A soldier was wounded when he stepped on a mine near Donetsk on Sunday.", "ied"),
        ("A bus struck a landmine near Boulsa on Sunday, killing 15 people.", "ied"),
        ("A vehicle ran over an IED near Gao on Sunday.", "ied"),
        ("Unknown persons hurled a grenade at a bar in Bujumbura on Monday.", "bombing"),
    ],
    "people who stop work": [
        ("Bus drivers began a strike over pay in Lagos on Monday.", "protest"),
        ("Doctors went on strike in Karachi after a colleague was slapped.", "protest"),
    ],
    "deaths outside combat": [
        ("A fire in a factory in Dhaka killed 112 workers on Saturday.", "accident"),
        ("A stampede at a shrine in Sehwan killed six pilgrims on Monday.", "accident"),
    ],
    "people on the move": [
        ("Some 2,500 people have arrived in Pemba town since Monday.", "displacement"),
        ("Some 500 families left their homes in Rutshuru on Monday.", "displacement"),
        ("Thousands sought shelter in Goma on Monday.", "displacement"),
    ],
    "who is taken": [
        ("Armed men marched 23 villagers into the bush near Tsafe on Sunday.", "abduction"),
        ("Police took two suspects into custody in Istanbul on Sunday.", "arrest"),
        ("Pirates hijacked a dhow off Eyl on Tuesday.", "hostage-taking"),
    ],
    "fighting": [
        ("Ukrainian forces pushed back Russian troops near Robotyne on Monday.", "clash"),
        ("An exchange of fire took place between soldiers and rebels near Tamu on Monday.", "clash"),
        ("Four militants were killed in an encounter in Pulwama on Monday.", "clash"),
        ("Insurgents overran an army outpost in Diffa on Monday.", "assault"),
        ("The rebels seized control of Walikale on Monday.", "capture"),
    ],
    "found afterwards": [
        ("The bodies of three soldiers were found near Kirkuk on Monday.", "killing"),
        ("Police found the bullet-riddled body of a trader in Kech on Monday.", "killing"),
        ("A farmer was found dead in Ituri on Monday with his throat cut.", "killing"),
    ],
    "across a line of truce": [
        ("Pakistani troops violated the ceasefire in Uri on Monday.", "clash"),
        ("Two soldiers were killed in a ceasefire violation in Poonch on Monday.", "clash"),
        ("Border guards resorted to firing in Samba on Monday.", "shooting"),
    ],
    "by hand": [
        ("A mob beat a man to death in Swat on Monday.", "killing"),
        ("Rebels burst into the mayor's office in Zamboanga on Monday.", "assault"),
        ("Protesters pelted police with stones in Srinagar on Monday.", "riot"),
    ],
    "who is caught by whom": [
        ("Coalition forces captured a bomb-maker near Mosul on Monday.", "arrest"),
        ("Rebels captured four soldiers near Fortul on Monday.", "abduction"),
    ],
    "ground": [
        ("Government forces retook Kunduz on Thursday.", "capture"),
        ("Troops recaptured the Elephant Pass on Monday.", "capture"),
        ("The army drove the rebels from the town of Jurm on Monday.", "capture"),
    ],
    "at sea": [
        ("A boat carrying 60 migrants capsized off Zuwara on Sunday.", "accident"),
        ("Houthi fighters boarded a cargo ship off Hodeidah on Tuesday.", "attack"),
    ],
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [case for cases in SAID_IN_OTHER_WORDS.values() for case in cases],
    ids=[f"{name}: {text[:30]}" for name, cases in SAID_IN_OTHER_WORDS.items() for text, _ in cases],
)
def test_kinds_in_the_words_of_channels_and_monitors(extractor: Extractor, text: str, kind: str) -> None:
    assert happened(extractor, text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers shot the driver before he could set off his load in Buulobarde on Monday.",
        "Police defused a bomb near a school in Quetta on Tuesday.",
    ],
)
def test_what_was_stopped_is_marked_prevented(extractor: Extractor, text: str) -> None:
    ((_, events),) = extractor.extract([Report(text=text, published=NOON)])
    assert [e.prevented for e in events] == [True]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The army vowed to attack Goma.", "threat"),
        ("The council condemned the attack on a hospital in El Fasher.", "condemnation"),
    ],
)
def test_words_are_statements_and_no_deeds(extractor: Extractor, text: str, kind: str) -> None:
    ((_, events),) = extractor.extract([Report(text=text, published=NOON)])
    assert [e.type for e in events if e.category == "statement"] == [kind]


@pytest.mark.parametrize("text", ["attack " * 2_800, "🙏 #WhatsHappeningInMyanmar", "🙏 #WhatsHappeningInMyanmar 🕯"])
def test_odd_texts_are_read_without_an_error(extractor: Extractor, text: str) -> None:
    ((_, events),) = extractor.extract([Report(text=text, published=NOON)])
    assert all(e.category != "territory" for e in events)


def test_a_condition_that_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(LexiconError, match=r"“armed-dooer”, asked for by “raid” \(raid\), is no condition"):
        _by_lemma([{"lemma": ["raid"], "kind": "raid", "needs": ["armed-dooer"]}])
