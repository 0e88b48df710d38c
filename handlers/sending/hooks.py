"""Posts to hooks: taken up before they are sent, tried again under the same id, one after another for each receiver."""

import asyncio
import logging
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path

from domain.errors import WatchfloorError
from handlers.sending.signing import key_in, signed
from handlers.services.services import Services
from ingestion.fetching.addresses import checked
from store.chats.hook_posts import Post, due_posts, post_failed, post_sent, take_up_post

log = logging.getLogger(__name__)

_AT_ONCE = 8
_IN_A_ROUND = 50
"""So many posts one receiver gets before others are looked at again."""


async def send_posts(services: Services) -> None:
    """Send what is due, several receivers side by side; one that does not answer holds up no other."""
    now = services.clock()
    limit = asyncio.Semaphore(_AT_ONCE)

    async def send(post: Post) -> None:
        async with limit:
            await _send_all(services, post)

    await asyncio.gather(*map(send, await services.index.read(partial(due_posts, now=now))))


async def _send_all(services: Services, post: Post) -> None:
    """What waits for one receiver, until there is no more, or it does not take one."""
    for _ in range(_IN_A_ROUND):
        if not await _send(services, post):
            return
        more = await services.index.read(partial(due_posts, now=services.clock(), hook=post.hook_id))
        if not more:
            return
        post = more[0]


async def _send(services: Services, post: Post) -> bool:
    """Send one post; whether it arrived. What is cut off stays taken up, and is sent again when that is over."""
    begun = services.clock()
    if not await services.index.write(partial(take_up_post, post=post, now=begun)):
        return False
    try:
        error, wait, for_good = await _posted(services, post, begun)
    except WatchfloorError as refusal:  # an address that may not be asked, no connection, no secret
        error, wait, for_good = str(refusal), None, False
    now = services.clock()
    if error is None:
        await services.index.write(partial(post_sent, post=post, now=now))
        return True
    failed = partial(post_failed, post=post, error=error, now=now, wait=wait, for_good=for_good)
    if await services.index.write(failed) is None:
        log.error("Hook %d stands still: %s", post.hook_id, error)
    else:
        log.warning("Hook %d: %s", post.hook_id, error)
    return False


async def _posted(services: Services, post: Post, now: datetime) -> tuple[str | None, timedelta | None, bool]:
    """Why the receiver did not take a post, None where it did; how long it wants to be left alone; whether it says that
    it is gone for good."""
    body = post.body.encode()
    key = await services.index.aside(lambda: key_in(Path(post.secret_file)))
    headers = {"Content-Type": "application/json", **signed(key, post.id, body, now)}
    answer = await services.fetcher.post(post.url, body, headers)
    if answer.ok:
        return None, None, False
    host, gone = checked(post.url).host, answer.status == HTTPStatus.GONE
    why = "is gone for good" if gone else "did not take what was posted"
    return f"{host} {why} (status {answer.status}).", answer.retry_after, gone
