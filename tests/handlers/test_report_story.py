"""Admins bring reports: forwarded, pasted, as files. The real extractor reads them, in a process of its own."""

import json
from dataclasses import replace

import pytest

from extraction.workers import Limits
from store.linkage.rules import rules
from store.reliability import grades, set_reliability, sources
from store.writing import linkage
from tests.handlers.stage import Open, Stage
from tests.ingestion.documents.making import docx, locked, pdf
from tests.ingestion.fetching.server import Answer, WebServer
from tests.telegram.transcript import golden

POST = (
    "Four civilians were killed and nine others injured when a car bomb exploded outside a bakery in Azaz on Friday, "
    "the civil defence said. No group has claimed responsibility for the attack."
)


async def test_a_forwarded_post_is_added_and_found(stage: Stage) -> None:
    grace = stage.grace
    channel = stage.emulator.channel("Azaz Now", stage.emulator.person("Omar"), username="azaznow")
    post = stage.emulator.world.user_message(channel, stage.ada.user, POST)
    del post["from"]
    grace.forward(post)
    await stage.emulator.settled(within=120)
    grace.forward(post)
    await stage.settled()
    grace.send("car bombs in Azaz")
    await stage.settled()
    golden("forwarded_report", grace.chat.transcript())


async def test_what_is_not_in_english_is_kept_and_said_not_to_be_read(stage: Stage) -> None:
    grace = stage.grace
    arabic = "قتل خمسة أشخاص في غارة جوية على مدينة دير الزور يوم الثلاثاء. وقالت مصادر محلية إن الطيران استهدف سوقا."
    grace.send("/add Bei einem Angriff auf Charkiw starben 5 Menschen. Explosion in Beirut, 3 Tote und 8 Verletzte.")
    await stage.emulator.settled(within=120)
    grace.upload("post.txt", arabic.encode())
    await stage.emulator.settled(within=120)
    lines = [{"text": f"{arabic} {number}"} for number in range(2)]
    lines += [{"text": "Une frappe a tué 12 civils à Gaza mardi, selon des sources médicales."}, {"text": POST}]
    grace.upload("posts.jsonl", "\n".join(map(json.dumps, lines)).encode())
    await stage.emulator.settled(within=120)
    grace.upload("both.txt", f"{arabic}\n\n{POST} It was the second this week.".encode())
    await stage.emulator.settled(within=120)
    golden("not_in_english", grace.chat.transcript())


async def test_where_too_much_is_told_to_compare_it_all_that_is_said(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linkage, "rules", lambda: replace(rules(), most_compared=1))
    published = {"text": POST, "published": "2025-12-19T18:00:00Z"}
    lines = [{**published, "source": f"Radio {number}"} for number in range(3)]
    stage.grace.upload("posts.jsonl", "\n".join(map(json.dumps, lines)).encode())
    await stage.emulator.settled(within=120)
    assert stage.grace.chat.last["text"].endswith(
        "Too much is told of one place and time to compare it all: 1 event met the nearest of it only, "
        "and what stands twice can be put together with /join."
    )


async def test_a_link_brings_what_stands_on_its_page(open_stage: Open) -> None:
    page = f"""<!doctype html><html><head><title>Azaz</title><meta property="article:published_time"
    content="2025-12-19T18:00:00Z"></head><body><nav>Home</nav><article><h1>Bomb in Azaz</h1><p>{POST}</p></article>
    <script>alert(1)</script></body></html>"""
    async with WebServer() as server, server.fetcher() as fetcher:
        server.put("/story", Answer(body=page.encode(), headers={"Content-Type": "text/html; charset=utf-8"}))
        stage = await open_stage(fetcher=fetcher)
        for link in (server.url("/story"), server.url("/gone"), "http://127.0.0.2/inside", "http://nowhere.example/"):
            stage.grace.send(f"/add {link}")
            await stage.emulator.settled(within=120)
        stage.grace.send("/event 11")
        await stage.settled()
        golden("link", stage.grace.chat.transcript().replace(str(server.port), "80"))


async def test_others_are_refused(stage: Stage) -> None:
    ada = stage.ada
    ada.send("The army said on Friday that it had taken the hill. " * 8)
    await stage.settled()
    ada.upload("report.txt", POST.encode())
    await stage.settled()
    assert all("Only admins" in message["text"] for message in ada.chat.from_bot())
    assert len(ada.chat.from_bot()) == 2


async def test_the_bots_own_answers_are_no_reports(stage: Stage) -> None:
    grace = stage.grace
    grace.send("strikes in Sudan")
    await stage.settled()
    grace.forward(grace.chat.last)
    await stage.settled()
    assert "one of my own answers" in grace.chat.last["text"]


