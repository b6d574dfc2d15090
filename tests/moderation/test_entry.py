"""Entry for others: a clerk writes down what somebody tells, and reads back a code."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from backend.accounts.models import Role
from backend.reports.codes import spoken_code
from backend.reports.models import Channel, Contact, Event, Report
from backend.routing.models import Unit
from tests.moderation.conftest import SignIn
from tests.reports.filing import filed, jpeg, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
TOLD = {
    "channel": "phone",
    "text": "Rác ba ngày chưa ai thu gom.",
    "category": "household_waste",
    "where": "số 12 Ngọc Lâm",
    "settled": "Ngọc Lâm",
    "picked": "Phố Ngọc Lâm",
    "lat": "21.045795",
    "lon": "105.869766",
}


def unit(slug: str = "ubnd-bo-de") -> Unit:
    return Unit.objects.filter(slug=slug).order_by("id")[0]


def write(client: Client, **changes: object):  # type: ignore[no-untyped-def]  # of the test client
    sent = {name: value for name, value in ({"key": str(uuid4())} | TOLD | changes).items() if value is not None}
    return client.post("/staff/new", sent)


def test_a_clerk_of_another_ward_files_it_where_it_belongs_and_keeps_the_confirmation_alone(sign_in: SignIn) -> None:
    clerk = sign_in(unit())
    answer = write(clerk)
    report = Report.objects.get()

    assert answer.status_code == 303
    assert (report.unit.slug, report.channel, report.address) == ("ubnd-ngoc-lam", Channel.PHONE, "số 12 Ngọc Lâm")
    page = clerk.get(answer.headers["Location"]).content.decode()
    assert spoken_code(report.code) in page
    assert report.unit.name in page
    assert "Nhập phản ánh tiếp" in page
    assert f"/staff/r/{report.code}" not in page
    assert clerk.get(f"/staff/r/{report.code}").status_code == 404
    assert f"r-{report.code}" in sign_in(report).get("/staff/").content.decode()


def test_the_confirmation_is_nobody_elses(sign_in: SignIn) -> None:
    address = write(sign_in(unit())).headers["Location"]
    assert sign_in(unit("phong-y-te")).get(address).status_code == 404
    assert sign_in(unit()).get(address[:-1] + ("A" if address[-1] != "A" else "B")).status_code == 404


def test_the_channel_is_remembered_for_the_next_call(sign_in: SignIn) -> None:
    clerk = sign_in(unit())
    assert 'value="phone" checked' in clerk.get("/staff/new").content.decode()
    write(clerk, channel="zalo")
    assert 'value="zalo" checked' in clerk.get("/staff/new").content.decode()


def test_two_clicks_are_one_report(sign_in: SignIn) -> None:
    clerk, key = sign_in(unit()), str(uuid4())
    first, second = write(clerk, key=key), write(clerk, key=key)
    assert first.headers["Location"] == second.headers["Location"]
    assert Report.objects.count() == 1
    other = write(clerk, key=key, text="Việc khác hẳn.")
    assert other.status_code == 422
    assert "bấm ghi lần nữa" in other.content.decode()


def test_consent_was_read_aloud_before_a_number_is_kept(sign_in: SignIn) -> None:
    clerk = sign_in(unit())
    refused = write(clerk, contact_phone="0912 345 678")
    assert refused.status_code == 422
    assert "0912 345 678" in refused.content.decode()
    assert not Contact.objects.exists()
    write(clerk, contact_phone="0912 345 678", consent="1", on_behalf="1")
    assert Contact.objects.get().consent_version == "2026-1"
    data = Event.objects.get(kind="received").data
    assert (data["on_behalf"], data["consent"]) == (True, "read_aloud")


def test_a_place_is_found_from_the_callers_words(sign_in: SignIn) -> None:
    clerk, bare = sign_in(unit()), {"settled": None, "picked": None, "lat": None, "lon": None}
    write(clerk, **bare | {"where": "gần nhà ông Ba, sau chợ, pho ai mo"})
    report = Report.objects.get()
    assert report.street is not None
    assert (report.street.name, report.address) == ("Phố Ái Mộ", "gần nhà ông Ba, sau chợ, pho ai mo")


def test_a_name_of_several_places_is_asked_back_and_the_first_is_ticked(sign_in: SignIn) -> None:
    clerk, bare = sign_in(unit()), {"settled": None, "picked": None, "lat": None, "lon": None}
    answer = write(clerk, **bare | {"where": "ngoc lam"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "xin chọn một" in page
    ticked = re.search(r'name="place" value="([^"]+)" checked', page)
    assert ticked
    assert write(clerk, **bare | {"where": "ngoc lam", "place": ticked[1]}).status_code == 303
    unknown = write(clerk, **bare | {"where": "xyzzy"})
    assert "Không thấy nơi này" in unknown.content.decode()


def test_other_words_after_a_pin_mean_another_place(sign_in: SignIn) -> None:
    write(sign_in(unit()), where="phố Ái Mộ")
    report = Report.objects.get()
    assert report.street is not None
    assert report.street.name == "Phố Ái Mộ"


def test_what_is_refused_comes_back_with_everything_that_was_written(sign_in: SignIn) -> None:
    clerk = sign_in(unit())
    photo = SimpleUploadedFile("x.jpg", jpeg(), "image/jpeg")
    answer = write(clerk, category="", photos=photo, happened="2026-01-02T08:30", contact_name="Bà Tư")
    page = answer.content.decode()
    assert answer.status_code == 422
    for kept in ("Rác ba ngày", "số 12 Ngọc Lâm", 'value="2026-01-02T08:30"', "Bà Tư", 'name="photo_tokens"'):
        assert kept in page
    assert write(clerk, happened="hôm qua").status_code == 422
    assert write(clerk, happened="2999-01-01T00:00").status_code == 422
    assert write(clerk, happened="0001-01-01T00:00").status_code == 422


def test_a_letter_came_before_it_was_written_down(sign_in: SignIn) -> None:
    write(sign_in(unit()), channel="letter", happened="2026-01-02T08:30")
    report = Report.objects.get()
    assert report.captured_at is not None
    assert report.captured_at.isoformat() == "2026-01-02T01:30:00+00:00"
    assert report.created_at > report.captured_at


def test_what_reads_like_a_denunciation_is_read_back_first(sign_in: SignIn) -> None:
    clerk = sign_in(unit())
    words = "Tôi tố cáo ông chủ tịch phường nhận hối lộ."
    answer = write(clerk, text=words)
    assert "Luật Tố cáo" in answer.content.decode()
    assert not Report.objects.exists()
    assert write(clerk, text=words, act="insist").status_code == 303
    assert Report.objects.get().held_as == "to_cao"


def test_open_reports_of_the_kind_at_the_place_are_shown_to_those_who_may_see_them(sign_in: SignIn) -> None:
    before = filed()
    query = {"category": "household_waste", "lat": TOLD["lat"], "lon": TOLD["lon"]}
    assert f"/staff/r/{before.code}" in sign_in(before).get("/staff/new/place", query).content.decode()
    assert f"/staff/r/{before.code}" in write(sign_in(before), act="look").content.decode()
    stranger = sign_in(unit("phong-y-te")).get("/staff/new/place", query).content.decode()
    assert f"/staff/r/{before.code}" not in stranger
    assert "Chưa thấy phản ánh nào" in stranger


def test_questions_and_places_come_while_one_types(sign_in: SignIn) -> None:
    clerk = sign_in(unit())
    assert "answers.waste_kind" in clerk.get("/staff/new/kind", {"category": "household_waste"}).content.decode()
    names = [one["name"] for one in clerk.get("/staff/new/places.json", {"q": "so 5, ai mo"}).json()["results"]]
    assert "Phố Ái Mộ" in names
    assert clerk.get("/staff/new/places.json", {"q": "10, 20"}).json()["refusal"]


def test_only_who_works_for_a_unit_or_the_office_enters(sign_in: SignIn) -> None:
    for role in (Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR):
        reader = sign_in(officer(None, role))
        assert reader.get("/staff/new").status_code == 403
        assert write(reader).status_code == 403
    assert "Nhập phản ánh" in sign_in(officer(None, Role.PROGRAMME_OFFICE)).get("/staff/new").content.decode()
    assert Client().get("/staff/new").status_code == 302
