"""Files: sent by the bot, sent by people, downloaded by the bot. In: uploads; out: what the Bot API says of them."""

import struct
from hashlib import sha256
from typing import Any

from .call import Call, method
from .chats import Object
from .refusal import Refusal, bad_request
from .spec import Upload
from .world import World

MAX_PHOTO = 10 << 20
MAX_UPLOAD = 50 << 20
MAX_DOWNLOAD = 20 << 20
PNG = b"\x89PNG\r\n\x1a\n"


def store(world: World, upload: Upload) -> Object:
    """Keep a file; its identifiers and size."""
    unique = sha256(upload.content).hexdigest()[:16]
    file_id = f"file-{unique}-{world.number()}"
    world.files[file_id] = (upload.name, upload.content)
    return {"file_id": file_id, "file_unique_id": unique, "file_size": len(upload.content)}


def held(call: Call, value: Any) -> Upload | str:
    """The file that a parameter means: uploaded with it, attached under a name, or the id of one that is kept."""
    if isinstance(value, Upload):
        upload = value
    elif value.startswith("attach://"):
        name = value.removeprefix("attach://")
        if name not in call.attached:
            raise bad_request(f'file "{name}" is not attached to the request')
        upload = call.attached.pop(name)
    elif value in call.world.files:
        return str(value)
    else:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > MAX_UPLOAD:
        raise Refusal(413)
    return upload


def photo(call: Call, value: Any) -> list[Object]:
    """The sizes of a picture; its dimensions must be those the server takes."""
    file = held(call, value)
    upload = Upload(*call.world.files[file]) if isinstance(file, str) else file
    if len(upload.content) > MAX_PHOTO:
        raise bad_request("file is too big for a photo; the maximum size is 10485760 bytes")
    width, height = dimensions(upload.content)
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    kept = {"file_id": file, "file_unique_id": file} if isinstance(file, str) else store(call.world, file)
    return [kept | {"width": width, "height": height}]


def document(call: Call, value: Any) -> Object:
    """A file as a document."""
    file = held(call, value)
    if isinstance(file, str):
        name, content = call.world.files[file]
        return {"file_id": file, "file_unique_id": file, "file_name": name, "file_size": len(content)}
    return store(call.world, file) | {"file_name": file.name}


def dimensions(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG picture."""
    if content.startswith(PNG) and content[12:16] == b"IHDR":
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    raise bad_request("IMAGE_PROCESS_FAILED")


def _jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, size = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + size
    raise bad_request("IMAGE_PROCESS_FAILED")


@method("getFile")
def get_file(call: Call) -> Object:
    """Where a file can be downloaded."""
    file_id = call.params["file_id"]
    if file_id not in call.world.files:
        raise bad_request("invalid file_id")
    _, content = call.world.files[file_id]
    if len(content) > MAX_DOWNLOAD:
        raise bad_request("file is too big", fair=True)
    unique = sha256(content).hexdigest()[:16]
    path = f"documents/{file_id}/file"  # Telegram's own name, not the sender's
    return {"file_id": file_id, "file_unique_id": unique, "file_size": len(content), "file_path": path}
