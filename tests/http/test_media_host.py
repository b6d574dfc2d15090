"""Released photos under a host of their own: nothing else answers there, no cookie goes there."""

import pytest
from django.test import Client
from pytest_django import Settings

from backend.reports.models import Photo
from backend.reports.publication import Release, publish
from tests.reports.filing import NOW, filed, jpeg, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
HOST = "anh.longbien.example"


@pytest.fixture
def photo(settings: Settings) -> Photo:
    settings.PUBLIC_MEDIA_URL = f"https://{HOST}"
    settings.ALLOWED_HOSTS = ["testserver", HOST]
    report = filed(photos=[jpeg()])
    publish(report, Release("Rác.", frozenset({report.photos.get().pk})), by=staff(report.unit), now=NOW)
    return report.photos.get()


def test_every_address_of_a_released_photo_names_that_host(client: Client, photo: Photo) -> None:
    told = client.get(f"/api/v1/reports/{photo.report.code}").json()
    assert told["photos"][0]["url"] == f"https://{HOST}/api/v1/photos/{photo.public_name}"
    page = client.get(f"/r/{photo.report.code}").content.decode()
    assert f'src="https://{HOST}/api/v1/photos/{photo.public_thumb_name}"' in page


def test_there_a_photo_is_shown_without_cookies_and_nothing_else_is(client: Client, photo: Photo) -> None:
    client.cookies["sessionid"] = "somebody"
    shown = client.get(f"/api/v1/photos/{photo.public_name}", headers={"host": HOST})
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert not shown.cookies
    assert shown.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    for path in ("/", "/staff/login", "/admin/", "/healthz", f"/r/{photo.report.code}", "/api/v1/photos"):
        assert client.get(path, headers={"host": HOST}).status_code == 404
    assert client.post(f"/api/v1/photos/{photo.public_name}", headers={"host": HOST}).status_code == 404


def test_taken_back_it_is_gone_there_at_once(client: Client, photo: Photo) -> None:
    publish(photo.report, Release("Rác."), by=staff(photo.report.unit), now=NOW)
    assert client.get(f"/api/v1/photos/{photo.public_name}", headers={"host": HOST}).status_code == 404
