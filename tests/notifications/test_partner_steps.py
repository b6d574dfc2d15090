"""A neighbour's steps are taken here where its settings say so; the settings are changed; XML is spoken, too."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from backend.accounts.edit_reference import ChangedMeanwhile
from backend.accounts.models import Role, SettingChange
from backend.core import edition
from backend.core.errors import Forbidden, Refused
from backend.reports.history import public_history
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Report, Status
from backend.reports.rights import standing
from backend.reports.verify import verify_history
from notifications import texts
from notifications.models import Letter, Parcel, Partner, Speech
from notifications.owing import write_letters
from notifications.partners import book, polling, sending
from notifications.partners.xml_rows import rows_of
from tests.notifications.neighbour import Neighbour, neighbour
from tests.notifications.test_partners import LIST, NOW, POST, UPDATES, later, partner_at, sent_on, wanted
from tests.reports.filing import CONTACT, filed, moved, officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house"), pytest.mark.database]


@pytest.fixture
def other(settings: Settings) -> Iterator[Neighbour]:
    with neighbour() as here:
        settings.NEIGHBOURS_INSIDE = frozenset({f"127.0.0.1:{here.port}"})
        yield here


def arrived(other: Neighbour, *, is_followed: bool = True) -> Report:
    """Let a report arrive at the neighbour whose steps are taken here."""
    other.replies[POST] = (200, [{"service_request_id": "GL-7"}])
    parcel = later(sent_on(other))
    Partner.objects.update(is_followed=is_followed)
    return parcel.report


def told(other: Neighbour, hours: int, **row: str) -> None:
    """Let the neighbour say something, and the worker ask ``hours`` later."""
    other.replies[UPDATES] = (200, [{"service_request_id": "GL-7", "update_id": str(hours), **row}])
    polling.poll(now=NOW + timedelta(hours=hours))


def test_the_steps_of_a_followed_neighbour_are_taken_here_and_told_to_the_reporter(other: Neighbour) -> None:
    report = arrived(other)
    told(other, 1, status="in_progress", description="Xe đang đến.")
    report.refresh_from_db()
    assert report.status == Status.IN_PROGRESS
    told(other, 2, status="fixed", description="Đã dọn xong.")
    report.refresh_from_db()
    assert (report.status, report.resolved_at) == (Status.RESOLVED, NOW + timedelta(hours=2))
    kinds = list(report.events.order_by("number").values_list("kind", "actor_name"))
    assert [kind for kind, _name in kinds[3:]] == ["partner_said", "accepted", "started", "partner_said", "resolved"]
    assert {name for _kind, name in kinds[2:]} == {"Gia Lâm"}
    words = [line.words for line in public_history(report) if line.words]
    assert words.count("Xe đang đến.") == words.count("Đã dọn xong.") == 1
    assert list(verify_history(codes=[report.code])) == []
    write_letters(now=NOW + timedelta(hours=3))
    told_of = Letter.objects.filter(recipient="reporter", event__actor_name="Gia Lâm")
    assert set(told_of.values_list("event__kind", flat=True)) == {"accepted", "resolved"}


def test_a_neighbour_that_is_not_followed_moves_nothing(other: Neighbour) -> None:
    report = arrived(other, is_followed=False)
    told(other, 1, status="fixed", description="Đã dọn xong.")
    report.refresh_from_db()
    assert report.status == Status.RECEIVED
    assert public_history(report)[-1].words == "Đã dọn xong."


@pytest.mark.parametrize(
    ("stands", "says", "words", "then"),
    [
        ([], "investigating", "", Status.ACCEPTED),
        ([], "fixed", "", Status.RESOLVED),
        ([], "closed", "Đã xong.", Status.RESOLVED),
        ([], "closed", "", Status.RECEIVED),
        ([], "no_further_action", "Không làm.", Status.RECEIVED),
        ([], "duplicate", "Trùng.", Status.RECEIVED),
        ([Status.ACCEPTED, Status.IN_PROGRESS], "investigating", "", Status.IN_PROGRESS),
        ([Status.ACCEPTED, Status.RESOLVED], "open", "Lại bẩn.", Status.RESOLVED),
        ([Status.ACCEPTED, Status.NEEDS_INFO], "fixed", "Đã dọn.", Status.NEEDS_INFO),
    ],
)
def test_steps_go_forward_alone(other: Neighbour, stands: list[Status], says: str, words: str, then: Status) -> None:
    report = moved(arrived(other), *stands, now=NOW)
    told(other, 1, status=says, description=words)
    report.refresh_from_db()
    assert report.status == then
    assert public_history(report, for_reporter=True)[-1].title
    assert list(verify_history(codes=[report.code])) == []


def test_a_system_works_on_what_was_sent_to_it_and_on_nothing_else(other: Neighbour) -> None:
    from backend.accounts.actor import Program  # noqa: PLC0415  # one word of this test

    report, stranger = arrived(other), filed(now=NOW, lat=21.0470)
    assert {one.value for one in standing(Program("Gia Lâm"), report)} == {"partner"}
    for name, which in (("Gia Lâm", stranger), ("Đông Anh", report)):
        assert not standing(Program(name), which)
        with pytest.raises(Refused):
            advance(which, Status.ACCEPTED, by=Program(name), now=NOW, move=Move())


def test_the_reporter_is_told_that_the_report_was_sent_on(other: Neighbour) -> None:
    report = sent_on(other).report
    event = report.events.get(kind="sent_on")
    write_letters(now=NOW)
    assert "reporter" in Letter.objects.filter(event=event).values_list("recipient", flat=True)
    assert report.contact is not None
    letter = texts.mail_to_reporter(event, report, report.contact)
    assert letter.subject == f"Phản ánh {report.code} được gửi sang Gia Lâm"
    assert "Bãi rác bên kia ranh giới." in letter.body
    report.contact.language = "en"
    assert "has sent report" in texts.mail_to_reporter(event, report, report.contact).body
    assert not CONTACT.phone or CONTACT.phone not in letter.body


def speaking_xml(other: Neighbour) -> Parcel:
    report, to = filed(now=NOW, contact=CONTACT), partner_at(other.endpoint)
    Partner.objects.update(speaks=Speech.XML)
    edition.changed()
    sending.send(report, str(to.pk), words="Bên kia.", by=staff(report.unit), now=NOW)
    return Parcel.objects.get()


def test_a_neighbour_that_speaks_only_xml_is_posted_to_and_read(other: Neighbour) -> None:
    parcel = speaking_xml(other)
    body = "<?xml version='1.0' encoding='utf-8'?><service_requests><request>{}</request></service_requests>"
    token = body.format("<token>t1</token>").encode()
    other.replies |= {"POST /v2/requests.xml": (200, token), "GET /v2/tokens/t1.xml": (200, token)}
    assert later(parcel).remote_token == "t1"
    numbered = body.format("<service_request_id>GL-9</service_request_id><token>t1</token>")
    other.replies["GET /v2/tokens/t1.xml"] = (200, numbered.encode())
    assert later(parcel).remote_id == "GL-9"
    stands = "<service_request_id>GL-9</service_request_id><status>closed</status>"
    stands += "<status_notes>Đã dọn &amp; rửa.</status_notes>"
    other.replies["GET /v2/requests.xml"] = (200, body.format(stands).encode())
    assert polling.poll(now=NOW + timedelta(hours=20)) == 1
    assert public_history(parcel.report)[-1].words == "Đã dọn & rửa."
    assert POST not in {what for what, _fields, _headers in other.asked}
    assert LIST not in {what for what, _fields, _headers in other.asked}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<a>", b"[]", b"<a><b></a></b>", b"\xff\xfe", b'<?xml version="1.0" encoding="x"?><a/>',
        b'<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;">]><a><b><c>&y;</c></b></a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "<!DOCTYPE a><a/>".encode("utf-16"),
        b"<a><b>&nothing;</b></a>",
    ],
)  # fmt: skip
def test_hostile_xml_is_not_understood(other: Neighbour, body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        rows_of(body)
    parcel = speaking_xml(other)
    other.replies["POST /v2/requests.xml"] = (200, body)
    assert later(parcel).last_error == "not_understood"


def test_xml_is_read_as_rows_and_what_lies_deeper_is_left_out() -> None:
    deep = b"<x>" * 50_000 + b"</x>" * 50_000
    body = b"<r xmlns='urn:x'><one><a> 1 </a><b/><c>t<d>deep</d>u</c></one><one>" + deep + b"</one>text</r>"
    assert rows_of(body) == [{"a": " 1 ", "b": "", "c": "tu"}, {"x": ""}]


def change(pk: int, *, seen: str | None = None, **changes: str) -> Partner | None:
    kept = Partner.objects.get(pk=pk)
    wish = wanted(**{"endpoint": "https://open311.gialam.example/v2"} | changes)
    by = staff(None, Role.ADMINISTRATOR)
    return book.change(pk, wish, seen=book.print_of(kept) if seen is None else seen, by=by, now=NOW)


def test_settings_are_changed_logged_and_nobody_writes_over_what_they_did_not_see(other: Neighbour) -> None:
    row = partner_at(other.endpoint)
    seen = book.print_of(row)
    changed = change(row.pk, api_key="", services="household_waste = rac2\nother = khac", speaks="xml", name="Tên khác")
    assert changed is not None
    row.refresh_from_db()
    assert (row.name, row.speaks, row.services["household_waste"]) == ("Gia Lâm", "xml", "rac2")
    assert book.key_of(row) == "khoa-rat-bi-mat"
    log = SettingChange.objects.order_by("-id")[0]
    assert (log.key, log.before["speaks"], log.after["speaks"]) == ("Gia Lâm", "json", "xml")
    with pytest.raises(ChangedMeanwhile):
        change(row.pk, seen=seen)
    change(row.pk, api_key="khoa-moi")
    row.refresh_from_db()
    assert book.key_of(row) == "khoa-moi"
    assert "khoa-moi" not in str(SettingChange.objects.values())
    wrong: list[tuple[dict[str, str], str]] = [
        ({"speaks": "yaml"}, "speaks"), ({"endpoint": "ftp://x"}, "endpoint"), ({"reason": ""}, "reason"),
    ]  # fmt: skip
    for wish, field in wrong:
        with pytest.raises(Refused) as refused:
            change(row.pk, **wish)
        assert refused.value.field == field
    with pytest.raises(Forbidden):
        book.change(row.pk, wanted("https://x.example/v2"), seen="", by=staff(filed().unit), now=NOW)


def test_the_page_of_a_partner_shows_what_is_kept_takes_the_change_and_tells_of_another(other: Neighbour) -> None:
    row = partner_at(other.endpoint)
    admin = Client()
    admin.force_login(officer(None, Role.ADMINISTRATOR, username="qt"), backend="moderation.sign_in.StaffBackend")
    address = f"/staff/settings/partners/{row.pk}"
    assert address in admin.get("/staff/settings/partners").content.decode()
    page = admin.get(address)
    assert "household_waste = rac" in page.content.decode()
    assert "khoa-rat-bi-mat" not in page.content.decode()
    sent = {
        "seen": book.print_of(row), "endpoint": "https://moi.example/v2", "services": "other = khac", "speaks": "xml",
        "is_followed": "1", "reason": "Đổi địa chỉ.",
    }  # fmt: skip
    wrong = admin.post(address, sent | {"endpoint": "http://8.8.8.8/v2"})
    assert wrong.status_code == 422
    assert 'value="Đổi địa chỉ."' in wrong.content.decode()
    assert admin.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.endpoint, row.is_followed, dict(row.services)) == ("https://moi.example/v2", True, {"other": "khac"})
    overtaken = admin.post(address, sent | {"endpoint": "https://cu.example/v2"})
    assert overtaken.status_code == 409
    row.refresh_from_db()
    assert row.endpoint == "https://moi.example/v2"
    book.end(row.pk, reason="Hết.", by=staff(None, Role.ADMINISTRATOR), now=NOW)
    assert admin.get(address).status_code == 404
