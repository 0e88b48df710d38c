"""What reaches the bot of what people do: privacy mode, membership, topics, channels, migration, inline, guests."""

from typing import Any

import pytest

from .chats import Chat, Object
from .emulator import Emulator
from .scene import Scene


def updates(emulator: Emulator) -> list[tuple[str, Object]]:
    """The updates that wait for the bot, as kind and content."""
    return [(list(update)[1], list(update.values())[1]) for update in emulator.world.updates.waiting]


def texts(emulator: Emulator) -> list[str]:
    return [content["text"] for kind, content in updates(emulator) if kind == "message" and "text" in content]


HEARD = [
    ("hello all", False),
    ("@EventBot latest strikes", False),
    ("/latest strikes", True),
    ("/latest@EventBot strikes", True),
    ("/latest@eventbot strikes", True),
    ("/latest@OtherBot strikes", False),
    ("see /latest", True),
]


@pytest.mark.parametrize(("text", "heard"), HEARD)
async def test_privacy_mode_lets_commands_through_and_nothing_else(emulator: Emulator, text: str, heard: bool) -> None:
    ada = emulator.person("Ada")
    ada.send(text, emulator.group("Newsroom", ada))
    assert texts(emulator) == ([text] if heard else [])


@pytest.mark.parametrize("reason", ["privacy off", "administrator", "reply"])
async def test_plain_words_reach_the_bot_in_a_group_when(emulator: Emulator, reason: str) -> None:
    ada = emulator.person("Ada")
    group = emulator.group("Newsroom", ada)
    if reason == "privacy off":
        emulator.privacy(on=False)
    elif reason == "administrator":
        ada.promote(group)
    else:
        said = emulator.world.message(group, emulator.world.bot_in_messages, {"text": "12 events"})
        group.own.add(said["message_id"])
        ada.reply(said, "and yesterday?", group)
    if reason != "reply":
        ada.send("and yesterday?", group)
    assert texts(emulator) == ["and yesterday?"]


async def test_nobody_writes_where_they_are_not(emulator: Emulator) -> None:
    ada, sam = emulator.person("Ada"), emulator.person("Sam")
    group = emulator.group("Newsroom", ada)
    with pytest.raises(AssertionError, match="Sam is not in Newsroom"):
        sam.send("hello", group)
    with pytest.raises(AssertionError, match="Sam does not run Watch"):
        sam.channel_post(emulator.channel("Watch", ada), "news")


async def test_the_menu_adds_the_bots_name_in_groups(emulator: Emulator) -> None:
    ada = emulator.person("Ada")
    ada.command("latest", "strikes")
    ada.command("latest", "strikes", emulator.group("Newsroom", ada))
    assert texts(emulator) == ["/latest strikes", "/latest@EventBot strikes"]


async def test_standing_in_a_chat_changes_with_an_update(emulator: Emulator) -> None:
    ada = emulator.person("Ada")
    group = emulator.group("Newsroom", ada)
    ada.send("hello")
    ada.block()
    ada.unblock()
    ada.promote(group)
    ada.kick(group)
    ada.add(group)
    assert updates(emulator)[-1][1]["new_chat_members"][0]["username"] == "EventBot"
    changes = [content for kind, content in updates(emulator) if kind == "my_chat_member"]
    assert [(change["old_chat_member"]["status"], change["new_chat_member"]["status"]) for change in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
        ("member", "administrator"),
        ("administrator", "kicked"),
        ("kicked", "member"),
    ]


FORBIDDEN = {
    "blocked": "Forbidden: bot was blocked by the user",
    "deactivated": "Forbidden: user is deactivated",
    "kicked": "Forbidden: bot was kicked from the group chat",
    "left": "Forbidden: bot is not a member of the group chat",
    "muted": "Bad Request: not enough rights to send text messages to the chat",
    "demoted": "Bad Request: need administrator rights in the channel chat",
}


def spoil(scene: Scene, how: str) -> Chat:
    """Make a chat one that the bot cannot write to; the chat."""
    group = scene.emulator.world.chats[scene.names["group"]]
    channel = scene.emulator.world.chats[scene.names["channel"]]
    if how == "blocked":
        scene.ada.block()
    elif how == "deactivated":
        scene.ada.chat.deactivated = True
    elif how == "kicked":
        scene.ada.kick(group)
    elif how == "muted":
        group.muted = True
    elif how == "left":
        scene.emulator.world.standing(group, "left", scene.ada.user)
    else:
        scene.emulator.world.standing(channel, "member", scene.ada.user)
    return {"blocked": scene.ada.chat, "deactivated": scene.ada.chat, "demoted": channel}.get(how, group)


