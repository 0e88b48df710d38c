"""Trouble on demand and limits on a virtual clock, as python-telegram-bot meets them."""

from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from .emulator import Emulator
from .people import Person


async def test_flood_control_for_one_chat_alone(emulator: Emulator, bot: Bot, ada: Person) -> None:
    bob = emulator.person("Bob")
    bob.send("/start")
    emulator.faults.flood("sendMessage", retry_after=7, times=2, chat=ada.chat)
    for _ in range(2):
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(ada.id, "x")
        assert caught.value.retry_after == timedelta(seconds=7)
    await bot.send_message(bob.id, "x")
    await bot.send_message(ada.id, "x")
    assert [request.status for request in emulator.asked("sendMessage")] == [429, 429, 200, 200]


TROUBLE: list[tuple[str, type[TelegramError]]] = [("forbid", Forbidden), ("fail", NetworkError)]


@pytest.mark.parametrize(("trouble", "error"), TROUBLE)
async def test_a_scheduled_refusal(
    emulator: Emulator, bot: Bot, ada: Person, trouble: str, error: type[TelegramError]
) -> None:
    fault = getattr(emulator.faults, trouble)("sendMessage")
    with pytest.raises(error):
        await bot.send_message(ada.id, "x")
    await bot.send_message(ada.id, "y")
    assert (fault.met, [message["text"] for message in ada.chat.from_bot()]) == (1, ["y"])


@pytest.mark.parametrize(("after", "said"), [(True, ["x"]), (False, [])])
async def test_a_dropped_connection_before_or_after_the_message_was_taken(
    emulator: Emulator, bot: Bot, ada: Person, after: bool, said: list[str]
) -> None:
    emulator.faults.drop("sendMessage", after=after)
    with pytest.raises(NetworkError):
        await bot.send_message(ada.id, "x")
    assert [message["text"] for message in ada.chat.from_bot()] == said


async def test_a_fault_at_an_answer_excuses_the_open_question(emulator: Emulator, bot: Bot, ada: Person) -> None:
    query = ada.inline("strikes")
    emulator.faults.fail("answerInlineQuery")
    with pytest.raises(NetworkError):
        await bot.answer_inline_query(query.id, [])
    assert emulator.unanswered() == []


async def test_the_documented_limits_on_a_virtual_clock(emulator: Emulator, bot: Bot, ada: Person) -> None:
    emulator.rates.profile = "documented"
    for number in range(4):
        await bot.send_message(ada.id, str(number))
    with pytest.raises(RetryAfter):
        await bot.send_message(ada.id, "too soon")
    emulator.later(seconds=3)
    await bot.send_message(ada.id, "in time")
    emulator.forgive("Too Many Requests: retry after 3")


async def test_twenty_messages_a_minute_to_a_group(emulator: Emulator, bot: Bot, ada: Person) -> None:
    emulator.rates.profile = "documented"
    group = emulator.group("Newsroom", ada)
    for number in range(20):
        await bot.send_message(group.id, str(number))
        emulator.later(seconds=1)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(group.id, "the twenty-first")
    assert caught.value.retry_after == timedelta(seconds=40)
    emulator.forgive("retry after 40")


async def test_harsh_limits_are_no_breach(emulator: Emulator, bot: Bot, ada: Person) -> None:
    emulator.rates.profile = "harsh"
    await bot.send_message(ada.id, "1")
    await bot.send_message(ada.id, "2")
    with pytest.raises(RetryAfter):
        await bot.send_message(ada.id, "3")
    assert emulator.violations == []


async def test_thirty_messages_a_second_in_all(emulator: Emulator, bot: Bot) -> None:
    emulator.rates.profile = "documented"
    people = [emulator.person(f"Reader {number}") for number in range(31)]
    for person in people:
        person.send("/start")
    for person in people[:30]:
        await bot.send_message(person.id, "digest")
    with pytest.raises(RetryAfter):
        await bot.send_message(people[30].id, "digest")
    emulator.forgive("retry after 1")


async def test_the_clock_follows_real_time_when_asked_to(emulator: Emulator, bot: Bot, ada: Person) -> None:
    assert (await bot.send_message(ada.id, "x")).date == emulator.clock.now().replace(microsecond=0)
    before = emulator.clock.now()
    emulator.clock.run(speed=1e6)
    await bot.get_me()
    assert emulator.clock.now() > before


async def test_an_old_message_cannot_be_deleted(emulator: Emulator, bot: Bot, ada: Person) -> None:
    sent = await bot.send_message(ada.id, "x")
    emulator.later(hours=49)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await sent.delete()
    emulator.forgive("message can't be deleted")
