"""Answers to taps, inline queries and guest messages. In: a call that passed the rules; out: the question, answered."""

from .call import Call, method
from .chats import Object
from .refusal import bad_request
from .results import placed, shown
from .wording import TOO_OLD
from .world import Question

# Real seconds are not documented: an inline query is dead after about ten, a tap after about a minute.
DEADLINES = {"inline_query": 10, "callback_query": 60, "guest_message": 60}


def _open(call: Call, kind: str, name: str) -> Question:
    question = call.world.questions.get(call.params[name])
    if question is None or question.kind != kind or question.answer is not None:
        raise bad_request(TOO_OLD)
    if call.world.clock.now().timestamp() - question.asked_at > DEADLINES[kind]:
        question.excused = True
        raise bad_request(TOO_OLD, fair=True)
    return question


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """End a tap, with or without words."""
    question = _open(call, "callback_query", "callback_query_id")
    question.answer = call.params
    if call.get("text") and question.chat is not None:
        deed = "alerts" if call.get("show_alert") else "notes"
        call.world.log(question.chat, "bot", deed, call.params["text"])
    return True


@method("answerInlineQuery")
def answer_inline_query(call: Call) -> bool:
    """Offer results for what is being typed."""
    question = _open(call, "inline_query", "inline_query_id")
    question.answer = call.params
    _keep(call, question)
    if question.chat is not None:
        lines = [_offer(result) for result in call.params["results"]]
        if "button" in call.params:
            lines.append(f"[{call.params['button']['text']}]")
        call.world.log(question.chat, "bot", "offers", "\n".join(lines) or "nothing")
    return True


def _keep(call: Call, question: Question) -> None:
    """Remember the results as the server does: whoever types the same in time gets them without the bot being asked."""
    seconds = min(max(call.get("cache_time", 300), 0), 86_400)
    asker = question.content["from"]["id"] if call.get("is_personal") else None
    key = (question.content["query"], question.content["offset"], asker)
    call.world.inline_cache[key] = (call.world.clock.now().timestamp() + seconds, call.params)


def _offer(result: Object) -> str:
    parts = (result.get("title", result["type"]), result.get("description", ""))
    return "• " + " — ".join(part for part in parts if part)


@method("answerGuestQuery")
def answer_guest_query(call: Call) -> Object:
    """Answer in a chat that the bot is no member of."""
    world = call.world
    question = _open(call, "guest_message", "guest_query_id")
    question.answer = call.params
    assert question.chat is not None
    caller = question.content["from"]
    more = {"guest_bot_caller_user": caller}
    key = placed(world, question.chat, world.bot_in_messages, call.params["result"], more)
    text, keyboard = shown(call.params["result"])
    world.log(question.chat, "bot", "answers as a guest", text, keyboard=keyboard)
    return {"inline_message_id": key}
