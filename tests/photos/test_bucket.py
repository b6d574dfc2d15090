"""Photos in a bucket: named as on a disk, private, signed for staff, gone with their last row."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from backend.photos.store import content_name
from backend.reports.models import Photo, Upload
from backend.reports.publication import Release, publish
from backend.reports.storage import storage
from backend.reports.sweep import missing_files, sweep_photos
from backend.reports.uploads import keep_upload, photo_store
from tests.production.bucket import BUCKET, bucket_server, client_of, settings_of
from tests.reports.filing import NOW, filed, jpeg, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with bucket_server(tmp_path_factory.mktemp("s3")) as made:
        yield made.address


@pytest.fixture(autouse=True)
def bucket(server: str, settings: Settings) -> str:
    for name, value in (settings_of(server) | {"S3_SIGNED_URL": server}).items():
        setattr(settings, name, value)
    there = client_of(server)
    for one in there.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        there.delete_object(Bucket=BUCKET, Key=one["Key"])
    return server


def names() -> set[str]:
    return {name for name, _at in photo_store().names()}


def test_a_photo_is_named_by_its_content_and_kept_once() -> None:
    store = photo_store()
    assert store.put(b"one") == store.put(b"one") == content_name(b"one")
    assert store.read(content_name(b"one")) == b"one"
    assert names() == {content_name(b"one")}
    random = store.copy_random(content_name(b"one"))
    assert random.startswith("public/")
    assert store.read(random) == b"one"
    store.remove(random)
    store.remove(random)
    with pytest.raises(FileNotFoundError):
        store.read(random)
    with pytest.raises(FileNotFoundError):
        store.read("")


def test_names_are_told_beyond_the_first_page(monkeypatch: pytest.MonkeyPatch) -> None:
    store = photo_store()
    for number in range(3):
        store.put(bytes([number]))
    whole = store._client.list_objects_v2  # type: ignore[attr-defined]  # the bucket's
    monkeypatch.setattr(store._client, "list_objects_v2", lambda **said: whole(MaxKeys=1, **said))  # type: ignore[attr-defined]  # the bucket's
    assert len(names()) == 3


def test_uploaded_bytes_are_not_kept(bucket: str) -> None:
    raw = jpeg(size=(640, 480)) + b"\nhidden words behind the picture"
    filed(photos=[raw])
    kept = [client_of(bucket).get_object(Bucket=BUCKET, Key=name)["Body"].read() for name in names()]
    assert len(kept) == 2
    assert all(one.startswith(b"\xff\xd8") and b"hidden" not in one and one != raw for one in kept)
    assert not missing_files()


def test_staff_get_an_address_that_is_signed_for_five_minutes_and_others_none(
    client: Client, bucket: str, settings: Settings
) -> None:
    settings.STAFF_MFA = "optional"
    report = filed(photos=[jpeg()])
    photo = report.photos.get()
    page = f"/staff/photos/{photo.pk}/full"
    assert client.get(page).status_code == 302
    assert "X-Amz-Signature" not in client.get(page).headers["Location"]  # to the sign-in
    client.force_login(officer(report.unit))
    answer = client.get(page)
    assert answer.status_code == 302
    signed = urlsplit(answer.headers["Location"])
    assert f"{signed.scheme}://{signed.netloc}" == bucket
    assert parse_qs(signed.query)["X-Amz-Expires"] == ["300"]
    assert httpx.get(answer.headers["Location"]).content == photo_store().read(photo.clean_name)
    assert client.get(f"/staff/photos/{photo.pk}/huge").status_code == 404


def test_what_the_public_sees_is_served_by_its_random_name_while_it_is_released(client: Client) -> None:
    report = filed(photos=[jpeg()])
    publish(report, Release("Rác.", frozenset({report.photos.get().pk})), by=staff(report.unit), now=NOW)
    name = report.photos.get().public_name
    assert client.get(f"/api/v1/photos/{name}").content == photo_store().read(name)
    publish(report, Release("Rác."), by=staff(report.unit), now=NOW)
    assert client.get(f"/api/v1/photos/{name}").status_code == 404


def test_a_file_that_two_reports_share_goes_when_the_last_row_goes() -> None:
    photos = [
        filed(photos=[jpeg(size=(640, 480))], text=f"Rác lần {number} chưa thu.").photos.get() for number in range(2)
    ]
    assert photos[0].clean_name == photos[1].clean_name
    photos[0].delete()
    assert sweep_photos(NOW, grace=timedelta(seconds=-1)) == []
    photos[1].delete()
    assert len(sweep_photos(NOW, grace=timedelta(seconds=-1))) == 2
    assert names() == set()


def test_a_photo_sent_ahead_that_no_report_took_goes() -> None:
    keep_upload(jpeg(), now=NOW)
    sweep_photos(NOW + timedelta(hours=25), grace=timedelta(seconds=-1))
    assert (names(), Upload.objects.count(), Photo.objects.count()) == (set(), 0, 0)


def test_a_bucket_that_is_away_is_an_outage_and_said_so(
    client: Client, settings: Settings, unused_tcp_port: int
) -> None:
    assert storage() == ""
    settings.S3_ENDPOINT_URL = f"http://127.0.0.1:{unused_tcp_port}"
    assert storage() == "photos cannot be stored: the store of photos does not answer"
    sent = client.post("/api/v1/photos", {"photo": SimpleUploadedFile("anh.jpg", jpeg(), "image/jpeg")})
    assert (sent.status_code, sent.headers["Retry-After"]) == (503, "5")


def test_a_bucket_that_is_not_there_is_said(settings: Settings) -> None:
    settings.S3_BUCKET = "no-such-bucket"
    assert storage() == "photos cannot be stored: the store of photos refuses"


def test_the_bucket_is_made_once(settings: Settings) -> None:
    settings.S3_BUCKET = "a-new-one"
    for _time in range(2):
        call_command("make_bucket", stdout=StringIO())
    assert storage() == ""
