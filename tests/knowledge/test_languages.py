"""Texts in many languages, as channels write them: which it is, and what of them is left to be read as English."""

import pytest

from knowledge.languages import english_of, language_name, language_of

TOLD = {
    "en": "BREAKING: 5 killed in a drone strike on Odesa, the governor said #Ukraine https://t.me/wire/12",
    "fr": "Une frappe aérienne a tué 12 civils à Gaza mardi, selon des sources médicales.",
    "es": "Ataque con drones en Járkov deja 3 muertos y 12 heridos",
    "pt": "Ataque de homens armados em Cabo Delgado mata 4 civis, dizem os moradores.",
    "it": "Un attacco con droni ha ucciso cinque persone nella città di Odessa.",
    "de": "Bei einem Drohnenangriff auf Charkiw starben 5 Menschen. Explosion in Beirut.",
    "nl": "Bij een aanval in Gaza vielen 12 doden.",
    "pl": "W ataku dronów na Charków zginęło pięć osób, a dwanaście zostało rannych.",
    "tr": "Halep kentinde bombalı saldırı: 5 ölü, 12 yaralı",
    "id": "Serangan bom di Kabul menewaskan 12 orang",
    "sw": "Watu watano waliuawa katika shambulio la Al-Shabaab",
    "so": "Qarax ka dhacay Muqdisho ayaa lagu dilay 5 qof",
    "ha": "An kashe mutane biyar a harin da aka kai a Borno",
    "ar": "قتل خمسة أشخاص في غارة جوية على دير الزور #Syria https://t.me/wire/12",
    "fa": "پنج نفر در حمله هوایی به شهر کابل کشته شدند",
    "ps": "په کابل کې د برید له امله پنځه کسان ووژل شول",
    "ur": "کابل میں دھماکے سے پانچ افراد ہلاک ہو گئے",
    "ru": "В результате удара дрона по Харькову погибли 5 человек.",
    "uk": "Внаслідок удару по Харкову загинули п'ятеро людей.",
    "bg": "При нападението в Харков бяха убити петима души, съобщи градът.",
    "he": "חמישה בני אדם נהרגו בתקיפה",
    "am": "በአዲስ አበባ አምስት ሰዎች ተገደሉ",
    "my": "မြန်မာစစ်တပ်တိုက်ခိုက်မှုကြောင့်လူငါးဦးသေဆုံး",
    "ja": "ハルキウへの攻撃で5人が死亡した",
    "zh": "无人机袭击造成五人死亡",
}


@pytest.mark.parametrize("code", TOLD)
def test_the_language_of_a_post(code: str) -> None:
    assert language_of(TOLD[code]) == code
    assert language_name(code) != code
    assert english_of(TOLD[code]).strip() == (TOLD[code] if code == "en" else "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Homs",
        "5 💥",
        "https://t.me/wire/12 @wire #Syria",
        "Abu Ali al-Tunisi, Juan de la Cruz, Maria de los Angeles",
        "قتل",
    ],
)
def test_what_tells_too_little_is_of_no_language_and_is_read(text: str) -> None:
    assert language_of(text) is None
    assert english_of(text) == text


def test_of_a_post_in_two_languages_the_english_is_read() -> None:
    english = "Five people were killed in an air strike on Deir ez-Zor on Tuesday."
    assert english_of(f"{TOLD['ar']}\n\n{english}").strip() == english
    assert english_of(f"{TOLD['fr']}\n{TOLD['es']}\n{english}").strip() == english
    quoted = f"{english}\n{TOLD['fr']}\nThe governor confirmed it."
    assert english_of(quoted) == quoted.replace(TOLD["fr"], " " * len(TOLD["fr"]))


def test_names_and_sayings_leave_an_english_text_as_it_is() -> None:
    text = "Gunmen of the Cartel de Jalisco attacked San Juan de los Lagos on Friday, El Universal said.\n\nPor la paz."
    assert language_of(text) == "en"
    assert english_of(text) == text
