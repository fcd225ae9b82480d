"""Bytes -> text, without guessing.

A byte order mark decides between UTF-8 and UTF-16; without one the file is UTF-8.
The mark itself is a signature, not text. Line ends stay as they are.
"""

from __future__ import annotations

import codecs

from corpus.errors import UnreadableFileError

_SIGNATURES = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(content: bytes) -> str:
    """Decode a text file's bytes.

    Raises:
        UnreadableFileError: the bytes are not of the encoding that they claim, or hold NUL characters.
    """
    encoding, body = "utf-8", content
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            encoding, body = name, content[len(signature) :]
            break
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        position = len(content) - len(body) + error.start
        msg = (
            f"it is not {encoding.upper()} (byte 0x{content[position]:02x} at position {position}); "
            "save it as UTF-8, for example with iconv"
        )
        raise UnreadableFileError(msg) from error
    if "\0" in text:
        msg = "it holds NUL characters, so it is not a text file; remove it or give it its right ending"
        raise UnreadableFileError(msg)
    return text
