"""The real python-telegram-bot against the emulator: what a correct bot sends passes, and people see it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from .emulator import Emulator
from .fixtures import plain_request

Context = ContextTypes.DEFAULT_TYPE
KEYBOARD = InlineKeyboardMarkup(
    [[InlineKeyboardButton("24 h", callback_data="day"), InlineKeyboardButton("Map", callback_data="map")]]
)


async def echo(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message is not None
    await message.reply_text(f"<b>You said</b>\n{message.text_html}", parse_mode=ParseMode.HTML, reply_markup=KEYBOARD)


async def turn(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer()
    await query.edit_message_text(f"<i>{query.data}</i>", parse_mode=ParseMode.HTML)


async def offer(update: Update, context: Context) -> None:
    query = update.inline_query
    assert query is not None
    content = InputTextMessageContent(f"<b>{query.query}</b>", parse_mode=ParseMode.HTML)
    await query.answer([InlineQueryResultArticle("1", "Strikes", content, description="12 events")], cache_time=5)


@pytest_asyncio.fixture
async def application(emulator: Emulator) -> AsyncIterator[Application]:  # type: ignore[type-arg]
    built = ApplicationBuilder().token(emulator.token).base_url(emulator.base_url).base_file_url(emulator.base_file_url)
    application = built.request(plain_request()).get_updates_request(plain_request()).build()
    application.add_handler(CommandHandler("start", echo))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(turn))
    application.add_handler(InlineQueryHandler(offer))
    emulator.busy.append(application.update_queue.join)
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        yield application
        await application.updater.stop()
        await application.stop()


async def test_a_conversation(emulator: Emulator, application: Application) -> None:  # type: ignore[type-arg]
    await application.bot.set_my_commands([BotCommand("start", "Begin")])
    ada = emulator.person("Ada")
    ada.send("latest strikes & more")
    await emulator.settled()
    ada.tap("Map")
    await emulator.settled()
    question = ada.inline("strikes")
    await emulator.settled()
    ada.choose(question)
    assert (
        ada.chat.transcript()
        == """\
# 2025-12-20 12:00 UTC, private chat, Ada
Ada: latest strikes & more
bot: <b>You said</b>
     latest strikes &amp; more
     [24 h] [Map]
Ada taps: Map
bot edits: <i>map</i>
Ada types: @EventBot strikes
bot offers: • Strikes — 12 events
Ada sends via @EventBot: <b>strikes</b>
"""
    )


async def test_waiting_for_so_many_messages(emulator: Emulator, application: Application) -> None:  # type: ignore[type-arg]
    ada, bob = emulator.person("Ada"), emulator.person("Bob")
    ada.send("one")
    ada.send("two")
    assert (await ada.chat.hears())["text"].startswith("You said")
    bob.start("inline")
    assert (await bob.chat.hears())["text"] == "You said\n/start inline"
    await emulator.settled()
    with pytest.raises(TimeoutError, match=r"waited 0.01 s for 2 messages of the bot in Bob"):
        await bob.chat.hears(2, within=0.01)


async def test_what_takes_too_long_is_named(emulator: Emulator) -> None:
    async def never_done() -> None:
        await asyncio.Event().wait()

    emulator.busy.append(never_done)
    with pytest.raises(TimeoutError, match="never_done"):
        await emulator.settled(within=0.01)
    emulator.person("Ada").send("is anyone there?")
    with pytest.raises(TimeoutError, match="the bot to take every update"):
        await emulator.settled(within=0.01)
