"""What a correct bot sends with python-telegram-bot passes, method by method, and is kept."""

import struct

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputMediaDocument,
    InputMediaPhoto,
    InputTextMessageContent,
    LinkPreviewOptions,
    MenuButtonCommands,
    ReplyParameters,
    SwitchInlineQueryChosenChat,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest

from .emulator import Emulator
from .people import Person


def png(width: int, height: int) -> bytes:
    """The beginning of a picture of this size."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)


async def test_the_bot_knows_itself(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.username, me.supports_inline_queries, me.can_read_all_group_messages) == ("EventBot", True, False)


async def test_messages(bot: Bot, ada: Person) -> None:
    keyboard = InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("24 h", callback_data="d"),
                InlineKeyboardButton("Report", url="https://a.example/r"),
            ],
            [
                InlineKeyboardButton("Share", switch_inline_query="strikes"),
                InlineKeyboardButton("Here", switch_inline_query_current_chat=""),
                InlineKeyboardButton(
                    "To", switch_inline_query_chosen_chat=SwitchInlineQueryChosenChat(allow_user_chats=True)
                ),
            ],
        ]
    )
    first = await bot.send_message(
        ada.id,
        "<b>x</b>",
        parse_mode=ParseMode.HTML,
        reply_markup=keyboard,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
    )
    second = await bot.send_message(ada.id, "y", reply_parameters=ReplyParameters(first.message_id))
    assert second.reply_to_message is not None
    assert (second.reply_to_message.text, first.reply_markup) == ("x", keyboard)
    edited = await first.edit_text("<i>x</i>", parse_mode=ParseMode.HTML)
    assert not isinstance(edited, bool)
    assert (edited.text_html, edited.reply_markup) == ("<i>x</i>", None)
    assert await second.delete()
    assert [message["text"] for message in ada.chat.from_bot()] == ["x"]


async def test_pictures_and_files(bot: Bot, ada: Person) -> None:
    await bot.send_chat_action(ada.id, ChatAction.UPLOAD_PHOTO)
    picture = await bot.send_photo(ada.id, png(1200, 800), caption="<b>Map</b>", parse_mode=ParseMode.HTML)
    assert (picture.photo[0].width, picture.caption_html) == (1200, "<b>Map</b>")
    await picture.edit_media(InputMediaPhoto(png(600, 400), caption="Map of Syria"))
    await picture.edit_caption("Map of Sudan")
    export = await bot.send_document(ada.id, b"id,place\n", filename="events.csv", caption="2 rows")
    assert export.document is not None
    await bot.send_document(ada.id, export.document.file_id)
    album = await bot.send_media_group(ada.id, [InputMediaPhoto(png(10, 10)), InputMediaPhoto(png(20, 20), "two")])
    files = [InputMediaDocument(b"a", filename="a.txt"), InputMediaDocument(b"b", filename="b.txt")]
    await bot.send_media_group(ada.id, files)
    assert album[0].media_group_id == album[1].media_group_id
    file = await bot.get_file(export.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"id,place\n"


@pytest.mark.parametrize(("width", "height"), [(9000, 1001), (2100, 100)])
async def test_a_picture_out_of_proportion(emulator: Emulator, bot: Bot, ada: Person, width: int, height: int) -> None:
    with pytest.raises(BadRequest, match="Photo_invalid_dimensions"):
        await bot.send_photo(ada.id, png(width, height))
    emulator.forgive("PHOTO_INVALID_DIMENSIONS")


async def test_a_report_from_a_person_is_downloaded(bot: Bot, ada: Person) -> None:
    message = ada.upload("report.txt", b"Jets struck stores near Palmyra.", caption="from the desk", mime="text/plain")
    file = await bot.get_file(message["document"]["file_id"])
    assert bytes(await file.download_as_bytearray()) == b"Jets struck stores near Palmyra."


async def test_a_file_over_twenty_megabytes_cannot_be_downloaded(emulator: Emulator, bot: Bot, ada: Person) -> None:
    message = ada.upload("archive.jsonl", b"x" * (21 << 20))
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(message["document"]["file_id"])
    assert emulator.violations == []


async def test_menus_by_scope_and_language(bot: Bot, ada: Person) -> None:
    menu = [BotCommand("latest", "Latest events"), BotCommand("help", "How to ask")]
    await bot.set_my_commands(menu)
    await bot.set_my_commands(menu[:1], scope=BotCommandScopeAllGroupChats(), language_code="de")
    await bot.set_my_commands(menu[1:], scope=BotCommandScopeChat(ada.id))
    assert list(await bot.get_my_commands()) == menu
    assert list(await bot.get_my_commands(scope=BotCommandScopeChat(ada.id))) == menu[1:]
    await bot.delete_my_commands()
    assert list(await bot.get_my_commands()) == []


async def test_the_profile(bot: Bot) -> None:
    await bot.set_my_description("Answers questions about conflict events.")
    await bot.set_my_short_description("Conflict events")
    await bot.set_my_name("Watchfloor")
    assert (await bot.get_my_description()).description == "Answers questions about conflict events."
    assert (await bot.get_my_short_description()).short_description == "Conflict events"
    assert (await bot.get_my_name()).name == "Watchfloor"
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


async def test_chats_and_their_members(emulator: Emulator, bot: Bot, ada: Person) -> None:
    group = emulator.group("Newsroom", ada, emulator.person("Bob"))
    assert (await bot.get_chat(group.id)).title == "Newsroom"
    assert (await bot.get_chat_member(group.id, ada.id)).status == "creator"
    assert [member.user.first_name for member in await bot.get_chat_administrators(group.id)] == ["Ada"]
    assert await bot.get_chat_member_count(group.id) == 3
    group.hides_members = True
    with pytest.raises(BadRequest, match="Chat_admin_required"):
        await bot.get_chat_member(group.id, ada.id)
    assert (await bot.get_chat_member(group.id, bot.id)).status == "member"
    ada.promote(group)
    assert (await bot.get_chat_member(group.id, ada.id)).status == "creator"
    assert await bot.leave_chat(group.id)
    assert not group.bot_present


async def test_inline_answers(bot: Bot, ada: Person) -> None:
    query = ada.inline("strikes")
    content = InputTextMessageContent("<b>x</b>", parse_mode=ParseMode.HTML)
    results = [InlineQueryResultArticle(str(number), "T", content, description="d") for number in range(50)]
    button = InlineQueryResultsButton("Ask me", start_parameter="inline")
    assert await bot.answer_inline_query(
        query.id, results, cache_time=0, is_personal=True, next_offset="50", button=button
    )


async def test_forwarding_and_copying(emulator: Emulator, bot: Bot, ada: Person) -> None:
    group = emulator.group("Newsroom", ada)
    asked = ada.send("/latest", group)
    forwarded = await bot.forward_message(ada.id, group.id, asked["message_id"])
    assert forwarded.forward_origin is not None
    copied = await bot.copy_message(ada.id, group.id, asked["message_id"])
    assert ada.chat.messages[copied.message_id]["text"] == "/latest"


async def test_reactions_pins_and_drafts(emulator: Emulator, bot: Bot, ada: Person) -> None:
    sent = await bot.send_message(ada.id, "x")
    assert await sent.pin()
    assert await sent.set_reaction("👍")
    assert await bot.send_message_draft(ada.id, 1, "thinking about it")
    assert emulator.world.drafts[0]["text"] == "thinking about it"


async def test_a_method_that_the_emulator_does_not_do_says_so(emulator: Emulator, bot: Bot, ada: Person) -> None:
    with pytest.raises(BadRequest, match="the emulator does not do senddice"):
        await bot.send_dice(ada.id)
    emulator.forgive("the emulator does not do sendDice")
