"""The parse of a Doc, read once: the words under a word, its sentence, the text as one string.

spaCy makes new tokens and spans of these at every question, which costs many times more than the answer.
"""

from spacy.tokens import Doc, Span, Token

from extraction.syntax.memo import once_for_each_doc, once_for_each_token


@once_for_each_token
def children_of(token: Token) -> tuple[Token, ...]:
    """The words right under the token in the parse, in the order of the text."""
    return tuple(token.children)


def sentence_of(token: Token) -> Span:
    """The sentence that the token stands in."""
    return _sentences(token.doc)[token.i]


@once_for_each_doc
def _sentences(doc: Doc) -> list[Span]:
    """The sentence of each token."""
    return [sentence for sentence in doc.sents for _ in range(len(sentence))]


@once_for_each_doc
def text_of(doc: Doc) -> str:
    """The text of the Doc."""
    return doc.text


def text_between(doc: Doc, start: int, end: int) -> str:
    """The text of the tokens `start` to `end`."""
    return text_of(doc)[doc[start].idx : doc[end - 1].idx + len(doc[end - 1])] if start < end else ""


def last_word(doc: Doc, start: int, end: int) -> Token | None:
    """The last of the tokens `start` to `end` that is no white space."""
    return next((doc[at] for at in range(end - 1, start - 1, -1) if not doc[at].is_space), None)
