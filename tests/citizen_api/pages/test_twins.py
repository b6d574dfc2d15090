"""Before sending: what others have sent from the same spot, in nobody's way."""

from typing import Any

import pytest
from django.test import Client

from backend.reports.publication import Release, publish
from tests.citizen_api.pages.browsing import Browser
from tests.reports.filing import NOW, filed, jpeg, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
HERE = "/twins?category=household_waste&at=21.045795,105.869766"


def test_the_nearest_three_of_the_same_kind_are_shown_with_picture_distance_and_age(client: Client) -> None:
    for number in range(4):
        filed(lat=21.045795 + number * 3e-5)
    first = filed(photos=(jpeg(),))
    publish(first, Release("Rác.", frozenset({first.photos.get().pk})), by=staff(first.unit), now=NOW)
    filed(category="street_dust")
    page = client.get(HERE)
    assert len(page.context["twins"]) == 3
    assert all(twin.distance_m <= 16 for twin in page.context["twins"])
    words = page.content.decode()
    assert first.photos.get().public_thumb_name in words
    assert "Cách khoảng 4 m, gửi" in " ".join(words.split())


@pytest.mark.parametrize("where", ["", "?category=household_waste", "?at=21.0,105.8", "?category=x&at=%00", "?at=a,b"])
def test_before_kind_and_place_are_known_nothing_is(client: Client, where: str) -> None:
    filed()
    answer = client.get(f"/twins{where}")
    assert (answer.status_code, answer.content.strip()) == (200, b"")


def test_what_is_over_far_or_not_for_everybody_is_not_shown(client: Client) -> None:
    moved(filed(), "accepted", "resolved")
    filed(lat=21.0490)
    filed(category="food_poisoning")
    assert not client.get(HERE).content.strip()
    assert not client.get(HERE.replace("household_waste", "food_poisoning")).content.strip()


def test_without_javascript_the_form_shows_it_too_and_sends_all_the_same(browser: Browser) -> None:
    before = filed()
    page = browser.open("/")
    filled: dict[str, Any] = {"category": "household_waste", "text": "Rác.", "lat": "21.045795", "lon": "105.869766"}
    page = browser.press(page, "keep", **filled)
    assert "Có thể đã có người báo việc này" in page.text
    assert f"/r/{before.code}#support" in page.links
    assert "Đã gửi phản ánh" in browser.press(page, "send", **filled).text
