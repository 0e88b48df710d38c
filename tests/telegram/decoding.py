"""The body of an HTTP request → parameters. In: content type, body, query string; out: names with strings or files."""

import json
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from .refusal import bad_request
from .spec import Upload


def parameters(content_type: str, body: bytes, query: str) -> dict[str, Any]:
    """All parameters of a request, from its address and its body, in any of the three encodings."""
    given: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    header = Message()
    header["content-type"] = content_type or "application/octet-stream"
    kind = header.get_content_type()
    if not body:
        return given
    if kind == "application/json":
        return given | _json(body)
    if kind == "application/x-www-form-urlencoded":
        return given | _form(body)
    if kind == "multipart/form-data":
        boundary = header.get_param("boundary")
        if not isinstance(boundary, str):
            raise bad_request("boundary not found")
        return given | dict(_multipart(body, boundary.encode()))
    raise bad_request(f"strict: content type {kind!r} is not one the server reads")


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(_text(body))
    except ValueError:
        raise bad_request("can't parse request body as JSON") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse request body as a JSON object")
    return {name: item for name, item in value.items() if item is not None}


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(_text(body), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return dict(pairs)


def _multipart(body: bytes, boundary: bytes) -> list[tuple[str, str | Upload]]:
    found: list[tuple[str, str | Upload]] = []
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        header = Message()
        for line in head.decode("utf-8", "replace").split("\r\n"):
            name, _, value = line.partition(":")
            header[name] = value.strip()
        field = header.get_param("name", header="content-disposition")
        filename = header.get_param("filename", header="content-disposition")
        if not isinstance(field, str):
            raise bad_request("can't parse the parts of the request: one has no name")
        content = content.removesuffix(b"\r\n")
        found.append((field, Upload(str(filename), content) if filename is not None else _text(content)))
    return found
