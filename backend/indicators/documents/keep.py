"""A body on its way to and from the database: JSON, exactly as it was composed."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from backend.indicators.documents.body import (
    Bar,
    Block,
    Body,
    Column,
    Foot,
    Graph,
    Head,
    Origin,
    Paragraph,
    Row,
    Section,
    Table,
)

_KINDS: dict[type[Block], str] = {Paragraph: "paragraph", Table: "table", Graph: "graph"}


def as_json(body: Body) -> dict[str, Any]:
    """Return the body in JSON's own types."""
    kept = asdict(body)
    for name in ("sections", "annexes"):
        for section, plain in zip(getattr(body, name), kept[name], strict=True):
            for block, one in zip(section.blocks, plain["blocks"], strict=True):
                one["is"] = _KINDS[type(block)]
    return kept


def from_json(kept: Mapping[str, Any], *, texts: Mapping[str, str], signer: str = "") -> Body:
    """Return the body that :func:`as_json` wrote, with the texts as they stand now and the name of who signed."""
    return Body(
        form=kept["form"],
        period=kept["period"],
        head=Head(**{name: _fixed(value) for name, value in kept["head"].items()}),
        sections=tuple(map(_section, kept["sections"])),
        annexes=tuple(map(_section, kept["annexes"])),
        foot=Foot(tuple(kept["foot"]["recipients"]), tuple(kept["foot"]["office"]), signer),
        origin=Origin(**{name: _fixed(value) for name, value in kept["origin"].items()}),
        texts=dict(texts),
    )


def _section(kept: Mapping[str, Any]) -> Section:
    return Section(kept["heading"], kept["level"], tuple(map(_block, kept["blocks"])))


def _block(kept: Mapping[str, Any]) -> Block:
    match kept["is"]:
        case "table":
            columns = tuple(Column(**one) for one in kept["columns"])
            rows = tuple(Row(tuple(one["cells"]), one["is_total"]) for one in kept["rows"])
            return Table(kept["code"], kept["title"], columns, rows, kept["note"])
        case "graph":
            return Graph(kept["title"], tuple(Bar(**one) for one in kept["bars"]))
    return Paragraph(kept["text"], kept["part"], kept["must_write"], kept["is_code"])


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
