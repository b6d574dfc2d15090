"""Street scenes drawn by the program, for photos of sample reports: nobody's house, nobody's face, nobody's plate."""

import io
from collections.abc import Callable
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 960, 720
_KERB, _PAVEMENT = 500, 410  # where road and pavement begin, from above
_SKIES = ((168, 196, 222), (206, 214, 220), (226, 198, 160), (120, 138, 168))
_WALLS = ((226, 206, 160), (214, 178, 150), (190, 204, 196), (222, 222, 214), (172, 186, 206), (230, 190, 120))
_BAGS = ((30, 34, 40), (70, 110, 160), (200, 60, 60), (235, 235, 225), (60, 120, 80))
_SCENES = {
    "household_waste": "waste", "illegal_dumping": "rubble", "street_dust": "rubble", "single_use_plastic": "waste",
    "water_pollution": "water", "grease_discharge": "water", "air_noise_pollution": "building",
    "polluting_site": "building", "construction_dust": "building", "livestock": "waste", "drain_flooding": "water",
    "tree_danger": "tree", "green_space": "tree", "illegal_advert": "posters", "illegal_building": "building",
    "power_line_corridor": "wires", "fire_hazard": "rubble", "illegal_parking": "cars", "congestion": "cars",
    "black_spot": "cars", "signal_sign": "wires", "traffic_violation": "cars", "road_damage": "hole",
    "road_danger": "hole", "street_light": "wires", "power_line_danger": "wires", "water_supply": "water",
    "pavement_occupied": "stall", "makeshift_market": "stall", "market_order": "stall", "street_food": "stall",
    "restaurant_food": "stall", "market_food": "stall", "banquet_food": "stall", "school_canteen": "stall",
    "food_poisoning": "stall", "food_production": "stall", "farm_produce": "tree",
}  # fmt: skip
SWEPT = "swept"  # the street as it is afterwards
Colour = tuple[int, int, int]


def scene_of(category: str) -> str:
    """Return the name of the scene that shows a report of this category."""
    return _SCENES.get(category, SWEPT)


def draw(scene: str, *, seed: str) -> bytes:
    """Return a JPEG of 960x720 pixels; the same scene and seed give the same picture."""
    rng = Random(f"{scene}:{seed}")  # noqa: S311  # a drawing
    image = Image.new("RGB", (WIDTH, HEIGHT), rng.choice(_SKIES))
    pen = ImageDraw.Draw(image)
    _street(pen, rng)
    _THINGS[scene](pen, rng)
    return _as_photo(image, rng)


