"""Requests that other programs post, as they really post them."""

import json
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from backend.accounts.models import ProgramKey
from backend.accounts.program_keys import key_for
from backend.reports.models import Channel, Contact, OutsideLink, Report
from citizen_api.open311.moments import read as moment
from tests.citizen_api.open311.calls import V2, WASTE, XML, filed_id, post, read, tree, wrong
from tests.reports.filing import jpeg, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
FORM = "application/x-www-form-urlencoded"


def picture(name: str, colour: tuple[int, int, int] = (9, 90, 9)) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg(colour), content_type="image/jpeg")


def posted(client: Client, body: bytes, kind: str, query: str = "") -> Report:
    """POST these very bytes and return the report they became."""
    answer = client.generic("POST", f"{V2}/requests.json{query}", body, content_type=kind)
    assert answer.status_code == 200, answer.content
    return Report.objects.get(code=json.loads(answer.content)[0]["service_request_id"])


@pytest.mark.database
def test_a_request_is_filed_in_the_name_of_its_program_and_readable_at_once_by_its_number(
    client: Client, key: str
) -> None:
    answer = post(client, key, account_id="77")
    assert answer.status_code == 200
    (one,) = json.loads(answer.content)
    assert set(one) == {"service_request_id", "service_notice", "account_id"}
    assert (type(one["service_request_id"]), one["account_id"]) == (str, "77")
    assert "tiếp nhận trước" in one["service_notice"]
    report = Report.objects.get()
    event = report.events.get()
    assert report.channel == Channel.OPEN311
    assert (event.actor_kind, event.actor_name) == ("program", "FixMyStreet")
    (found,) = read(client, f"requests/{report.code}")
    assert found["description"] == WASTE["description"]
    assert ProgramKey.objects.get().last_used_at is not None


def test_an_answer_in_xml_names_a_request_and_leaves_empty_what_is_missing(client: Client, key: str) -> None:
    answer = client.post(f"{V2}/requests.xml/", {"api_key": key} | WASTE)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, XML)
    root = ET.fromstring(answer.content)  # noqa: S314  # our own answer
    assert root.tag == "service_requests"
    assert root.findtext("request/service_request_id") == Report.objects.get().code
    assert root.findtext("request/account_id") == ""
    assert root.find("request/token") is None


def test_a_batch_service_answers_with_a_token_that_becomes_the_number(client: Client, key: str) -> None:
    (one,) = json.loads(post(client, key, service_code="other").content)
    assert "service_request_id" not in one
    report = Report.objects.get()
    assert read(client, f"tokens/{one['token']}") == [{"service_request_id": report.code, "token": one["token"]}]
    assert tree(client, f"tokens/{one['token']}").findtext("request/service_request_id") == report.code
    other = "B" if one["token"].endswith("A") else "A"
    assert client.get(f"{V2}/tokens/{one['token'][:-1]}{other}.json").status_code == 404


@pytest.mark.parametrize("category", ["household_waste", "restaurant_food"])
def test_the_key_and_not_the_kind_decides_whether_words_and_photos_are_public_at_once(
    client: Client, key: str, careful_key: str, category: str
) -> None:
    trusted = filed_id(client, key, service_code=category, media=picture("a.jpg"))
    waits = filed_id(client, careful_key, service_code=category, media=picture("b.jpg", (1, 2, 3)))
    (shown,) = read(client, f"requests/{trusted}")
    assert shown["description"] == WASTE["description"]
    picked = client.get(shown["media_url"].removeprefix("http://testserver"))
    assert (picked.status_code, picked.headers["Content-Type"]) == (200, "image/jpeg")
    (hidden,) = read(client, f"requests/{waits}")
    assert (hidden["media_url"], hidden["lat"], hidden["long"]) == (None, None, None)
    assert hidden["description"]
    assert WASTE["description"] not in hidden["description"]
    assert [one["service_request_id"] for one in read(client, "requests")] == [trusted]


def test_what_reads_like_a_denunciation_waits_whatever_the_key_says(client: Client, key: str) -> None:
    words = "Tôi tố cáo ông Nguyễn Văn A, cán bộ phường, nhận tiền của dân."
    number = filed_id(client, key, description=words, media=picture("a.jpg"))
    report = Report.objects.get(code=number)
    assert report.screening == "unverified"
    assert report.published_at is None
    assert report.photos.get().public_name == ""
    assert "tố cáo" not in read(client, f"requests/{number}")[0]["description"]


def test_fields_come_from_the_body_and_the_query_and_the_body_wins(client: Client, key: str) -> None:
    query = "?" + urlencode({"api_key": key, "description": "Từ địa chỉ", "service_code": "household_waste"})
    body = urlencode({"lat": WASTE["lat"], "long": WASTE["long"], "description": "Từ nội dung"}).encode()
    assert posted(client, body, FORM, query).public_text == "Từ nội dung"
    whole = "?" + urlencode({"api_key": key} | WASTE)
    assert posted(client, b"", "", whole).public_text == WASTE["description"]


