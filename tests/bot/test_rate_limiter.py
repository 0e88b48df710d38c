"""Pacing per chat, in virtual time: what leaves when, and whom a flood or a 429 holds up."""

import asyncio
from collections import defaultdict
from datetime import timedelta

import pytest
from telegram.error import RetryAfter

from bot.rate_limiter import ChatBusyError, ChatRateLimiter, Limits, is_message
from tests.bot.virtual import in_virtual_time


class Line:
    """A telephone line to Telegram: notes when each request went through, and refuses where it is asked to."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.sent: defaultdict[object, list[float]] = defaultdict(list)
        self.refusals: dict[object, list[int]] = {}
        self.rate_limiter = ChatRateLimiter(limits, clock=lambda: asyncio.get_running_loop().time())

    async def send(self, chat: object, endpoint: str = "sendMessage") -> None:
        async def request() -> bool:
            if pauses := self.refusals.get(chat):
                raise RetryAfter(timedelta(seconds=pauses.pop(0)))
            self.sent[chat].append(asyncio.get_running_loop().time())
            return True

        data = {} if chat is None else {"chat_id": chat}
        await self.rate_limiter.process_request(request, (), {}, endpoint, data, None)


def test_a_private_chat_gets_a_short_burst_then_one_a_second() -> None:
    line = Line()

    async def story() -> None:
        await asyncio.gather(*(line.send(7) for _ in range(9)))

    in_virtual_time(story)
    assert line.sent[7] == [0, 0, 0, 3, 3, 3, 6, 6, 6]


def test_a_group_gets_at_most_twenty_messages_in_any_minute() -> None:
    line = Line()

    async def story() -> None:
        await asyncio.gather(*(line.send(-100200) for _ in range(60)))

    in_virtual_time(story)
    moments = line.sent[-100200]
    assert len(moments) == 60
    assert max(sum(1 for m in moments if start <= m < start + 60) for start in moments) <= 20


def test_all_chats_together_stay_under_thirty_a_second() -> None:
    line = Line()

    async def story() -> None:
        await asyncio.gather(*(line.send(chat) for chat in range(1, 301)))

    in_virtual_time(story)
    moments = sorted(moment for times in line.sent.values() for moment in times)
    assert len(moments) == 300
    assert max(sum(1 for m in moments if start <= m < start + 1) for start in moments) <= 30
    assert moments[-1] < 12


def test_a_flooded_chat_delays_nobody_else() -> None:
    line = Line()

    async def story() -> None:
        flood = [asyncio.create_task(line.send(1)) for _ in range(50)]
        await asyncio.sleep(0.5)
        await line.send(2)
        await line.send(None, "answerCallbackQuery")
        await line.send(None, "answerInlineQuery")
        await asyncio.gather(*flood)

    in_virtual_time(story)
    assert line.sent[2] == [0.5]
    assert line.sent[None] == [0.5, 0.5]
    assert line.sent[1][-1] > 40


def test_a_429_holds_up_its_own_chat_only_and_loses_nothing() -> None:
    line = Line()
    line.refusals[1] = [30]

    async def story() -> None:
        await asyncio.gather(line.send(1), line.send(1), line.send(2))

    in_virtual_time(story)
    assert line.sent[2] == [0]
    assert line.sent[1] == [30, 30]


def test_a_chat_that_goes_on_refusing_is_given_up() -> None:
    line = Line()
    line.refusals[1] = [5, 5, 5]

    async def story() -> float:
        with pytest.raises(RetryAfter):
            await line.send(1)
        return asyncio.get_running_loop().time()

    assert in_virtual_time(story) == 10
    assert line.sent[1] == []


def test_a_queue_is_bounded() -> None:
    line = Line(Limits(waiting=5))

    async def story() -> list[BaseException | None]:
        return await asyncio.gather(*(line.send(1) for _ in range(12)), return_exceptions=True)

    outcomes = in_virtual_time(story)
    assert [type(outcome) for outcome in outcomes].count(ChatBusyError) == 4  # three left at once, five wait
    assert len(line.sent[1]) == 8


def test_messages_of_one_chat_keep_their_order() -> None:
    line = Line()
    order: list[int] = []

    async def send(number: int) -> None:
        await line.send(1)
        order.append(number)

    async def story() -> None:
        await asyncio.gather(*(send(number) for number in range(12)))

    in_virtual_time(story)
    assert order == list(range(12))


@pytest.mark.parametrize("endpoint", ["sendMessage", "editMessageText", "forwardMessage", "copyMessages", "sendPhoto"])
def test_what_people_see_counts(endpoint: str) -> None:
    assert is_message(endpoint)


@pytest.mark.parametrize("endpoint", ["sendChatAction", "answerInlineQuery", "getChatMember", "setMyCommands", "getMe"])
def test_what_people_do_not_see_does_not_count(endpoint: str) -> None:
    assert not is_message(endpoint)