def _street(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    left = -rng.randrange(60)
    while left < WIDTH:
        width, top = rng.randrange(110, 190), rng.randrange(30, 190)
        _house(pen, rng, (left, top, left + width, _PAVEMENT))
        left += width + rng.choice((0, 0, 4))
    pen.rectangle((0, _PAVEMENT, WIDTH, _KERB), fill=(176, 160, 148))
    for x in range(-200, WIDTH, 48):
        pen.line((x, _KERB, x + 70, _PAVEMENT), fill=(158, 142, 132), width=2)
    for y in range(_PAVEMENT, _KERB, 24):
        pen.line((0, y, WIDTH, y), fill=(158, 142, 132), width=2)
    pen.rectangle((0, _KERB, WIDTH, _KERB + 14), fill=(200, 198, 192))
    pen.rectangle((0, _KERB + 14, WIDTH, HEIGHT), fill=(84, 84, 88))
    for x in range(rng.randrange(120), WIDTH, 220):
        pen.polygon(((x, 640), (x + 110, 640), (x + 104, 652), (x - 8, 652)), fill=(214, 212, 200))


def _house(pen: ImageDraw.ImageDraw, rng: Random, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    wall = _shade(rng.choice(_WALLS), rng.randrange(-18, 18))
    pen.rectangle(box, fill=wall, outline=_shade(wall, -50))
    for floor in range(top + 18, bottom - 130, 84):
        pen.rectangle((left + 16, floor, right - 16, floor + 46), fill=(92, 112, 128), outline=_shade(wall, -70))
        pen.line((left + 10, floor + 54, right - 10, floor + 54), fill=_shade(wall, -70), width=4)
    pen.rectangle((left + 12, bottom - 108, right - 12, bottom), fill=_shade(wall, -80))
    pen.rectangle((left + 4, bottom - 124, right - 4, bottom - 106), fill=rng.choice(_BAGS))


def _waste(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(rng.randrange(12, 20)):
        x, y, size = rng.randrange(230, 640), rng.randrange(420, 540), rng.randrange(36, 84)
        colour = rng.choice(_BAGS)
        pen.ellipse((x, y, x + size * 1.3, y + size), fill=colour, outline=_shade(colour, -25))
        pen.polygon(((x + size * 0.5, y + 8), (x + size * 0.65, y - 16), (x + size * 0.8, y + 8)), fill=colour)


def _rubble(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    pen.polygon(((200, 560), (470, 400), (760, 560)), fill=(150, 136, 120))
    for _ in range(90):
        x = rng.randrange(230, 720)
        y = rng.randrange(int(420 + abs(x - 470) * 0.45), 565)
        colour = _shade(rng.choice(((176, 92, 70), (160, 150, 140), (120, 110, 100))), rng.randrange(-20, 20))
        pen.rectangle((x, y, x + rng.randrange(10, 30), y + rng.randrange(8, 16)), fill=colour)


def _water(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    colour = rng.choice(((96, 98, 84), (112, 116, 110), (70, 76, 66)))
    pen.ellipse((60, 480, 900, 700), fill=colour)
    for _ in range(26):
        x, y = rng.randrange(120, 760), rng.randrange(520, 670)
        pen.arc((x, y, x + rng.randrange(40, 130), y + 14), 0, 180, fill=_shade(colour, 36), width=2)
    for _ in range(8):
        x, y = rng.randrange(160, 760), rng.randrange(530, 660)
        pen.ellipse((x, y, x + 18, y + 8), fill=rng.choice(_BAGS))


def _tree(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    foot, head = (rng.randrange(180, 300), 470), (rng.randrange(560, 720), rng.randrange(360, 520))
    pen.line((*foot, *head), fill=(96, 72, 52), width=34)
    for _ in range(70):
        left, top, size = head[0] + rng.gauss(40, 90), head[1] + rng.gauss(0, 52), rng.randrange(24, 66)
        pen.ellipse((left, top, left + size, top + size * 0.8), fill=_shade((66, 112, 58), rng.randrange(-26, 30)))


def _stall(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    for left in range(90, 800, 240):
        roof = rng.choice(_BAGS)
        pen.polygon(((left, 350), (left + 210, 350), (left + 236, 402), (left - 26, 402)), fill=roof)
        pen.line((left, 402, left, 540), fill=(90, 90, 90), width=6)
        pen.line((left + 210, 402, left + 210, 540), fill=(90, 90, 90), width=6)
        pen.rectangle((left - 10, 470, left + 220, 530), fill=(176, 128, 84))
        for _ in range(16):
            x = left + rng.randrange(200)
            pen.ellipse((x, 450, x + 26, 476), fill=rng.choice(((206, 60, 44), (236, 160, 40), (96, 150, 60))))


def _building(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    pen.rectangle((260, 60, 700, 420), fill=(164, 150, 140), outline=(110, 100, 94))
    for y in range(60, 430, 62):
        pen.line((240, y, 720, y), fill=(70, 110, 90), width=5)
    for x in range(240, 730, 60):
        pen.line((x, 40, x, 430), fill=(70, 110, 90), width=5)
    pen.polygon(((300, 545), (430, 455), (560, 545)), fill=(196, 176, 130))
    for _ in range(160):
        left, top = rng.gauss(470, 190), rng.gauss(360, 110)
        pen.ellipse((left, top, left + 6, top + 6), fill=(206, 198, 186))


def _posters(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    pen.rectangle((120, 150, 840, 470), fill=(206, 200, 186))
    for _ in range(26):
        x, y = rng.randrange(140, 760), rng.randrange(170, 400)
        pen.rectangle((x, y, x + 66, y + 48), fill=rng.choice(((240, 238, 230), (240, 220, 90), (220, 90, 80))))
        for line in range(3):
            pen.line((x + 8, y + 12 + line * 11, x + 56, y + 12 + line * 11), fill=(70, 70, 80), width=3)


def _cars(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    for left in range(30, 820, 300):
        colour, y = rng.choice(_BAGS), rng.randrange(430, 470)
        pen.rounded_rectangle((left, y + 44, left + 260, y + 110), 18, fill=colour)
        pen.polygon(
            ((left + 48, y + 46), (left + 82, y), (left + 180, y), (left + 220, y + 46)), fill=_shade(colour, -20)
        )
        pen.polygon(
            ((left + 62, y + 42), (left + 88, y + 8), (left + 174, y + 8), (left + 204, y + 42)), fill=(150, 170, 184)
        )
        for wheel in (left + 44, left + 180):
            pen.ellipse((wheel, y + 84, wheel + 48, y + 132), fill=(28, 28, 30), outline=(120, 120, 120))


def _hole(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    x, y, wide = rng.randrange(320, 460), rng.randrange(560, 600), rng.randrange(180, 290)
    pen.ellipse((x - 24, y - 12, x + wide + 24, y + wide * 0.4 + 12), fill=(112, 108, 104))
    pen.ellipse((x, y, x + wide, y + wide * 0.38), fill=(34, 32, 32))
    for _ in range(40):
        dx, dy = rng.randrange(-50, wide + 50), rng.randrange(-20, 110)
        pen.ellipse((x + dx, y + dy, x + dx + 9, y + dy + 6), fill=(128, 122, 116))


def _wires(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    pole = rng.randrange(420, 540)
    pen.rectangle((pole, 40, pole + 22, 480), fill=(150, 150, 148))
    pen.rectangle((pole - 80, 70, pole + 100, 80), fill=(120, 120, 120))
    for height in range(80, 210, 13):
        sag = rng.randrange(30, 150)
        pen.arc((-500, height - sag, pole + 10, height + sag), 0, 90, fill=(36, 36, 40), width=3)
        pen.arc((pole + 10, height - sag, WIDTH + 500, height + sag), 90, 180, fill=(36, 36, 40), width=3)
    pen.ellipse((pole - 96, 66, pole - 60, 92), fill=(90, 88, 80))


def _swept(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    for left in range(rng.randrange(40, 120), WIDTH, 330):
        pen.rectangle((left, 300, left + 16, 470), fill=(104, 82, 60))
        for _ in range(22):
            x, y = left + rng.gauss(-10, 44), 250 + rng.gauss(0, 36)
            pen.ellipse((x, y, x + 52, y + 44), fill=_shade((84, 136, 74), rng.randrange(-20, 26)))


_THINGS: dict[str, Callable[[ImageDraw.ImageDraw, Random], None]] = {
    "waste": _waste, "rubble": _rubble, "water": _water, "tree": _tree, "stall": _stall, "building": _building,
    "posters": _posters, "cars": _cars, "hole": _hole, "wires": _wires, SWEPT: _swept,
}  # fmt: skip
ALL_SCENES = tuple(_THINGS)


def _as_photo(image: Image.Image, rng: Random) -> bytes:
    """Soften the lines and add the grain of a telephone's camera."""
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0, 5, (HEIGHT, WIDTH, 1))
    soft = np.asarray(image.filter(ImageFilter.BoxBlur(1)), dtype=np.float64)
    picture = Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8), "RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def _shade(colour: Colour, by: int) -> Colour:
    red, green, blue = (min(255, max(0, part + by)) for part in colour)
    return red, green, blue