@pytest.mark.parametrize("how", FORBIDDEN)
async def test_a_closed_chat_is_no_fault_of_the_bot(scene: Scene, how: str) -> None:
    chat = spoil(scene, how)
    answer = (await scene.call("sendMessage", {"chat_id": chat.id, "text": "x"})).json()
    assert answer["description"] == FORBIDDEN[how]
    assert scene.emulator.violations == []


async def test_a_group_becomes_a_supergroup(scene: Scene) -> None:
    old = scene.emulator.world.chats[scene.names["group"]]
    new = scene.ada.migrate(old)
    service = [content for kind, content in updates(scene.emulator) if "migrate_to_chat_id" in content]
    assert service[0]["migrate_to_chat_id"] == new.id
    answer = (await scene.call("sendMessage", {"chat_id": old.id, "text": "x"})).json()
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    assert (await scene.call("sendMessage", {"chat_id": new.id, "text": "x"})).json()["ok"]


async def test_answers_stay_in_their_topic(scene: Scene) -> None:
    forum = scene.emulator.supergroup("Desk", scene.ada, topics=("Syria", "Sudan"))
    sudan = scene.emulator.topic(forum, "Sudan")
    asked = scene.ada.send("/latest", forum, topic=sudan)
    reply = {"message_id": asked["message_id"]}
    sent = (await scene.call("sendMessage", {"chat_id": forum.id, "text": "none", "reply_parameters": reply})).json()
    assert (sent["result"]["message_thread_id"], sent["result"]["is_topic_message"]) == (sudan, True)
    forum.closed_topics.add(sudan)
    closed = await scene.call("sendMessage", {"chat_id": forum.id, "text": "x", "message_thread_id": sudan})
    assert closed.json()["description"] == "Bad Request: TOPIC_CLOSED"


async def test_a_channel_is_written_by_its_owner_and_the_bot(scene: Scene) -> None:
    channel = scene.emulator.channel("Syria Watch", scene.ada, username="syriawatch")
    post = scene.ada.channel_post(channel, "Strikes near Palmyra")
    assert "from" not in post
    sent = (await scene.call("sendMessage", {"chat_id": "@SyriaWatch", "text": "digest"})).json()["result"]
    number = {"chat_id": channel.id, "message_id": sent["message_id"]}
    assert (await scene.call("editMessageText", number | {"text": "digest, updated"})).json()["ok"]
    forwarded = scene.ada.forward(post)
    assert forwarded["forward_origin"]["chat"]["username"] == "syriawatch"
    assert [kind for kind, _ in updates(scene.emulator)][-2:] == ["channel_post", "message"]


async def test_a_guest_is_answered_where_the_bot_is_no_member(scene: Scene) -> None:
    elsewhere = scene.emulator.elsewhere("Elsewhere", scene.ada)
    question = scene.ada.guest("US casualties December", elsewhere)
    kind, message = updates(scene.emulator)[-1]
    assert (kind, message["guest_query_id"], message["text"]) == (
        "guest_message",
        question.id,
        "@EventBot US casualties December",
    )
    content = {"message_text": "<b>3 injured</b>", "parse_mode": "HTML"}
    result = {"type": "article", "id": "1", "title": "Answer", "input_message_content": content}
    answer = (await scene.call("answerGuestQuery", {"guest_query_id": question.id, "result": result})).json()
    assert answer["ok"], answer
    edit = {"inline_message_id": answer["result"]["inline_message_id"], "text": "4 injured"}
    assert (await scene.call("editMessageText", edit)).json()["result"] is True
    assert elsewhere.visible()[-1]["text"] == "4 injured"


