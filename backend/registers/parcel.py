"""The parcel that an XLSX file is: a ZIP of XML parts, looked at before anything is built from them."""

import io
import re
import zipfile

MOST_UNPACKED = 30_000_000  # bytes of all parts
_MOST_PARTS = 200
# A full sheet has some 150,000 tags with two marks each; of the other parts each tag costs the reader a fifth of a
# millisecond, and few have more than some thousand.
_MOST_TAGS = {"xl/worksheets/": 200_000, "xl/sharedStrings.xml": 100_000, "": 20_000}  # by how the part's name begins
_MOST_MARKS = 300_000
_METHODS = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # what spreadsheets write; others raise what they like
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")  # no sheet does; an entity could unfold without end
_OTHER_ENCODING = re.compile(rb"encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"
# How XML begins that is not written in UTF-8: there the patterns above would see nothing (UTF-16, UTF-32, EBCDIC).
_OTHER_MARKS = (b"\xfe\xff", b"\xff\xfe", b"\0\0\xfe\xff", b"\0<", b"<\0", b"\0\0\0<", b"\0\0<\0", b"\x4c\x6f\xa7\x94")


class NotPlain(ValueError):
    """A part is packed or written as no spreadsheet does it, or declares entities."""


class TooLarge(Exception):
    """The parts are more, longer or fuller than a sheet of a register needs."""


def check(raw: bytes) -> None:
    """Look at every part of the ZIP file ``raw``. Raises TooLarge, NotPlain, and what ``zipfile`` does of a broken one.

    No part is unpacked beyond the size that was added up before, whatever it says of itself.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as parcel:
        parts = parcel.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TooLarge
        if any(part.compress_type not in _METHODS for part in parts):
            raise NotPlain
        for part in parts:
            _check_part(parcel.read(part), most=_most_tags(part.filename))


def _most_tags(name: str) -> int:
    return next(most for begin, most in _MOST_TAGS.items() if name.startswith(begin))


def _check_part(part: bytes, *, most: int) -> None:
    text = part.removeprefix(_BOM)
    declaration = text.partition(b"?>")[0] if text.startswith(b"<?xml") else b""
    if part.startswith(_OTHER_MARKS) or _OTHER_ENCODING.search(declaration) or _DECLARES.search(part):
        raise NotPlain
    if part.count(b"<") > most or part.count(b"=") > _MOST_MARKS:
        raise TooLarge
