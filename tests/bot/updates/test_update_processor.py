"""Updates of one chat in turn, of different chats side by side, inline queries at once."""

import asyncio
from datetime import UTC, datetime

from telegram import Chat, InlineQuery, Message, Update, User

from bot.updates.update_processor import ChatUpdateProcessor
from tests.bot.virtual import in_virtual_time

ADA = User(1, "Ada", is_bot=False)


def message_in(chat: int, number: int) -> Update:
    moment = datetime(2025, 12, 20, tzinfo=UTC)
    return Update(number, message=Message(number, moment, Chat(chat, Chat.PRIVATE), from_user=ADA, text="hi"))


class Diary:
    """Notes when each update was begun and done, each taking a second."""

    def __init__(self, max_waiting: int = 50) -> None:
        self.turns = ChatUpdateProcessor(self.note, max_waiting)
        self.noted: list[int] = []
        self.done: dict[int, float] = {}

    async def note(self, update: Update) -> None:
        self.noted.append(update.update_id)

    async def handle(self, update: Update) -> None:
        async def work() -> None:
            await asyncio.sleep(1)
            self.done[update.update_id] = asyncio.get_running_loop().time()

        await self.turns.process_update(update, work())


def test_one_chat_in_turn_and_others_at_the_same_time() -> None:
    diary = Diary()

    async def story() -> None:
        await asyncio.gather(*(diary.handle(message_in(chat, chat * 10 + n)) for chat in (1, 2) for n in range(3)))

    in_virtual_time(story)
    assert diary.done == {10: 1, 11: 2, 12: 3, 20: 1, 21: 2, 22: 3}


def test_the_news_of_a_move_waits_until_the_old_group_is_answered() -> None:
    diary = Diary()
    old, new, moment = Chat(-5, Chat.GROUP), Chat(-1005, Chat.SUPERGROUP), datetime(2025, 12, 20, tzinfo=UTC)
    asked = Update(1, message=Message(1, moment, old, from_user=ADA, text="hi"))
    moved = Update(2, message=Message(1, moment, new, from_user=ADA, migrate_from_chat_id=-5))

    async def story() -> None:
        await asyncio.gather(diary.handle(asked), diary.handle(moved))

    in_virtual_time(story)
    assert diary.done == {1: 1, 2: 2}


def test_inline_queries_are_never_queued() -> None:
    diary = Diary()

    async def story() -> None:
        queries = [Update(n, inline_query=InlineQuery(str(n), ADA, "strikes", "")) for n in range(5)]
        await asyncio.gather(*(diary.handle(query) for query in queries))

    in_virtual_time(story)
    assert set(diary.done.values()) == {1}


def test_a_chat_in_flood_is_cut_off_and_recovers() -> None:
    diary = Diary(max_waiting=3)

    async def story() -> None:
        await asyncio.gather(*(diary.handle(message_in(1, n)) for n in range(10)))
        await diary.handle(message_in(1, 99))

    in_virtual_time(story)
    assert sorted(diary.done) == [0, 1, 2, 99]
    assert sorted(diary.noted) == [*range(10), 99]  # what was dropped is done with too
