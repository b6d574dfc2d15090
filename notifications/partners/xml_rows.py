"""Answers in XML, read as the rows they are; whatever else XML can do is refused."""

from collections.abc import Sequence
from xml.parsers import expat

_ROW, _FIELD = 2, 3  # how deep they lie: <service_requests><request><status>


def rows_of(body: bytes) -> Sequence[dict[str, str]]:
    """Return one mapping of names to texts for each element below the root; what lies deeper is left out.

    Raises ValueError for what is no XML, and for any document type: with it come entities that grow without end.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler = reader.take
    try:
        parser.Parse(body, True)  # the parser's own word for the end
    except (expat.ExpatError, LookupError) as broken:  # an encoding nobody knows, too
        raise ValueError(str(broken)) from None
    return reader.rows


class _Reader:
    """Keeps what the parser comes by."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self._depth = 0
        self._texts: list[str] = []

    def begin(self, _name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == _ROW:
            self.rows.append({})
        if self._depth == _FIELD:
            self._texts = []

    def take(self, text: str) -> None:
        if self._depth == _FIELD:
            self._texts.append(text)

    def end(self, name: str) -> None:
        if self._depth == _FIELD:
            self.rows[-1][name.rpartition(":")[2]] = "".join(self._texts)
        self._depth -= 1


def _refuse(*_declared: object) -> None:
    raise ValueError("document type")
