"""Before sending: what others have sent from the same spot, in nobody's way."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.places.geometry import Point
from backend.reports.described import described, sort_of
from backend.reports.models import Event, Photo, Report
from backend.reports.publication import Release, publish
from backend.reports.uploads import keep_upload
from citizen_api.api.near import near
from tests.citizen_api.pages.browsing import Browser
from tests.photos.pictures import encoded, street
from tests.reports.filing import NOW, filed, jpeg, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_the_nearest_three_of_the_same_kind_are_shown_with_picture_distance_and_age(client: Client) -> None:
    for number in range(4):
        filed(lat=21.045795 + number * 3e-5)
    first = filed(photos=(jpeg(),))
    publish(first, Release("Rác.", frozenset({first.photos.get().pk})), by=staff(first.unit), now=NOW)
    filed(category="street_dust")
    page = _asked(client)
    assert len(page.context["twins"]) == 3
    assert all(twin.distance_m <= 16 for twin in page.context["twins"])
    words = page.content.decode()
    assert first.photos.get().public_thumb_name in words
    assert "Cách khoảng 4 m, gửi" in " ".join(words.split())


def _asked(client: Client, **more: Any) -> Any:
    place = {"category": "household_waste", "lat": "21.045795", "lon": "105.869766"}
    answer = client.post("/twins", place | more)
    assert answer.status_code == 200
    return answer


def _codes(answer: Any) -> list[str]:
    return [twin.report.code for twin in answer.context["twins"]]


def test_the_most_alike_by_words_is_first_and_said_to_be() -> None:
    now = timezone.now()
    other = filed(text="Bao tải phế thải trước số 88.", now=now - timedelta(hours=3))
    twin = filed(text="Đệm cũ, vỏ dừa trước số 12.", lat=21.04594, now=now - timedelta(hours=3))
    client = Client()
    assert _codes(_asked(client)) == [other.code, twin.code]
    answer = _asked(client, text="vo dua va dem cu vut truoc so 12")
    assert _codes(answer) == [twin.code, other.code]
    words = " ".join(answer.content.decode().split())
    assert words.count("Rất giống việc ông/bà đang báo") == 1
    assert "gửi 3 giờ trước" in words


def _score(report: Report, **more: Any) -> float:
    told = described(sort_of(report.category), Point(21.045795, 105.869766), at=NOW, **more)
    return near(report.category, told)[0].likeness.score


def test_words_and_photos_are_compared_once_released_and_not_before() -> None:
    report = filed(category="restaurant_food", text="Phở Thìn số 12 ôi thiu.", photos=(encoded(street(seed=5)),))
    photo, by = report.photos.get(), staff(report.unit)
    told = {"words": "Phở Thìn, số 12", "photos": [photo.likeness]}
    publish(report, Release("Đồ ôi thiu."), by=by, now=NOW)
    assert _score(report, **told) == _score(report)
    publish(report, Release("Phở Thìn số 12.", frozenset({photo.pk})), by=by, now=NOW)
    with_words, with_both = _score(report, words=told["words"]), _score(report, **told)
    assert _score(report) < with_words < with_both
    Photo.objects.update(boxes=[[0.1, 0.1, 0.5, 0.5]])  # what is covered is not to be guessed from the hash
    assert _score(report, **told) == with_words


def test_a_photo_sent_ahead_finds_its_twin_and_one_of_another_visitor_or_none_does_no_harm() -> None:
    photo = encoded(street(seed=5))
    filed(text="Rác.", now=timezone.now() - timedelta(hours=2))
    twin = filed(text="Rác.", lat=21.04594, photos=(photo,), now=timezone.now() - timedelta(hours=2))
    publish(twin, Release("Rác.", frozenset({twin.photos.get().pk})), by=staff(twin.unit), now=timezone.now())
    client = Client()
    with CaptureQueriesContext(connection) as without:
        assert _codes(_asked(client))[1] == twin.code
    token = keep_upload(encoded(street(seed=5), quality=50), now=timezone.now()).token
    with CaptureQueriesContext(connection) as statements:
        assert _codes(_asked(client, photo_tokens=[token]))[0] == twin.code
    assert len(statements) == len(without) + 1
    assert len(_codes(_asked(client, photo_tokens=["\x00", "x" * 4000]))) == 2


def test_more_reports_around_cost_no_more_statements(client: Client) -> None:
    counts = []
    for _ in range(3):
        for number in range(2):
            report = filed(lat=21.045795 + number * 3e-5, photos=(jpeg(),))
            publish(report, Release("Rác.", frozenset({report.photos.get().pk})), by=staff(report.unit), now=NOW)
        with CaptureQueriesContext(connection) as statements:
            _asked(client)
        counts.append(len(statements))
    assert counts[1] == counts[2]


def test_a_page_the_browser_kept_without_a_token_is_answered_and_nothing_is_kept_of_what_was_asked() -> None:
    twin = filed()
    assert _codes(_asked(Client(enforce_csrf_checks=True))) == [twin.code]
    before = (Report.objects.count(), Event.objects.count())
    _asked(Client(), text="Rác." * 3000)
    assert (Report.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize(
    "lacking", [{"category": ""}, {"lat": ""}, {"category": "x\x00"}, {"lat": "a", "lon": "b"}, {"lon": "nan"}]
)
def test_before_kind_and_place_are_known_nothing_is(client: Client, lacking: dict[str, str]) -> None:
    filed()
    assert not _asked(client, **lacking).content.strip()
    assert client.get("/twins").status_code == 405


def test_what_is_over_far_or_not_for_everybody_is_not_shown(client: Client) -> None:
    moved(filed(), "accepted", "resolved")
    filed(lat=21.0490)
    filed(category="food_poisoning")
    assert not _asked(client).content.strip()
    assert not _asked(client, category="food_poisoning").content.strip()


def test_without_javascript_the_form_shows_it_too_and_sends_all_the_same(browser: Browser) -> None:
    before = filed()
    page = browser.open("/")
    filled: dict[str, Any] = {"category": "household_waste", "text": "Rác.", "lat": "21.045795", "lon": "105.869766"}
    page = browser.press(page, "keep", **filled)
    assert "Có thể đã có người báo việc này" in page.text
    assert f"/r/{before.code}#support" in page.links
    assert "Đã gửi phản ánh" in browser.press(page, "send", **filled).text
