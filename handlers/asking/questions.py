"""Questions in chats: by command, in free words, and edited ones, whose answer is edited too."""

from dataclasses import dataclass, replace

from telegram import Chat, Message, Update

from handlers.addressing import is_meant_for, is_named, question_of
from handlers.answering.asking import Asked, ask, current, is_talk, show
from handlers.asking.attachments import FORMS, send_form
from handlers.sending.messages import message_of
from handlers.sending.replying import put, reply, say_to
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views.cards import Page
from handlers.views.codec import Screen, View, encode
from handlers.views.markup import escape, plain
from handlers.views.texts import say
from handlers.wishes import form_of
from query.reading import Intent, QuestionError
from query.understand import LONGEST, understand
from store.chats.questions import answered


@dataclass(frozen=True, slots=True)
class Command:
    """What a command makes of the words after it: the first of `templates` that is read as `wanted`, or the last, shown
    as `screen`. `bare` is what it asks without words: a question, or nothing to show what was asked before."""

    templates: tuple[str, ...]
    wanted: Intent | None = None
    screen: Screen = Screen.PAGE
    bare: str | None = None


COMMANDS = {
    "latest": Command(("latest {}",), bare="latest events"),
    "casualties": Command(("casualties {}",)),
    "count": Command(("how many {}",)),
    "top": Command(("{}", "top {}", "{} by place"), Intent.BREAKDOWN, bare="events by place"),
    "timeline": Command(("{}",), screen=Screen.TIMELINE),
    "map": Command(("{}",), screen=Screen.MAP),
    "sources": Command(("{}",), screen=Screen.SOURCES),
    "export": Command(("{}",), screen=Screen.CSV),
}
_FORMATS = {"csv": Screen.CSV, "geojson": Screen.GEOJSON, "kml": Screen.KML}
_COMMAND_OF = {command.screen: name for name, command in COMMANDS.items()} | dict.fromkeys(_FORMATS.values(), "export")


async def by_command(update: Update, context: Context) -> None:
    """Answer `/latest …`, `/top …`, `/map …` and their like."""
    message = update.effective_message
    if message is None or not message.text:
        return
    head, *rest = message.text.split(maxsplit=1)
    name = head[1:].partition("@")[0].casefold()
    words = plain(rest[0]) if rest else ""
    command, screen = COMMANDS[name], COMMANDS[name].screen
    if name == "export":
        form, _, after = words.partition(" ")
        if form.casefold() in _FORMATS:
            screen, words = _FORMATS[form.casefold()], after.strip()
    if words or command.bare:
        question = await _question(context.services, command, words) if words else command.bare or ""
        await _answer(message, question, context, screen, alone=True)
    elif screen is Screen.PAGE:
        await say_to(context, message, say("empty_question", command=name))
    else:
        await _show_before(message, screen, name, context)


async def by_text(update: Update, context: Context) -> None:
    """Answer a question in free words, in a private chat or addressed to the bot in a group."""
    message = update.effective_message
    if message is None or not is_meant_for(message, context.bot.id, context.bot.username):
        return
    question = question_of(message, context.bot.id, context.bot.username)
    if not question:
        await say_to(context, message, say("mention_only", bot=context.bot.username))
        return
    if await _is_talk(message, question, context):
        return
    form = form_of(question)
    if form is None:
        await _answer(message, question, context, Screen.PAGE)
    elif form.words:
        await _answer(message, form.words, context, form.screen)
    else:
        await _show_before(message, form.screen, _COMMAND_OF[form.screen], context)


async def _is_talk(message: Message, question: str, context: Context) -> bool:
    """Whether people talk to each other under an answer of the bot's: a reply in a group that asks nothing."""
    bot = context.bot
    if message.chat.type == Chat.PRIVATE or is_named(message, bot.id, bot.username) or form_of(question):
        return False
    try:
        return await is_talk(context.services, _asked(message, question, alone=False))
    except QuestionError:
        return True


async def _question(services: Services, command: Command, words: str) -> str:
    """The words as the question that the command is for."""
    questions = [template.format(words) for template in command.templates]
    if command.wanted is None or len(questions[-1]) > LONGEST:
        return questions[-1]
    now = services.clock()

    def fitting() -> str:
        read = ((question, understand(question, now, services.world)) for question in questions[:-1])
        return next((question for question, reading in read if reading.query.intent is command.wanted), questions[-1])

    return await services.index.aside(fitting)


async def _answer(message: Message, question: str, context: Context, screen: Screen, alone: bool = False) -> None:
    try:
        view = await ask(context.services, _asked(message, question, alone), screen)
    except QuestionError as error:
        await say_to(context, message, escape(str(error)))
        return
    if screen not in FORMS or not await send_form(context, message, view, alone=True):
        await _show(message, view, context)


async def _show(message: Message, view: View, context: Context) -> None:
    """Send the answer, or put it in the place of the one that the question had before it was edited."""
    shown = await show(context.services, view, message.chat_id)
    page, answer_id = (shown.page, shown.answer_id) if shown else (Page(say("old_button")), None)
    if answer_id is None or not await put(context, message.chat_id, answer_id, message_of(page)):
        await reply(context, message, page, answers=view)
        return
    code = encode(view)
    await context.services.index.write(lambda writer: answered(writer, view.question, answer_id, code))


async def _show_before(message: Message, screen: Screen, command: str, context: Context) -> None:
    """A command for another form of an answer, without words: of the one that its sender looks at."""
    view = await current(context.services, _asked(message, "", alone=False))
    if view is None:
        await say_to(context, message, say("nothing_before", command=command))
        return
    view = replace(view, offset=0, screen=screen)
    if screen in FORMS and await send_form(context, message, view):
        return
    shown = await show(context.services, view, message.chat_id)
    if shown is None:
        await say_to(context, message, say("nothing_before", command=command))
    else:
        await reply(context, message, Page(shown.page.html))  # the buttons stay with the answer before


def _asked(message: Message, question: str, alone: bool) -> Asked:
    asker = message.sender_chat.id if message.sender_chat else message.from_user.id if message.from_user else 0
    replied = message.reply_to_message.message_id if message.reply_to_message else None
    return Asked(message.chat_id, asker, message.message_id, question, alone, replied)
