"""How a hook stands, in one line: for a terminal. Nothing of its secret is in it."""

from handlers.views.phrases import plural
from store.chats.hooks import Hook

_SUBJECT = {
    "removed": "its watch or digest was removed, nothing new comes: remove the hook, too",
    "paused": "its watch or digest is paused in its chat, nothing new comes",
    "stopped": "its watch was stopped as its chat takes nothing, nothing new comes: add the hook with the question",
}


def standing(hook: Hook) -> str:
    """Whether a hook posts, and if not why."""
    waiting = f"{plural(hook.waiting, 'post')} waiting"
    if hook.trouble is not None:
        return f"stands still, {waiting}: {hook.trouble} `watchfloor hooks resume {hook.id}` lets it go on."
    if hook.failing_since is not None:
        return f"fails since {hook.failing_since:%Y-%m-%d %H:%M} UTC, {waiting}: {hook.error} It is tried again."
    if hook.subject in _SUBJECT:
        return _SUBJECT[hook.subject]
    last = f"last post {hook.last_sent:%Y-%m-%d %H:%M} UTC" if hook.last_sent else "nothing posted so far"
    said = f"{last}, {waiting}" if hook.waiting else last
    return f"{said}; its digest: {hook.told_of_digest}" if hook.told_of_digest else said