async def test_files_that_are_no_reports(stage: Stage) -> None:
    grace = stage.grace
    grace.upload("photo.heic", b"\x00\x00\x00\x18ftypheic")
    await stage.settled()
    grace.upload("scan.pdf", pdf([], []))
    await stage.settled()
    grace.upload("locked.pdf", locked(pdf([POST]), "swordfish"))
    await stage.settled()
    grace.upload("cut.docx", b"PK\x03\x04")
    await stage.settled()
    grace.upload("empty.txt", b" \n ")
    await stage.settled()
    grace.upload("passwd.txt", b"\x00\x01\x02" * 50)
    await stage.settled()
    said = [message["text"] for message in grace.chat.from_bot()]
    assert len(said) == 6
    assert all(text.count("\n") == 0 and "/tmp" not in text for text in said)
    golden("unreadable_files", grace.chat.transcript())


async def test_a_pdf_and_a_word_document_are_added(stage: Stage) -> None:
    lines = POST.replace("bakery ", "bakery\n").split("\n")
    stage.grace.upload("azaz.pdf", pdf(lines, info="/CreationDate (D:20251213100000Z)"))
    await stage.emulator.settled(within=120)
    stage.grace.upload("aden.docx", docx("A drone strike killed three people in Aden on Friday."))
    await stage.emulator.settled(within=120)
    golden("documents", stage.grace.chat.transcript())


async def test_what_a_file_is_called_leads_nowhere(stage: Stage) -> None:
    grace = stage.grace
    names = [
        f"{chr(0x1019) * 90}.txt",  # 270 bytes: more than a file system takes
        "..",
        "null\0null.md",
        "../../../etc/passwd.txt",
        f"{'deep/' * 500}.html",
        "\u202efdp\ud800.txt",
        "",
        f"{'a' * 5000}.TXT",
    ]
    for number, name in enumerate(names, 2):
        grace.upload(name, f"<p>An air strike killed {number} people in Azaz on Friday, police said.</p>".encode())
        await stage.emulator.settled(within=120)
    said = [message["text"] for message in grace.chat.from_bot()]
    told = [text.split("\n")[0].removeprefix("Added: 1 event from ") for text in said]
    assert told[1:] == ["report.", "nullnull.md.", "passwd.txt.", ".html.", "fdp.txt.", "report.", told[-1]]
    assert (told[0], told[-1]) == (f"{chr(0x1019) * 39}….", f"{'a' * 39}….")
    kept = await stage.services.index.read(
        lambda reader: [row[0] for row in reader.execute("select reference from reports order by id desc limit 8")]
    )
    assert max(map(len, kept)) == 100
    assert not any("/" in name or "\0" in name for name in kept)


async def test_of_a_file_what_can_be_read_is_added_and_the_rest_is_told(stage: Stage) -> None:
    lines = [json.dumps({"text": f"A drone strike killed {n} people in Azaz."}) for n in (2, 3)]
    stage.grace.upload("two.jsonl", "\n".join([lines[0], "{bad", '{"text": 5}', lines[1], *["[]"] * 5]).encode())
    await stage.emulator.settled(within=120)
    stage.grace.upload("blank.jsonl", b"\n\n")
    await stage.settled()
    golden("partly_read_file", stage.grace.chat.transcript())


async def test_a_report_that_takes_too_long_is_set_aside_and_the_rest_is_added(open_stage: Open) -> None:
    stage = await open_stage(limits=Limits(seconds=0.0, seconds_for_thousand=20.0))
    short = "Blast"  # a tenth of a second, which the first reading never does with
    long = f"{POST}\n\n{'The bakery had stood there for years. ' * 40}"
    lines = [json.dumps({"text": text}) for text in (short, long)]
    stage.grace.upload("two.jsonl", "\n".join(lines).encode())
    await stage.emulator.settled(within=120)
    first, *_, last = stage.grace.chat.last["text"].split("\n")
    assert first == "Added 1 report with 1 event."
    assert last == "“Blast”: The report took longer than 0 seconds to read: split it into shorter reports."


async def test_a_report_is_read_though_typing_cannot_be_shown(stage: Stage) -> None:
    stage.emulator.faults.fail("sendChatAction", status=502)
    stage.grace.upload("report.txt", POST.encode())
    await stage.emulator.settled(within=120)
    assert "1 event" in stage.grace.chat.last["text"]


