"""Checksums by which names one edit apart meet, written by `compile` and asked for by `similarity`."""

from zlib import crc32

_MASK = 0x7FFFFF  # three bytes in the file; what meets by chance is measured anyhow


def variants(folded: str) -> set[int]:
    """Checksums of a folded name, whole and with any one letter left out; spaces do not count.

    Names one letter apart (left out, put in, replaced, or two exchanged) have at least one in common.
    """
    letters = folded.replace(" ", "")
    shorter = (letters[:at] + letters[at + 1 :] for at in range(len(letters)))
    return {crc32(form.encode()) & _MASK for form in (letters, *shorter)}