@pytest.mark.parametrize("boundary", ["----=_Part_3_1:2'()+_,-./=?x", "x", "b" * 70])
@pytest.mark.parametrize("ending", ["\r\n", "\r\n\r\n"])
def test_parts_with_odd_boundaries_stray_ends_and_vietnamese_are_read(
    client: Client, key: str, boundary: str, ending: str
) -> None:
    fields = {
        "api_key": key,
        **WASTE,
        "address_string": "Ngõ 12, phố Ngọc Lâm",
        "description": "Rác ở ngõ, đã 3 ngày ạ",
    }
    head = 'Content-Disposition: form-data; name="{}"\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n{}'
    parts = f"\r\n--{boundary}\r\n".join(head.format(name, value) for name, value in fields.items())
    body = f"--{boundary}\r\n{parts}{ending}--{boundary}--\r\n".encode()
    report = posted(client, body, f"multipart/form-data; boundary={boundary}; charset=utf-8")
    assert report.public_text == "Rác ở ngõ, đã 3 ngày ạ"
    assert report.address == "Ngõ 12, phố Ngọc Lâm"


def test_blanks_and_ends_of_lines_around_values_are_not_part_of_them(client: Client, key: str) -> None:
    fields = {"api_key": f" {key}\r\n", **{name: f" {value}\r\n" for name, value in WASTE.items()}}
    report = posted(client, urlencode(fields).encode(), f"{FORM}; charset=utf-8")
    assert (report.category.code, report.public_text) == ("household_waste", WASTE["description"])


@pytest.mark.parametrize("written", ["attribute[{}]", "attribute[{}][]", "attribute[{}][0]"])
def test_three_spellings_of_an_attribute_are_one_and_unknown_ones_are_ignored(
    client: Client, key: str, written: str
) -> None:
    fields = [
        *({"api_key": key} | WASTE | {"service_code": "illegal_dumping"}).items(),
        (written.format("waste_kind"), "bulky"),
        (written.format("when_happens"), "night"),
        (written.format("when_happens").replace("[0]", "[1]"), "early_morning"),
        (written.format("still_now"), "yes"),
        (written.format("nothing_we_ask"), "x"),
        ("attribute[title]", "Rác"),
    ]
    answers = posted(client, urlencode(fields).encode(), FORM).answers
    assert answers["waste_kind"] == "bulky"
    assert set(answers["when_happens"]) == {"night", "early_morning"}
    assert answers["still_now"] is True
    assert set(answers) == {"waste_kind", "when_happens", "still_now"}


def test_names_of_values_numbers_and_moments_are_understood_as_programs_write_them(client: Client, key: str) -> None:
    attributes = {
        "attribute[people_ill]": "3.0",
        "attribute[meal_at]": "2026-11-25 05:30:00Z",
        "attribute[food_kept]": "Có",
        "attribute[symptoms]": "fever,vomiting",
    }
    number = filed_id(client, key, service_code="food_poisoning", **attributes)
    answers = Report.objects.get(code=number).answers
    assert (answers["people_ill"], answers["meal_at"], answers["food_kept"]) == (3, "2026-11-25T12:30+07:00", True)
    assert set(answers["symptoms"]) == {"fever", "vomiting"}


@pytest.mark.parametrize(
    ("given", "utc"),
    [
        ("2026-11-25T09:00:00Z", "09:00:00"),
        ("2026-11-25T09:00:00+07:00", "02:00:00"),
        ("2026-11-25T09:00:00 07:00", "02:00:00"),
        ("2026-11-25T09:00:00+0700", "02:00:00"),
        ("2026-11-25T09:00:00.123456789Z", "09:00:00"),
        ("2026-11-25 09:00:00", "09:00:00"),
        ("2026-11-25T09:00", "09:00:00"),
        ("2026-11-25t09:00:00z", "09:00:00"),
        ("2026-11-25", "00:00:00"),
        (" 2026-11-24T22:00:00-05:00\r\n", "03:00:00"),
    ],
)
def test_moments_are_read_as_clients_write_them(given: str, utc: str) -> None:
    assert f"{moment(given, 'start_date'):%H:%M:%S}" == utc


@pytest.mark.parametrize("names", [("media",), ("media[]", "media[]"), ("photo1", "photo2", "anything")])
def test_any_file_part_becomes_a_photo(client: Client, key: str, names: tuple[str, ...]) -> None:
    boundary, fields = "ranh", {"api_key": key} | WASTE
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts += [
        f'Content-Disposition: form-data; name="{name}"; filename="ảnh {place}.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n".encode()
        + jpeg((place, 80, 80))
        for place, name in enumerate(names)
    ]
    body = b"--ranh\r\n" + b"\r\n--ranh\r\n".join(parts) + b"\r\n--ranh--\r\n"
    report = posted(client, body, f"multipart/form-data; boundary={boundary}")
    (found,) = read(client, f"requests/{report.code}", extensions="true")
    urls = found["extended_attributes"]["media_urls"]
    assert (len(urls), urls[0]) == (len(names), found["media_url"])
    assert all(client.get(url.removeprefix("http://testserver")).status_code == 200 for url in urls)


