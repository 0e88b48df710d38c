"""Is a word everyday English, or likely a name? Asked of words in capitals, where the writing does not tell."""

from typing import cast

from spacy.language import Language
from spacy.lookups import Lookups

from domain.places import PlaceKind
from knowledge.places.gazetteer import Gazetteer

_KNOWN_TOWN = 20_000  # people: a noun of the word list that is also a smaller place's name is read as the noun
_ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("d", ""), ("ing", ""), ("ing", "e"))


class CommonWords:
    """Callable on a lower-case word. The word list is that of the model's own lemmatizer."""

    def __init__(self, nlp: Language, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._closed: set[str] = set(nlp.Defaults.stop_words)
        lookups = cast(Lookups, getattr(nlp.get_pipe("lemmatizer"), "lookups", Lookups()))
        index = lookups.get_table("lemma_index") if lookups.has_table("lemma_index") else {}
        self._nouns: set[str] = set(index.get("noun", ()))
        self._others = {word for part in ("verb", "adj", "adv") for word in index.get(part, ())}
        self._known: dict[str, bool] = {}

    def __call__(self, word: str) -> bool:
        if word not in self._known:
            self._known[word] = any(self._is_base(form) for form in _bases(word.rstrip(".")))
        return self._known[word]

    def _is_base(self, word: str) -> bool:
        return word in self._closed or word in self._others or (word in self._nouns and not self._is_place(word))

    def _is_place(self, word: str) -> bool:
        return any(
            place.kind == PlaceKind.COUNTRY or place.population >= _KNOWN_TOWN for place in self._gazetteer.named(word)
        )


def _bases(word: str) -> list[str]:
    return [word, *(word.removesuffix(old) + new for old, new in _ENDINGS if word.endswith(old) and len(word) > 3)]
