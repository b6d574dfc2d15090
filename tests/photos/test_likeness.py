"""Pictures of the same thing lie near each other, of different things far apart."""

import pytest
from PIL import Image

from backend.photos.clean import clean
from backend.photos.likeness import difference, likeness
from tests.photos.pictures import encoded, opened, street

ALIKE, APART = 10, 18  # of 64 bits


def test_the_number_fits_a_signed_column_of_64_bits() -> None:
    numbers = [likeness(street(seed=seed)) for seed in range(20)]
    assert all(-(2**63) <= number < 2**63 for number in numbers)
    assert len(set(numbers)) == 20


def test_a_picture_is_like_itself_scaled_dimmed_and_encoded_anew() -> None:
    whole = street(1600, 1200)
    for other in (
        whole.resize((300, 225)),
        whole.point(lambda value: value * 0.7),
        opened(encoded(whole, quality=20)),
        whole.convert("L"),
    ):
        assert difference(likeness(whole), likeness(other)) <= ALIKE


def test_the_same_photo_sent_twice_through_other_apps_is_found() -> None:
    whole = street(3000, 2250)
    sent = clean(encoded(whole, quality=92)), clean(encoded(whole.resize((1280, 960)), "WEBP"))
    assert difference(sent[0].likeness, sent[1].likeness) <= ALIKE


@pytest.mark.parametrize("seed", range(2, 12))
def test_other_pictures_are_far_apart(seed: int) -> None:
    assert difference(likeness(street(seed=1)), likeness(street(seed=seed))) >= APART


def test_even_walls_are_all_alike() -> None:
    walls = [likeness(Image.new("RGB", (64, 48), (shade, shade, shade))) for shade in (0, 1, 77, 200, 255)]
    assert all(difference(walls[0], wall) <= 1 for wall in walls)


def test_difference_counts_bits_across_the_sign() -> None:
    assert difference(5, 5) == 0
    assert difference(-1, 0) == 64
    assert difference(-(2**63), 0) == 1
    assert difference(0b1011, 0b0110) == difference(0b0110, 0b1011) == 3
