"""The drawn photos."""

import io

import pytest
from PIL import Image

from backend.demo.scenes import ALL_SCENES, draw, scene_of


@pytest.mark.parametrize("scene", ALL_SCENES)
def test_every_scene_is_a_photo_of_its_own(scene: str) -> None:
    first, second = draw(scene, seed="1"), draw(scene, seed="2")
    image = Image.open(io.BytesIO(first))
    assert (image.format, image.size) == ("JPEG", (960, 720))
    assert first == draw(scene, seed="1")
    assert first != second


def test_a_kind_of_report_shows_its_scene() -> None:
    assert scene_of("household_waste") == "waste"
    assert scene_of("added-by-the-district") == "swept"