async def test_a_file_that_cannot_be_fetched_is_asked_for_again(stage: Stage) -> None:
    stage.emulator.faults.drop("getFile", after=False)
    stage.grace.upload("report.txt", POST.encode())
    await stage.settled()
    assert stage.grace.chat.last["text"] == "I could not fetch that file from Telegram. Please send it again."


async def test_a_pasted_report_that_is_edited_stands_corrected(stage: Stage) -> None:
    grace = stage.grace
    pasted = grace.send(POST)
    await stage.emulator.settled(within=120)
    stage.emulator.later(minutes=1)
    corrected = grace.edit(pasted, POST.replace("Four", "Six").replace("nine", "eleven"))
    await stage.settled()
    grace.edit(corrected, corrected["text"])  # as when a preview of a link appears: nothing to be said
    await stage.settled()
    grace.send("car bombs in Azaz")
    await stage.settled()
    golden("edited_report", grace.chat.transcript())
    counts = await stage.services.index.read(
        lambda reader: reader.execute("select count(*) from reports where text like '%Azaz%'").fetchone()[0]
    )
    assert counts == 1


async def test_an_edited_text_is_no_report_of_others(stage: Stage) -> None:
    question = stage.ada.send("strikes in Sudan")
    await stage.settled()
    stage.ada.edit(question, "The army said on Friday that it had taken the hill. " * 8)
    await stage.settled()
    assert "Only admins" in stage.ada.chat.last["text"]


async def test_of_a_post_with_several_pictures_the_one_with_the_words_is_read(stage: Stage) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Omar", "date": 1766142000}
    for caption in (POST, "", ""):
        stage.grace.picture(caption, media_group_id="7", forward_origin=origin)
    stage.ada.picture("", media_group_id="8")
    await stage.emulator.settled(within=120)
    (answer,) = stage.grace.chat.from_bot()
    assert answer["text"].startswith("Added: 1 event from Omar.")
    assert stage.ada.chat.from_bot() == []


async def test_of_a_file_of_lines_those_that_can_be_read_are_added_and_the_others_told(stage: Stage) -> None:
    rows = (
        {"text": POST, "published": "2025-12-19T12:00:00Z"},
        {"text": "A strike killed 7 in Homs.", "published": "9999-12-31T23:59:59Z"},
        {
            "text": "A strike killed 700 people in Palmyra, a man said.",
            "published": "2099-01-01T00:00:00Z",
            "id": "<x>",
        },
    )
    stage.grace.upload("wire.jsonl", "\n".join(map(json.dumps, rows)).encode())
    await stage.emulator.settled(within=120)
    said = stage.grace.chat.last["text"]
    assert said.startswith("Added 2 reports with 2 events")
    assert "\nwire.jsonl, line 2: " in said
    assert "\nNote: a report is dated after now and was kept without its date (<x>, 2099-01-01T00:00:00Z)." in said
    dates = await stage.services.index.read(
        lambda reader: [row[0] for row in reader.execute("select published from reports order by id desc limit 2")]
    )
    assert dates == [None, "2025-12-19T12:00:00Z"]


async def test_an_outlet_is_its_channel_and_copies_are_called_copies(stage: Stage) -> None:
    """Two channels of one name and a third carry one post; the letter of one is that of no other."""
    grace, omar = stage.grace, stage.emulator.person("Omar")
    names = (("Azaz Now", "azaznow"), ("Azaz Now", "azaznow2"), ("Aleppo Wire", "aleppowire"))
    for title, username in names:
        channel = stage.emulator.channel(title, omar, username=username)
        post = stage.emulator.world.user_message(channel, omar.user, POST)
        del post["from"]
        grace.forward(post)
        await stage.emulator.settled(within=120)
    known = await stage.services.index.read(sources)
    first, second = (source.key for source in known if source.name == "Azaz Now")
    await stage.services.index.write(lambda writer: set_reliability(writer, first, "A"))
    fake = stage.emulator.world.user_message(omar.chat, omar.user | {"first_name": "Azaz Now"}, f"Fake! {POST}")
    grace.forward(fake, hidden=True)
    await stage.emulator.settled(within=120)
    assert await stage.services.index.read(grades) == {first: "A"}
    assert second.startswith("telegram:-100")
    for question in ("car bombs in Azaz", "car bombs in Azaz from reliable sources", "sources"):
        grace.send(question)
        await stage.settled()
    number = grace.chat.from_bot()[-3]["text"].partition("/event_")[2].split()[0]
    grace.command("event", number)
    await stage.settled()
    golden("copies", "\n".join(str(message["text"]) for message in grace.chat.from_bot()[-4:]) + "\n")
