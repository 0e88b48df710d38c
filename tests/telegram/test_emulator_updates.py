"""Polling: a true long poll, confirmation by offset, one poller at a time, the kinds of update that were asked for."""

import asyncio
from typing import Any

from .scene import Scene


async def poll(scene: Scene, **params: Any) -> list[dict[str, Any]]:
    """One getUpdates that must succeed."""
    answer = (await scene.call("getUpdates", params)).json()
    assert answer["ok"], answer
    updates: list[dict[str, Any]] = answer["result"]
    return updates


async def confirmed(scene: Scene) -> int:
    """Take everything that waits; the next offset."""
    updates = await poll(scene)
    offset: int = updates[-1]["update_id"] + 1
    assert await poll(scene, offset=offset) == []
    return offset


async def test_updates_repeat_until_they_are_confirmed(scene: Scene) -> None:
    first = await poll(scene)
    assert first
    assert await poll(scene, offset=first[0]["update_id"]) == first
    assert [update["update_id"] for update in first] == list(range(first[0]["update_id"], first[-1]["update_id"] + 1))
    assert await poll(scene, offset=first[0]["update_id"] + 1) == first[1:]
    assert await poll(scene, offset=-1) == first[-1:]


async def test_a_poll_in_haste_gets_one_update(scene: Scene) -> None:
    assert len(await poll(scene)) > 1
    assert len(await poll(scene)) == 1


async def test_a_short_poll_for_nothing_is_held(scene: Scene) -> None:
    offset = await confirmed(scene)
    held = asyncio.create_task(poll(scene, offset=offset, timeout=0))
    await scene.emulator.until(lambda: scene.emulator.world.updates.polling)
    scene.ada.send("in time")  # had it not been held, it would have come back with nothing
    assert [update["message"]["text"] for update in await held] == ["in time"]


async def test_a_poll_waits_for_what_comes(scene: Scene) -> None:
    offset = await confirmed(scene)
    waiting = asyncio.create_task(poll(scene, offset=offset, timeout=30))
    await scene.emulator.until(lambda: scene.emulator.world.updates.polling)
    scene.ada.send("news?")
    updates = await waiting
    assert [update["message"]["text"] for update in updates] == ["news?"]


async def test_a_second_poller_ends_the_first(scene: Scene) -> None:
    offset = await confirmed(scene)
    first = asyncio.create_task(scene.call("getUpdates", {"offset": offset, "timeout": 30}))
    await scene.emulator.until(lambda: scene.emulator.world.updates.polling)
    assert await poll(scene, offset=offset) == []
    answer = (await first).json()
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    scene.emulator.forgive("Conflict")


async def test_no_polling_beside_a_webhook(scene: Scene) -> None:
    await confirmed(scene)
    await scene.call("setWebhook", {"url": "https://bot.example"})
    answer = (await scene.call("getUpdates", {})).json()
    assert answer["description"].startswith("Conflict: can't use getUpdates method while webhook is active")
    await scene.call("deleteWebhook", {})
    assert await poll(scene) == []
    scene.emulator.forgive("Conflict")


async def test_only_the_kinds_that_were_asked_for_come_and_the_choice_is_remembered(scene: Scene) -> None:
    offset = await confirmed(scene)
    await poll(scene, offset=offset, allowed_updates=["my_chat_member"])
    scene.ada.send("unheard")
    scene.ada.block()
    updates = await poll(scene, offset=offset)
    assert [list(update)[1] for update in updates] == ["my_chat_member"]


async def test_an_update_can_come_twice(scene: Scene) -> None:
    offset = await confirmed(scene)
    scene.ada.send("once")
    first = await poll(scene, offset=offset)
    scene.emulator.world.updates.repeat()
    assert await poll(scene, offset=first[0]["update_id"] + 1) == first
    assert await poll(scene, offset=first[0]["update_id"] + 1) == []


async def test_pending_updates_can_be_dropped(scene: Scene) -> None:
    await scene.call("deleteWebhook", {"drop_pending_updates": True})
    assert await poll(scene) == []
