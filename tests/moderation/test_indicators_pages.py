"""The programme's indicators at the staff's door: looked at, entered by one person, approved by another."""

import re
from collections.abc import Iterator
from datetime import datetime
from unittest import mock

import pytest
from django.test import Client

from backend.accounts.models import Role, User
from backend.indicators.load import load_programme
from backend.indicators.models import EnteredValue, Indicator, RegisterFeed, Target, ValueDecision
from backend.indicators.register_words import DEFINITIONS
from backend.indicators.rollup import fold
from backend.registers.readings import Reading
from backend.registers.standing import EntryKind, State
from backend.reports.models import Status
from backend.routing.models import Unit
from tests.registers.entries import registered
from tests.reports.filing import CITY, filed, moved, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
SENT = datetime(2026, 11, 2, 9, 0, tzinfo=CITY)
AFTER = datetime(2026, 12, 15, 9, 0, tzinfo=CITY)
PAGE = "/programme/indicators/2.2.8"


@pytest.fixture(autouse=True)
def programme() -> Iterator[None]:
    """Load the programme, and let it be the middle of December at the door."""
    load_programme()
    with mock.patch("django.utils.timezone.now", return_value=AFTER):
        yield


def door(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def of_role(role: Role) -> Client:
    return door(officer(None, role))


def of_unit(slug: str, role: Role = Role.UNIT_OFFICER) -> Client:
    return door(officer(Unit.objects.get(slug=slug), role))


def sent(**changes: str) -> dict[str, str]:
    """Return what the form sends for 2.2.8."""
    given = {
        "target": str(Target.objects.get(indicator__code="2.2.8").pk),
        "number": "96",
        "first_day": "2026-01-01",
        "last_day": "2026-06-30",
        "source": "BHXH quận",
        "source_on": "2026-07-05",
        "document": "112/BC-BHXH",
    }
    return given | changes


def test_the_list_shows_every_indicator_with_its_target_and_says_where_there_are_no_data() -> None:
    page = of_role(Role.AUDITOR).get("/programme/indicators").content.decode()
    assert page.count("indicator-text") == 32
    assert "từ 95% dân số trở lên" in page
    assert "3 đến 5 phường" in page
    assert "giảm 5 đến 10% so với nhiệm kỳ trước" in page
    assert "Chưa có số liệu" in page
    assert "tham khảo" in page


def test_one_enters_another_approves_and_only_then_it_counts() -> None:
    office, leader = of_role(Role.PROGRAMME_OFFICE), of_role(Role.LEADER)
    assert office.post(PAGE, sent()).status_code == 302
    value = EnteredValue.objects.get()
    assert "chờ duyệt" in office.get(PAGE).content.decode()
    assert 'value="approve"' not in office.get(PAGE).content.decode()
    own = office.post(f"{PAGE}/values/{value.pk}", {"word": "approve"})
    assert own.status_code == 403
    assert "người thứ hai" in own.content.decode()
    assert 'value="approve"' in leader.get(PAGE).content.decode()
    assert leader.post(f"{PAGE}/values/{value.pk}", {"word": "approve"}).status_code == 302
    assert leader.post(f"{PAGE}/values/{value.pk}", {"word": "refuse", "reason": "Sai."}).status_code == 409
    page = office.get(PAGE).content.decode()
    assert "96% dân số" in page
    assert "112/BC-BHXH" in page


def test_a_refusal_needs_its_reason() -> None:
    of_role(Role.PROGRAMME_OFFICE).post(PAGE, sent())
    address, leader = f"{PAGE}/values/{EnteredValue.objects.get().pk}", of_role(Role.LEADER)
    assert leader.post(address, {"word": "refuse"}).status_code == 422
    assert leader.post(address, {"word": "refuse", "reason": "Chưa có văn bản."}).status_code == 302
    assert "Chưa có văn bản." in leader.get(PAGE).content.decode()
    assert not ValueDecision.objects.get().is_approved


def test_what_was_typed_is_there_again_when_it_is_refused() -> None:
    answer = of_role(Role.PROGRAMME_OFFICE).post(PAGE, sent(number="960"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tỷ lệ không thể quá 100%." in page
    assert 'value="960"' in page
    assert 'value="112/BC-BHXH"' in page


def test_a_correction_begins_with_what_it_corrects() -> None:
    office = of_role(Role.PROGRAMME_OFFICE)
    office.post(PAGE, sent())
    wrong = EnteredValue.objects.get()
    of_role(Role.LEADER).post(f"{PAGE}/values/{wrong.pk}", {"word": "approve"})
    page = office.get(f"{PAGE}?corrects={wrong.pk}").content.decode()
    assert 'value="112/BC-BHXH"' in page
    assert office.post(PAGE, sent(number="94", corrects=str(wrong.pk))).status_code == 422
    assert office.post(PAGE, sent(number="94", corrects=str(wrong.pk), reason="Nhầm.")).status_code == 302
    assert EnteredValue.objects.order_by("-id")[0].corrects == wrong


def test_a_unit_sees_and_enters_what_it_answers_for_and_nothing_else() -> None:
    schools = of_unit("phong-gddt")
    page = schools.get("/programme/indicators").content.decode()
    assert page.count("indicator-text") == 5
    assert schools.get("/programme/indicators/2.2.1").status_code == 200
    assert schools.get(PAGE).status_code == 403
    assert schools.post(PAGE, sent()).status_code == 403
    assert of_unit("phong-qldt").get("/programme/indicators/2.2.1").status_code == 403
    assert of_unit("doi-ttxd").get("/programme/indicators").status_code == 403  # answers for none


def test_a_fed_indicator_shows_its_definition_its_months_and_the_reports_behind_them() -> None:
    late = filed(now=SENT, category="garden_equipment")
    done = moved(filed(now=SENT, category="garden_equipment"), Status.ACCEPTED, Status.RESOLVED, now=SENT)
    fold(AFTER)
    leader = of_role(Role.LEADER)
    page = leader.get("/programme/indicators/2.2.14").content.decode()
    assert "1/2 phản ánh đúng hạn (50,0%)" in page
    assert "Chỉ nói về nửa “quản lý và sử dụng hiệu quả, đúng mục đích”." in page
    assert '<svg viewBox="0 0 720 220"' in page
    behind = leader.get("/programme/indicators/2.2.14/reports?month=2026-11").content.decode()
    assert "2 phản ánh được tính." in behind
    assert late.code in behind
    assert done.code in behind


@pytest.mark.parametrize(
    "address",
    [
        "9.9.9",
        "2.2.8/reports?month=2026-11",
        "2.2.14/reports?month=thang-11",
        "2.2.14/reports?month=2027-01",
        "2.2.8?corrects=1",
        "2.2.8?corrects=99999999999999999999",
    ],
)
def test_what_is_not_there_is_404(address: str) -> None:
    assert of_role(Role.LEADER).get(f"/programme/indicators/{address}").status_code == 404


def test_the_years_show_the_review_cycle_and_what_is_due() -> None:
    page = of_role(Role.LEADER).get("/programme/reviews").content.decode()
    assert "Sơ kết</span>, 1/1/2023 – 31/3/2023" in page
    assert "Tổng kết</span>, 1/1/2025 – 31/3/2025" in page
    assert page.index("Năm 2022") < page.index("Tuyến phố công nhận mới") < page.index("Năm 2023")


def test_an_english_reader_finds_no_vietnamese_in_targets() -> None:
    client = of_role(Role.LEADER)
    page = client.get("/programme/indicators?lang=en").content.decode()
    assert "95% of the population" in page
    assert "dân số" not in page


def test_the_page_shows_what_a_register_says_with_both_numbers_and_the_way_to_its_list() -> None:
    for number, state in enumerate((State.CONTROLLED, State.WATCHED)):
        registered(EntryKind.FOOD_ESTABLISHMENT, f"Quán {number}", state=state)
    leader = of_role(Role.LEADER)
    page = leader.get("/programme/indicators/2.5.5").content.decode()
    assert "Từ sổ quản lý" in page
    assert 'href="/staff/registers/food_establishment"' in page
    assert "1/2 (50,0%)" in page
    assert str(DEFINITIONS[Reading.CONTROLLED]) in page
    assert "1/2 (50,0%)" in leader.get("/programme/indicators").content.decode()
    assert "chưa có số liệu" in leader.get("/programme/indicators/2.5.6").content.decode()


def test_every_link_to_a_register_opens_for_whoever_sees_it() -> None:
    asked = Indicator.objects.filter(pk__in=RegisterFeed.objects.values("target__indicator"))
    slugs = sorted({slug for one in asked for slug in (one.unit, *one.with_units)})
    shown = 0
    for unit in Unit.objects.filter(slug__in=slugs).order_by("id"):
        client = door(officer(unit, Role.UNIT_HEAD))
        own = [one.code for one in asked if unit.slug in {one.unit, *one.with_units}]
        for page in (*(f"/{code}" for code in own), *([""] if not shown else [])):
            answer = client.get(f"/programme/indicators{page}")
            assert answer.status_code == 200
            for link in set(re.findall(r'href="(/staff/registers/[^"]+)"', answer.content.decode())):
                shown += 1
                assert client.get(link).status_code == 200, (unit, link)
    assert shown
