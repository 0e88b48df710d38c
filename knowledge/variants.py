"""Checksums by which keys one edit apart meet, written by `compile` and asked for by `similarity`."""

from zlib import crc32

_MASK = 0x7FFFFF  # three bytes in the file; what meets by chance is measured anyhow


def variants(sound: str) -> set[int]:
    """Checksums of a key, whole and with any one letter left out: keys one edit apart have one in common."""
    return {
        crc32(form.encode()) & _MASK for form in (sound, *(sound[:at] + sound[at + 1 :] for at in range(len(sound))))
    }
