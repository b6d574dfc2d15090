"""A street drawn as one long picture, and photos of it: each person stands, turns and lights it in another way."""

import io
from collections.abc import Sequence
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

PX = 24  # to a metre
HEIGHT = 360
_BESIDE_M = 9  # drawn beyond the first and the last thing
_WIDE = 96  # pixels of a photo: the hash looks at fewer
_HOUSES_END, _ROAD = 258, 292  # where the pavement and the road begin, from above
_WALLS = (
    (226, 206, 160),
    (214, 178, 150),
    (190, 204, 196),
    (222, 222, 214),
    (150, 166, 186),
    (230, 190, 120),
    (120, 96, 84),
)
_THINGS = ((30, 34, 40), (70, 110, 160), (200, 60, 60), (235, 235, 225), (60, 120, 80), (150, 136, 120))
_TALL = {"street_light", "tree_danger"}
_FLAT = {"road_damage", "drain_flooding"}
Colour = tuple[int, int, int]


class StreetView:
    """One street from the first to the last of ``things_m``, metres along it, for photos of things there."""

    def __init__(self, things_m: Sequence[float], rng: Random) -> None:
        self._rng, self._first_m = rng, min(things_m) - _BESIDE_M
        long = round((max(things_m) + _BESIDE_M - self._first_m) * PX)
        self._picture = Image.new("RGB", (long, HEIGHT), rng.choice(((168, 196, 222), (206, 214, 220))))
        self._pen = ImageDraw.Draw(self._picture)
        left = -rng.randrange(90)
        while left < long:
            width = rng.randrange(90, 150)  # four to six metres
            self._house(left, width)
            left += width + rng.choice((0, 0, 0, 40))
        self._pen.rectangle((0, _HOUSES_END, long, _ROAD), fill=(176, 160, 148))
        self._pen.rectangle((0, _ROAD, long, HEIGHT), fill=(84, 84, 88))
        for x in range(rng.randrange(14 * PX), long, rng.choice((14, 18, 25)) * PX):
            self._tree(x)

    def put(self, kind: str, at_m: float) -> None:
        """Draw a thing of ``kind`` so many metres along."""
        x, rng = (at_m - self._first_m) * PX, self._rng
        if kind in _TALL:
            self._pen.rectangle((x - 4, 60, x + 5, _ROAD), fill=(110, 104, 96))
            self._pen.ellipse((x - 30, 50, x + rng.randrange(10, 70), 86), fill=rng.choice(_THINGS))
        elif kind in _FLAT:
            wide = rng.randrange(30, 70)
            self._pen.ellipse((x - wide, _ROAD + 4, x + wide, _ROAD + 4 + wide // 2), fill=(34, 32, 32))
        else:
            for _ in range(rng.randrange(3, 14)):
                left, top, size = x + rng.gauss(0, 26), _ROAD - rng.randrange(10, 62), rng.randrange(14, 44)
                self._pen.ellipse((left, top, left + size * 1.3, top + size), fill=rng.choice(_THINGS))

    def photo(self, kind: str, at_m: float, *, rng: Random) -> Image.Image:
        """Return a photo that somebody took of the thing at ``at_m``: most from across the street, some close by."""
        wide = PX * (rng.uniform(3, 5) if rng.random() < 0.25 else rng.uniform(7, 11))
        high = wide * rng.choice((0.75, 0.75, 0.75, 1.33))
        x = (at_m - self._first_m) * PX + rng.gauss(0, wide * 0.06)
        y = (150 if kind in _TALL else _ROAD - 20) + rng.gauss(0, 8)
        left, top, right, bottom = x - wide / 2, y - high / 2, x + wide / 2, y + high / 2
        turn = [rng.gauss(0, wide * 0.03) for _ in range(8)]  # nobody stands quite in front of it
        corners = (left, top, left, bottom, right, bottom, right, top)
        quad = [corner + off for corner, off in zip(corners, turn, strict=True)]
        size = (_WIDE, round(_WIDE * high / wide))
        seen = self._picture.transform(size, Image.Transform.QUAD, quad, Image.Resampling.BILINEAR)
        return _as_photo(seen, rng)

    def _house(self, left: int, width: int) -> None:
        rng = self._rng
        top, wall = rng.randrange(0, 170), rng.choice(_WALLS)
        right = left + width
        self._pen.rectangle((left, top, right, _HOUSES_END), fill=wall, outline=_darker(wall, 60))
        for floor in range(top + 12, _HOUSES_END - 90, rng.randrange(46, 60)):
            self._pen.rectangle((left + 14, floor, right - rng.randrange(14, 50), floor + 26), fill=(92, 112, 128))
        door = rng.randrange(6, 30)
        self._pen.rectangle(
            (left + door, _HOUSES_END - 60, right - door, _HOUSES_END), fill=_darker(wall, rng.randrange(40, 110))
        )
        self._pen.rectangle((left + 2, _HOUSES_END - 74, right - 2, _HOUSES_END - 60), fill=rng.choice(_THINGS))

    def _tree(self, x: int) -> None:
        self._pen.rectangle((x - 5, 150, x + 5, _ROAD), fill=(96, 72, 52))
        for _ in range(12):
            left, top = x + self._rng.gauss(-24, 30), 116 + self._rng.gauss(0, 26)
            self._pen.ellipse((left, top, left + 52, top + 44), fill=(66, 100 + self._rng.randrange(40), 58))


def passed_on(photo: Image.Image, rng: Random) -> Image.Image:
    """Return ``photo`` as it comes out of a group chat: cut a little, brightened, smaller, encoded anew."""
    cut = [rng.uniform(0, 0.08) for _ in range(4)]
    box = (cut[0] * photo.width, cut[1] * photo.height, (1 - cut[2]) * photo.width, (1 - cut[3]) * photo.height)
    small = photo.resize((photo.width * 2 // 3, photo.height * 2 // 3), Image.Resampling.BILINEAR, box=box)
    return _encoded(ImageEnhance.Brightness(small).enhance(rng.uniform(0.85, 1.25)), rng)


def _as_photo(image: Image.Image, rng: Random) -> Image.Image:
    """Return the picture as a telephone keeps it: its light, its colours, grain, a passer-by, and a JPEG's losses."""
    if rng.random() < 0.2:  # somebody passes, or stands there with a motorbike
        x, tall = rng.randrange(image.width), rng.uniform(0.3, 0.7) * image.height
        pen = ImageDraw.Draw(image)
        pen.ellipse((x - tall / 6, image.height - tall, x + tall / 6, image.height), fill=rng.choice(_THINGS))
    image = ImageEnhance.Brightness(image).enhance(rng.choice((0.4, 0.8, 1.0, 1.15)) * rng.uniform(0.85, 1.15))
    image = ImageEnhance.Contrast(image).enhance(rng.uniform(0.75, 1.25))
    image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.1, 0.8)))
    sun = np.linspace(rng.uniform(-15, 15), rng.uniform(-15, 15), image.width)[None, :, None]  # from one side
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(2, 10), (image.height, image.width, 1))
    lit = np.clip(np.asarray(image, dtype=np.float64) + sun + grain, 0, 255)
    return _encoded(Image.fromarray(lit.astype(np.uint8)), rng)


def _encoded(image: Image.Image, rng: Random) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=rng.randrange(45, 90))
    return Image.open(out).convert("RGB")


def _darker(colour: Colour, by: int) -> Colour:
    red, green, blue = (max(0, part - by) for part in colour)
    return red, green, blue