def test_a_file_that_is_no_picture_and_too_many_are_refused(client: Client, key: str) -> None:
    bad = post(client, key, media=SimpleUploadedFile("a.jpg", b"not a picture", content_type="image/jpeg"))
    assert (bad.status_code, wrong(bad).split(":")[0]) == (400, "media")
    six = post(client, key, "requests", **{f"photo{number}": picture("a.jpg") for number in range(6)})
    assert six.status_code == 400
    assert not Report.objects.exists()


def test_a_link_is_kept_for_staff_and_nothing_is_asked_of_it(client: Client, key: str, settings: Settings) -> None:
    links = ["http://127.0.0.1:1/a.jpg", "https://example.org/b.jpg?x=1&y=2"]
    fields = [*({"api_key": key} | WASTE).items(), *(("media_url", link) for link in links)]
    report = posted(client, urlencode(fields).encode(), FORM)
    assert list(OutsideLink.objects.values_list("url", flat=True)) == links
    assert read(client, f"requests/{report.code}")[0]["media_url"] is None
    assert "example.org" not in client.get(f"/r/{report.code}").content.decode()
    settings.STAFF_MFA = "optional"
    colleague = Client()
    colleague.force_login(officer(report.unit))
    page = colleague.get(f"/staff/r/{report.code}").content.decode()
    assert 'href="https://example.org/b.jpg?x=1&amp;y=2" rel="noopener noreferrer nofollow"' in page
    assert 'src="https://example.org' not in page


def test_an_address_alone_is_found_by_the_gazetteer_in_the_ward_it_names(client: Client, key: str) -> None:
    address = "12 phố Ngọc Lâm, phường Ngọc Lâm, quận Long Biên, Hà Nội"
    number = filed_id(client, key, lat=None, long=None, address_string=address)
    report = Report.objects.get(code=number)
    assert (report.ward.name, report.street.name if report.street else "") == ("Ngọc Lâm", "Phố Ngọc Lâm")
    assert report.address == address
    lost = post(client, key, lat=None, long=None, address_string="Đại lộ Không Có, Sài Gòn")
    assert (lost.status_code, wrong(lost).split(":")[0]) == (400, "address_string")
    assert post(client, key, lat=None, long=None, address_id="12").status_code == 400


def test_who_reported_is_kept_apart_and_what_cannot_be_used_is_said(client: Client, key: str) -> None:
    person = {"first_name": "Mẫu", "last_name": "Nguyễn Thị", "email": "mau@dan.example", "phone": "111111111"}
    (one,) = json.loads(post(client, key, **person).content)
    contact = Contact.objects.get()
    assert (contact.name, contact.email, contact.phone) == ("Nguyễn Thị Mẫu", "mau@dan.example", "")
    assert "phone" in one["service_notice"]
    report = Report.objects.get()
    assert report.events.get().data["consent"] == "by_program"
    found = json.dumps(read(client, f"requests/{report.code}", extensions="true"), ensure_ascii=False)
    assert "mau@dan.example" not in found
    filed_id(client, key, first_name="Mẫu")
    assert Contact.objects.count() == 1


def test_no_description_is_the_name_of_the_service_and_odd_characters_are_gone(client: Client, key: str) -> None:
    assert Report.objects.get(code=filed_id(client, key, description=None)).public_text.startswith("Rác thải")
    number = filed_id(client, key, description="Ra\u0301c\0 \ufffe\u200bở ngõ\x0b", address_string="Ngõ\0 3")
    assert tree(client, f"requests/{number}").findtext("request/description") == "Rác ở ngõ"


def test_the_same_key_of_one_sending_files_once(client: Client, key: str) -> None:
    headers = {"Idempotency-Key": "0b9e0f8e-9b6a-4a8e-8d4b-0d6f6f3f7a11"}
    answers: list[Any] = [
        json.loads(client.post(f"{V2}/requests.json", {"api_key": key} | WASTE, headers=headers).content)
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert Report.objects.count() == 1
    other = client.post(f"{V2}/requests.json", {"api_key": key} | WASTE | {"description": "Khác"}, headers=headers)
    assert other.status_code == 400


@pytest.mark.database
def test_the_test_endpoint_checks_everything_and_keeps_nothing(client: Client, key: str) -> None:
    answer = client.post("/open311/test/v2/requests.json", {"api_key": key, "media": picture("a.jpg")} | WASTE)
    assert answer.status_code == 200
    assert json.loads(answer.content)[0]["service_request_id"]
    assert not Report.objects.exists()
    assert client.post("/open311/test/v2/requests.json", {"api_key": "x" * 9} | WASTE).status_code == 403
    assert client.post("/open311/test/v2/requests.json", {"api_key": key}).status_code == 400


def test_a_key_that_may_only_update_files_nothing(client: Client, key: str) -> None:
    ProgramKey.objects.update(scopes=["update"])
    assert post(client, key).status_code == 403
    row = ProgramKey.objects.get()
    assert key_for(key, "update", now=row.created_at) == row  # type: ignore[arg-type]  # its value
