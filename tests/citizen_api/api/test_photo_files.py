"""Released photos are served under their random names, and no others."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.reports.models import Photo, Report, Screening
from backend.reports.publication import Release, publish
from backend.reports.screening import screen
from backend.reports.uploads import photo_store
from tests.reports.filing import NOW, filed, jpeg, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def photo() -> Photo:
    report = filed(photos=[jpeg()])
    publish(report, Release("Rác.", frozenset({report.photos.get().pk})), by=staff(report.unit), now=NOW)
    return report.photos.get()


def at(name: str) -> str:
    return f"/api/v1/photos/{name}"


@pytest.mark.database
def test_a_released_photo_and_its_small_one_are_served_and_may_be_kept(client: Client, photo: Photo) -> None:
    for name in (photo.public_name, photo.public_thumb_name):
        answer = client.get(at(name))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert answer.headers["Cache-Control"] == "public, max-age=86400"
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer.content == photo_store().read(name)
        again = client.get(at(name), headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_it_costs_one_statement(client: Client, photo: Photo) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get(at(photo.public_name))
    assert len(asked) == 1


def test_the_pictures_for_staff_are_not_served(client: Client, photo: Photo) -> None:
    assert client.get(at(photo.clean_name)).status_code == 404
    assert client.get(at(photo.thumb_name)).status_code == 404


def test_what_was_taken_back_is_gone(client: Client, photo: Photo) -> None:
    report = Report.objects.get()
    publish(report, Release("Rác."), by=staff(report.unit), now=NOW)
    assert client.get(at(photo.public_name)).status_code == 404


def test_photos_of_spam_are_gone(client: Client, photo: Photo) -> None:
    report = Report.objects.get()
    screen(report, Screening.SPAM, by=staff(report.unit), now=NOW)
    assert client.get(at(photo.public_name)).status_code == 404


@pytest.mark.parametrize("name", ["none.jpg", "../db.sqlite3", "%2e%2e/db.sqlite3", "%00", "a/b/c"])
def test_other_names_are_404(outside: Client, name: str) -> None:
    answer = outside.get(at(name))
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_row_without_its_file_is_404_and_in_the_log(
    client: Client, photo: Photo, caplog: pytest.LogCaptureFixture
) -> None:
    Photo.objects.filter(pk=photo.pk).update(public_name="ff/none.jpg")
    assert client.get(at("ff/none.jpg")).status_code == 404
    assert "not in the store" in caplog.text


def test_what_nobody_asked_for_beside_a_photo_is_refused(client: Client) -> None:
    sent = {"photo": SimpleUploadedFile("a.jpg", jpeg(), content_type="image/jpeg"), "other": "x"}
    answer = client.post("/api/v1/photos", sent)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "other")
