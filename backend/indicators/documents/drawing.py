"""Charts of months, drawn twice from the same numbers: as SVG for paper, as PNG for word processors."""

import io
from dataclasses import dataclass
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from PIL import Image, ImageDraw, ImageFont

from backend.indicators.documents.body import Bar, Graph

WIDTH, HEIGHT = 640, 210  # of the drawing, in its own units
_TOP, _BASE = 36, 182
_MOST_NAMES = 18  # months whose numbers have room side by side
_GAP = 0.3  # of a month's width is left empty
_SCALE = 3  # dots to a unit in the PNG
_RECEIVED, _RESOLVED, _INK = "#c9cdd2", "#4a5560", "#000000"
_LEGEND = (("Nhận được", _RECEIVED), ("Đã xử lý", _RESOLVED))
_FONTS = ("Tinos-Regular.ttf", "times.ttf", "DejaVuSerif.ttf")


@dataclass(frozen=True)
class Placed:
    """A bar's place; lengths in units of the drawing."""

    bar: Bar
    left: float
    width: float
    tall: float
    solved: float
    is_named: bool  # its number and month are written: of many months only some have room for them

    @property
    def middle(self) -> float:
        return round(self.left + self.width / 2, 1)


def placed(graph: Graph) -> list[Placed]:
    """Return where each bar stands, the highest as high as there is room."""
    highest = max(1, *(max(one.received, one.resolved) for one in graph.bars), 1)
    step, room = WIDTH / max(1, len(graph.bars)), _BASE - _TOP
    every = ceil(len(graph.bars) / _MOST_NAMES)
    return [
        Placed(
            one,
            round(place * step + step * _GAP / 2, 1),
            round(step * (1 - _GAP), 1),
            round(room * one.received / highest, 1),
            round(room * one.resolved / highest, 1),
            (len(graph.bars) - 1 - place) % every == 0,
        )
        for place, one in enumerate(graph.bars)
    ]


def svg(graph: Graph) -> SafeString:
    """Return the chart as SVG: a pale bar for what was received, in it a dark one for what was resolved."""
    bars = format_html_join("", _SVG_BAR, (_svg_bar(one) for one in placed(graph)))
    legend = format_html_join("", _SVG_LEGEND, _legend())
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" font-family="Tinos, Times New Roman, serif"'
        ' font-size="12">{}<line x1="0" y1="{}" x2="{}" y2="{}" stroke="#000"/>{}</svg>',
        WIDTH, HEIGHT, bars, _BASE, WIDTH, _BASE, legend,
    )  # fmt: skip


def png(graph: Graph) -> bytes:
    """Return the chart as PNG, three dots to a unit."""
    picture = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), "white")
    draw, font = ImageDraw.Draw(picture), _font(12 * _SCALE)
    for one in placed(graph):
        _bar(draw, one.left, one.width, one.tall, _RECEIVED)
        inner = one.width * 0.2
        _bar(draw, one.left + inner, one.width - 2 * inner, one.solved, _RESOLVED)
        if not one.is_named:
            continue
        _words(draw, one.middle, _BASE - max(one.tall, one.solved) - 4, str(one.bar.received), font)
        _words(draw, one.middle, HEIGHT - 10, one.bar.label, font)
    draw.line([(0, _BASE * _SCALE), (WIDTH * _SCALE, _BASE * _SCALE)], fill=_INK, width=_SCALE)
    for x, colour, words_x, words in _legend():
        draw.rectangle([x * _SCALE, 4 * _SCALE, (x + 10) * _SCALE, 14 * _SCALE], fill=colour)
        draw.text((words_x * _SCALE, 14 * _SCALE), words, fill=_INK, font=font, anchor="ls")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


_SVG_BAR = (
    '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/><rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
    '<text x="{}" y="{}" text-anchor="middle">{}</text><text x="{}" y="{}" text-anchor="middle">{}</text>'
)
_SVG_LEGEND = '<rect x="{}" y="4" width="10" height="10" fill="{}"/><text x="{}" y="14">{}</text>'


def _svg_bar(one: Placed) -> tuple[object, ...]:
    inner = round(one.width * 0.2, 1)
    received = (one.left, round(_BASE - one.tall, 1), one.width, one.tall, _RECEIVED)
    solved = (
        round(one.left + inner, 1),
        round(_BASE - one.solved, 1),
        round(one.width - 2 * inner, 1),
        one.solved,
        _RESOLVED,
    )
    words = (one.bar.received, one.bar.label) if one.is_named else ("", "")
    number = (one.middle, round(_BASE - max(one.tall, one.solved) - 4, 1), words[0])
    return (*received, *solved, *number, one.middle, HEIGHT - 10, words[1])


def _legend() -> list[tuple[int, str, int, str]]:
    """Return each colour's place, itself, the place of its words, the words."""
    return [(place * 110, colour, place * 110 + 16, words) for place, (words, colour) in enumerate(_LEGEND)]


def _bar(draw: ImageDraw.ImageDraw, left: float, width: float, tall: float, colour: str) -> None:
    if tall > 0:
        edges = (left, _BASE - tall, left + width, float(_BASE))
        draw.rectangle([round(edge * _SCALE) for edge in edges], fill=colour)


def _words(draw: ImageDraw.ImageDraw, x: float, y: float, words: str, font: ImageFont.FreeTypeFont) -> None:
    draw.text((x * _SCALE, y * _SCALE), words, fill=_INK, font=font, anchor="ms")


def _font(size: int) -> ImageFont.FreeTypeFont:
    """Return the first font that this machine has; Pillow's own letters where it has none."""
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    own = ImageFont.load_default(size)
    if not isinstance(own, ImageFont.FreeTypeFont):
        raise TypeError(own)
    return own
