"""Actors that a text introduces itself: "the Allied Democratic Forces (ADF)", "the Ti Bwa gang".

In: the mentions that the catalogue gave. Out: the same, with one actor for a name and the abbreviation in brackets
after it, with the abbreviation where it stands alone, and with armed groups that the catalogue has not, by the name
that the text gives them.
"""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from domain.actors import Actor, ActorKind
from extraction.annotations import ActorMention, world_of
from extraction.entities.group_names import group_called, named_groups
from extraction.lexicon import words
from extraction.syntax.word_classes import lower_words

_LONGEST = 8  # words of a name before its abbreviation
_SHORTEST, _MOST_LETTERS = 2, 8
_SMALL = frozenset({"of", "the", "for", "and", "in", "de", "du", "la", "des", "et", "del", "y", "al", "-", "'s", "’s"})


def introduced(doc: Doc, mentions: list[ActorMention], places: frozenset[int]) -> list[ActorMention]:
    """The mentions with what the text itself introduces; `places` are the tokens of provinces, big towns and wider."""
    by_token = _tokens_of(mentions)
    found = list(mentions)
    for name, short in _in_brackets(doc, by_token):
        actor = _meant(doc, name, by_token.get(name.end - 1), by_token.get(short.i))
        if actor is not None:
            found = _spread(doc, found, short, actor)
            found.append(ActorMention(name, actor, "name", "introduced with its abbreviation"))
    found += named_groups(doc, _tokens_of(found), places)
    return _without_overlaps(found)


def _tokens_of(mentions: list[ActorMention]) -> dict[int, ActorMention]:
    return {i: mention for mention in mentions for i in range(mention.span.start, mention.span.end)}


def _in_brackets(doc: Doc, by_token: dict[int, ActorMention]) -> Iterator[tuple[Span, Token]]:
    """Each name with the abbreviation in brackets after it."""
    for at, word in enumerate(lower_words(doc)):
        if word != "(" or at + 2 >= len(doc) or doc[at + 2].text != ")" or not _is_short(doc[at + 1]):
            continue
        before = by_token.get(at - 1)
        name = before.span if before is not None and len(before.span) > 1 else _name_before(doc, at)
        if name is not None and (before is not None or _abbreviates(doc[at + 1].text, name)):
            yield name, doc[at + 1]


def _is_short(token: Token) -> bool:
    text = token.text
    return _SHORTEST <= len(text) <= _MOST_LETTERS and sum(letter.isupper() for letter in text) >= _SHORTEST


def _name_before(doc: Doc, end: int) -> Span | None:
    """The run of capitalised words, with small ones between, that ends there."""
    start = end
    while start > max(0, end - _LONGEST) and (doc[start - 1].text[:1].isupper() or doc[start - 1].lower_ in _SMALL):
        start -= 1
    while start < end and (not doc[start].text[:1].isupper() or doc[start].lower_ in _SMALL):
        start += 1
    return doc[start:end] if end - start > 1 else None


def _abbreviates(short: str, name: Span) -> bool:
    """Whether the letters are the first letters of the name's words, in order."""
    initials = "".join(part[0] for token in name for part in re.split(r"[-'’]", token.text) if part).lower()
    letters = iter(initials)
    return all(letter in letters for letter in short.lower() if letter.isalpha())


def _meant(doc: Doc, name: Span, long: ActorMention | None, short: ActorMention | None) -> Actor | None:
    """The one actor that the name and its abbreviation stand for."""
    catalogue = world_of(doc).catalogue
    if long is not None and long.span.start <= name.start and long.form == "name":
        if short is not None and short.actor.id in catalogue.within(long.actor.id):
            return short.actor  # "the Islamic State of West African Province (ISWAP)"
        return long.actor if long.actor.kind != ActorKind.STATE else None
    if short is not None:
        return short.actor if short.form in ("name", "forces") and _abbreviates(short.span.text, name) else None
    return group_called(name.text, catalogue) if _sounds_armed(name) else None


def _sounds_armed(name: Span) -> bool:
    """ "Popular Resistance Army", "Movement for …"; a country's own army is a state's."""
    return any(token.lower_ in words("names", "armed_names") for token in name) and not any(
        t.ent_type_ == "GPE" for t in name
    )


def _spread(doc: Doc, mentions: list[ActorMention], short: Token, actor: Actor) -> list[ActorMention]:
    """The abbreviation stands for that actor wherever the text has it."""
    same = [token for token in doc if token.text == short.text]
    taken = {token.i for token in same}
    kept = [m for m in mentions if not taken & set(range(m.span.start, m.span.end)) or len(m.span) > 1]
    for mention in kept:
        if taken & set(range(mention.span.start, mention.span.end)) and mention.span.text.startswith(short.text):
            mention.actor = actor
    covered = {i for m in kept for i in range(m.span.start, m.span.end)}
    reason = f"“{short.text}” is introduced in the text"
    return kept + [ActorMention(doc[t.i : t.i + 1], actor, "name", reason) for t in same if t.i not in covered]


def _without_overlaps(mentions: list[ActorMention]) -> list[ActorMention]:
    """In the order of the text; of two that share words the longer."""
    kept: list[ActorMention] = []
    for mention in sorted(mentions, key=lambda m: (m.span.start, -len(m.span))):
        if not kept or mention.span.start >= kept[-1].span.end:
            kept.append(mention)
    return kept
