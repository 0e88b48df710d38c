"""Lines, bullets, headings and datelines are kept apart, and a sentence begins with each."""

from spacy.tokens import Doc

from domain.reports import Report
from extraction.annotations import BlockKind
from extraction.pipeline import Extractor


def read(extractor: Extractor, text: str, title: str | None = None) -> Doc:
    return next(extractor.read([Report(text=text, title=title)]))


def kinds(doc: Doc) -> list[tuple[BlockKind, str]]:
    return [(block.kind, doc[block.start : block.end].text.strip()) for block in doc._.blocks]


def test_a_title_stands_before_the_text(extractor: Extractor) -> None:
    doc = read(extractor, "A bus was hit.", title="Bus hit in Homs")
    assert kinds(doc) == [(BlockKind.TITLE, "Bus hit in Homs"), (BlockKind.LINE, "A bus was hit.")]
    assert doc.text[doc._.text_start :] == "A bus was hit."


def test_a_dateline_is_cut_off(extractor: Extractor) -> None:
    doc = read(extractor, "ADEN, Yemen, Dec 3 – A bus was hit.")
    assert kinds(doc)[0] == (BlockKind.DATELINE, "ADEN, Yemen, Dec 3 –")
    assert [sentence.text.strip() for sentence in doc.sents][-1] == "A bus was hit."


def test_points_stand_under_their_heading(extractor: Extractor) -> None:
    doc = read(extractor, "Homs province:\n\n- A bus was hit.\n- Two men were arrested.")
    heading, first, second = doc._.blocks
    assert heading.kind == BlockKind.HEADING
    assert [first.kind, second.kind] == [BlockKind.BULLET, BlockKind.BULLET]
    assert first.headings == second.headings == (heading,)


def test_each_line_of_a_post_is_its_own_sentence(extractor: Extractor) -> None:
    doc = read(extractor, "bus hit near Homs\n3 dead\nroad closed")
    assert [sentence.text.strip() for sentence in doc.sents] == ["bus hit near Homs", "3 dead", "road closed"]


def test_a_hashtag_of_two_words_is_two_words(extractor: Extractor) -> None:
    doc = read(extractor, "#DeirEzzor quiet")
    assert [token.text for token in doc if not token.is_space] == ["Deir", "Ezzor", "quiet"]


def test_a_text_without_a_full_stop_is_cut_after_a_comma(extractor: Extractor) -> None:
    doc = read(extractor, "a man and a woman, " * 60)
    assert max(len(sentence) for sentence in doc.sents) <= 120
    assert {sentence.text.split()[0] for sentence in doc.sents} == {"a"}


def test_a_sentence_as_long_as_reports_have_them_stays_whole(extractor: Extractor) -> None:
    doc = read(extractor, "The road to the north, " + "which is long, " * 20 + "was closed. It was quiet.")
    assert doc.text.count(" which is long,") == 20
    assert not any(token.is_sent_start for token in doc[1:80] if token.text in ("which", ","))