async def test_a_chosen_result_becomes_a_message_that_the_bot_can_edit(scene: Scene) -> None:
    question = scene.ada.inline("strikes", offset="10")
    markup: dict[str, Any] = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
    content = {"message_text": "<b>1</b>", "parse_mode": "HTML"}
    article = {
        "type": "article",
        "id": "a",
        "title": "Strike",
        "input_message_content": content,
        "reply_markup": markup,
    }
    answer = {"inline_query_id": question.id, "results": [article], "next_offset": "20", "cache_time": 5}
    assert (await scene.call("answerInlineQuery", answer)).json()["ok"]
    message = scene.ada.choose(question, "Strike", feedback=True)
    chosen = next(content for kind, content in updates(scene.emulator) if kind == "chosen_inline_result")
    assert (message["text"], message["via_bot"]["username"], chosen["result_id"]) == ("1", "EventBot", "a")
    tap = scene.ada.tap("More")
    assert tap.content["inline_message_id"] == chosen["inline_message_id"]
    assert (await scene.call("answerCallbackQuery", {"callback_query_id": tap.id})).json()["ok"]
    with pytest.raises(AssertionError, match="no result 'Other'"):
        scene.ada.choose(question, "Other")


async def test_tapping_what_is_not_there_says_what_is(scene: Scene) -> None:
    with pytest.raises(AssertionError, match=r"no button 'Map' in Ada, but \[\(\('Go',\),\)\]"):
        scene.ada.tap("Map")


async def test_an_edited_and_a_deleted_message(scene: Scene) -> None:
    message = scene.ada.send("strikes in Palmira")
    scene.ada.edit(message, "strikes in Palmyra")
    kind, edited = updates(scene.emulator)[-1]
    assert (kind, edited["text"], "edit_date" in edited) == ("edited_message", "strikes in Palmyra", True)
    scene.ada.delete(message)
    reply = {"message_id": message["message_id"]}
    answer = await scene.call("sendMessage", {"chat_id": scene.ada.id, "text": "x", "reply_parameters": reply})
    assert answer.json()["description"] == "Bad Request: message to be replied not found"
    assert scene.emulator.violations == []


async def test_in_a_topic_everything_replies_to_something(emulator: Emulator) -> None:
    ada = emulator.person("Ada")
    forum = emulator.supergroup("Desk", ada, topics=("Syria",))
    message = ada.send("/latest", forum, topic=emulator.topic(forum, "Syria"))
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "Syria"


async def test_other_ways_of_saying_something(emulator: Emulator) -> None:
    ada = emulator.person("Ada")
    group, channel = emulator.group("Newsroom", ada), emulator.channel("Watch", ada)
    anonymous = ada.anonymously("/latest", group)
    posted = ada.picture("Jets struck #Palmyra", channel)
    hidden = ada.forward(ada.send("Jets struck", group), hidden=True)
    assert (anonymous["from"]["username"], anonymous["sender_chat"]["title"]) == ("GroupAnonymousBot", "Newsroom")
    assert ("from" in posted, posted["caption_entities"][0]["type"]) == (False, "hashtag")
    assert hidden["forward_origin"]["sender_user_name"] == "Ada"


async def test_what_a_client_does_not_let_people_do(emulator: Emulator) -> None:
    ada = emulator.person("Ada")
    with pytest.raises(AssertionError, match="4097 characters"):
        ada.send("x" * 4097)
    ada.send("x" * 4096)
    ada.block()
    with pytest.raises(AssertionError, match="must unblock"):
        ada.send("hello?")
    with pytest.raises(AssertionError, match="cannot stand in a link"):
        ada.start("a b")


async def test_the_server_answers_the_same_inline_query_from_memory(scene: Scene) -> None:
    sam = scene.emulator.person("Sam")
    for cache_time, asked_again in ((60, False), (0, True)):
        question = scene.ada.inline(f"strikes {cache_time}")
        await scene.call("answerInlineQuery", {"inline_query_id": question.id, "results": [], "cache_time": cache_time})
        repeated = sam.inline(f"strikes {cache_time}")
        assert (repeated.answer is None) == asked_again
        repeated.excused = True
    scene.emulator.later(seconds=61)
    late = scene.ada.inline("strikes 60")
    assert late.answer is None
    late.excused = True


async def test_personal_results_are_remembered_for_one_person(scene: Scene) -> None:
    question = scene.ada.inline("mine")
    await scene.call("answerInlineQuery", {"inline_query_id": question.id, "results": [], "is_personal": True})
    others = scene.emulator.person("Sam").inline("mine")
    assert (scene.ada.inline("mine").answer is None, others.answer is None) == (False, True)
    others.excused = True


async def test_a_button_under_a_message_that_is_gone_can_still_be_tapped(scene: Scene) -> None:
    message = dict(scene.ada.chat.last)
    del scene.ada.chat.messages[message["message_id"]]
    tap = scene.ada.tap_data("go", message)
    assert tap.content["message"]["date"] == 0
    tap.excused = True
