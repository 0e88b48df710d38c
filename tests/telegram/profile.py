"""Methods about the bot itself, its updates and the chats it knows. In: a call; out: what is kept of it."""

from .call import Call, method
from .chats import Object
from .refusal import Refusal, bad_request
from .standing import known_chat, reachable_chat
from .world import BOT_ID

PROFILE_TEXTS = {"Description": "description", "ShortDescription": "short_description", "Name": "name"}
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


@method("getMe")
def get_me(call: Call) -> Object:
    """The bot."""
    return call.world.bot


@method("logOut")
@method("close")
def close(call: Call) -> bool:
    """Leave the server."""
    return True


@method("getUpdates")
async def get_updates(call: Call) -> list[Object]:
    """A true long poll."""
    updates = call.world.updates
    if "allowed_updates" in call.params:
        updates.allowed = tuple(call.params["allowed_updates"])
    return await updates.poll(call.get("offset", 0), call.get("limit", 100), call.get("timeout", 0))


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    """Ask for updates by POST instead of polling."""
    updates, now = call.world.updates, call.world.clock.now().timestamp()
    if now < updates.next_webhook:
        raise Refusal(429, "retry after 1", retry_after=1)
    updates.next_webhook = now + 1
    updates.webhook = dict(call.params)
    if "allowed_updates" in call.params:
        updates.allowed = tuple(call.params["allowed_updates"])
    if call.get("drop_pending_updates"):
        updates.waiting.clear()
    return True


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    """Back to polling."""
    call.world.updates.webhook = {}
    if call.get("drop_pending_updates"):
        call.world.updates.waiting.clear()
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Object:
    """Where updates go."""
    updates = call.world.updates
    return {
        "url": updates.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(updates.waiting),
    }


def _scope(call: Call) -> tuple[str, ...]:
    """The key under which commands are kept: scope, chat, user, language."""
    scope = call.get("scope", {"type": "default"})
    chat_id = ""
    if scope["type"] in CHAT_SCOPES:
        chat = known_chat(Call(call.world, call.method, scope, {}))
        if chat.kind == "channel":
            raise bad_request("can't change commands in channel chats")
        chat_id = str(chat.id)
    return ("commands", scope["type"], chat_id, str(scope.get("user_id", "")), call.get("language_code", ""))


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """The menu of a scope and language."""
    commands = [command | {"command": command["command"].removeprefix("/")} for command in call.params["commands"]]
    call.world.profile[_scope(call)] = commands
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[Object]:
    """The menu as it was set."""
    commands: list[Object] = call.world.profile.get(_scope(call), [])
    return commands


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """No menu of its own for this scope."""
    call.world.profile.pop(_scope(call), None)
    return True


@method("setMyDescription")
@method("setMyShortDescription")
@method("setMyName")
def set_text(call: Call) -> bool:
    """What the profile says, by language."""
    subject = call.method.removeprefix("setMy")
    call.world.profile[subject, call.get("language_code", "")] = call.get(PROFILE_TEXTS[subject], "")
    return True


@method("getMyDescription")
@method("getMyShortDescription")
@method("getMyName")
def get_text(call: Call) -> Object:
    """What the profile says."""
    subject = call.method.removeprefix("getMy")
    return {PROFILE_TEXTS[subject]: call.world.profile.get((subject, call.get("language_code", "")), "")}


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    """The button beside the field of text."""
    call.world.profile["menu", str(call.get("chat_id", ""))] = call.get("menu_button")
    return True


@method("getChat")
def get_chat(call: Call) -> Object:
    """A chat in full."""
    chat = reachable_chat(call)
    return chat.as_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }


GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


@method("getChatMember")
def get_chat_member(call: Call) -> Object:
    """What someone is in a chat."""
    world, chat, user_id = call.world, reachable_chat(call), call.params["user_id"]
    if user_id == BOT_ID:
        return world.member(chat, chat.bot_status)
    if chat.hides_members and not world.is_admin(chat, BOT_ID):
        raise bad_request("CHAT_ADMIN_REQUIRED", fair=True)
    if user_id not in world.users:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return world.member(chat, chat.members.get(user_id, "left"), world.users[user_id])


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[Object]:
    """Who runs a chat, bots apart from this one left out."""
    world, chat = call.world, reachable_chat(call)
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    people = [user_id for user_id in chat.members if world.is_admin(chat, user_id)]
    return [world.member(chat, chat.members[user_id], world.users.get(user_id)) for user_id in people]


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    """How many are in a chat."""
    chat = reachable_chat(call)
    return len(call.world.present(chat))


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    """Go."""
    chat = reachable_chat(call)
    if chat.kind == "private":
        raise Refusal(400, "chat member status can't be changed in private chats")
    call.world.standing(chat, "left", call.world.bot_in_messages)
    return True
