"""How the server says no. In: a rule that was broken; out: a status, the server's own sentence, its parameters."""

from typing import Any

PREFIXES = {
    400: "Bad Request: ",
    401: "Unauthorized",
    403: "Forbidden: ",
    404: "Not Found",
    409: "Conflict: ",
    413: "Request Entity Too Large",
    429: "Too Many Requests: ",
    500: "Internal Server Error: ",
}


class Refusal(Exception):  # noqa: N818 - an answer of the server, not a fault of ours
    """An answer other than "ok".

    `fair` says that a correct bot can meet it: a user blocked it, a group moved, the server is down. Everything else is
    the bot's mistake, and fails the test.
    """

    def __init__(self, status: int, sentence: str = "", *, fair: bool = False, **parameters: int) -> None:
        self.status = status
        self.description = PREFIXES.get(status, "") + sentence
        self.fair = fair
        self.parameters = parameters
        super().__init__(self.description)

    def answer(self) -> dict[str, Any]:
        """The body of the HTTP answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(sentence: str, *, fair: bool = False) -> Refusal:
    """A 400 in the server's words."""
    return Refusal(400, sentence, fair=fair)


def strict(sentence: str) -> Refusal:
    """A 400 of our own, for what the server would let pass and the specification does not allow."""
    return Refusal(400, f"strict: {sentence}")
