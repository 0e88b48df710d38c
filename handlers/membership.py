"""Where the bot is: chats that it joined, left, or that became supergroups and took a new number."""

from telegram import ChatMember, Update

from handlers.intake.posts import key_of
from handlers.services.context import Context
from handlers.views.texts import template
from store.chats.chats import leave_chat, move_chat, remember_chat
from store.intake.intakes import end_intake, move_intake

_OUT = {ChatMember.LEFT, ChatMember.BANNED}


async def note(update: Update, context: Context) -> None:
    """Note that the bot was added to a chat, or removed from it or blocked; then its settings and
    digests are forgotten, and a source ends."""
    change = update.my_chat_member
    if change is None:
        return
    services, chat = context.services, change.chat
    now = services.clock()
    if change.new_chat_member.status in _OUT:
        await services.index.write(lambda writer: leave_chat(writer, chat.id, now))
        why = template("source_left")
        await services.index.write(lambda writer: end_intake(writer, key_of(chat.id), why, now))
    else:
        await services.index.write(
            lambda writer: remember_chat(writer, chat.id, chat.type, chat.effective_name or "", now)
        )


async def move(update: Update, context: Context) -> None:
    """A group became a supergroup: what belonged to the old number belongs to the new one."""
    message = update.effective_message
    if message is None:
        return
    old, new = message.migrate_from_chat_id or message.chat_id, message.migrate_to_chat_id or message.chat_id
    await context.services.index.write(lambda writer: move_chat(writer, old, new))
    await context.services.index.write(lambda writer: move_intake(writer, old, new))
