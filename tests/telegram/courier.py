"""Updates by webhook. In: the webhook that the bot set and where it really listens; out: POSTs in order, repeated.

A bot registers a public https address, as the rules want it. `doors` says which address on this machine stands for it:

    emulator.courier.doors["https://bot.example/hook"] = "http://127.0.0.1:8081/hook"
"""

import asyncio
import contextlib

import httpx

from .world import World

MAX_TRIES = 5
LONGEST_REST = 3600
LONGEST_ANSWER = 60  # real seconds
SECRET = "X-Telegram-Bot-Api-Secret-Token"


class Courier:
    """Carries each update to the webhook until it is taken; a refused one comes again, and none overtakes it.

    A webhook that asks for quiet by `Retry-After` gets it: on the emulator's clock, in `rests`.
    """

    def __init__(self, world: World) -> None:
        self.doors: dict[str, str] = {}
        self.tries: list[int] = []
        self.rests: list[int] = []
        self._world = world
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Wait for updates and a webhook to carry them to."""
        self._task = asyncio.create_task(self._carry())

    async def stop(self) -> None:
        """Carry nothing more."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _carry(self) -> None:
        updates = self._world.updates
        async with httpx.AsyncClient(verify=False, timeout=LONGEST_ANSWER) as client:
            while True:
                await self._world.bell.wait_for(lambda: bool(updates.webhook.get("url") and updates.next), None)
                update, tried = updates.next, 0
                while not await self._taken(client, update):
                    tried += 1
                    if tried == MAX_TRIES:
                        self._world.flag(f"the webhook did not take update {update['update_id']} in {MAX_TRIES} tries")
                        break
                self.tries.append(tried + 1)
                updates.delivered(update)

    async def _taken(self, client: httpx.AsyncClient, update: dict[str, object]) -> bool:
        webhook = self._world.updates.webhook
        headers = {SECRET: webhook["secret_token"]} if "secret_token" in webhook else {}
        try:
            answer = await client.post(self.doors[webhook["url"]], json=update, headers=headers)
        except httpx.HTTPError:
            return False
        asked = answer.headers.get("Retry-After", "")
        if not answer.is_success and asked.isdecimal():
            self.rests.append(min(int(asked), LONGEST_REST))
            self._world.clock.advance(self.rests[-1])
        return answer.is_success
