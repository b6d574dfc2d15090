"""A street, a ward or a circle is followed: asked first, one letter an evening with public facts, one stop."""

from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from backend.core.errors import Refused
from backend.places.geometry import Point
from backend.places.models import Street, Ward
from backend.reports import asking
from backend.reports.area import Area, newest
from backend.reports.area_digest import announce
from backend.reports.asking import CONFIRM_WITHIN, MOST_UNCONFIRMED, REST, AskedOften, confirm, forget_unconfirmed, stop
from backend.reports.codes import spoken_code
from backend.reports.follow_area import ask
from backend.reports.links import follow_url, secret_of
from backend.reports.models import AreaDigest, AreaFollower, Contact, Event, Report, Screening
from backend.reports.publication import hide
from backend.reports.replies import verdict
from backend.reports.screening import screen
from backend.reports.support import Support, support
from backend.reports.verify import verify_history
from notifications.dispatch import drain
from tests.reports.filing import CITY, CONTACT, NGOC_LAM, NOW, filed, moved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
EVENING = datetime(2026, 11, 25, 18, 1, tzinfo=CITY)
SOON = timedelta(minutes=2)
HERE = Point(*NGOC_LAM)
EMAIL = "hang@dan.example"


def street() -> Area:
    return Area(street=Street.objects.get(name="Phố Ngọc Lâm"))


def following(area: Area, email: str = EMAIL, *, language: str = "vi") -> AreaFollower:
    ask(area, email, language=language, now=NOW)
    follower = AreaFollower.objects.get(contact__email=email)
    confirm(follower, now=NOW)
    return follower


def evening(now: datetime = EVENING) -> None:
    announce(now)
    drain(now + SOON)


def letters(mailoutbox: list[EmailMessage], email: str = EMAIL) -> list[EmailMessage]:
    return [mail for mail in mailoutbox if mail.to == [email] and "Xác nhận" not in mail.subject]


@pytest.fixture(autouse=True)
def begun(city: None) -> None:
    """The first evening counts from here."""
    announce(NOW - timedelta(hours=1))


@pytest.mark.database
def test_the_address_is_asked_first_and_told_once_in_the_evening(mailoutbox: list[EmailMessage]) -> None:
    ask(street(), EMAIL, language="vi", now=NOW)
    drain(NOW + SOON)
    follower = AreaFollower.objects.get()
    assert [mail.subject for mail in mailoutbox] == ["Xác nhận theo dõi: Phố Ngọc Lâm"]
    assert follow_url(follower) in mailoutbox[0].body
    confirm(follower, now=NOW)

    new, done = filed(now=NOW + SOON, contact=CONTACT), filed(now=NOW + SOON, lat=21.0459)
    moved(done, "accepted", "resolved", now=NOW + timedelta(hours=1), note="Đã dọn, cảm ơn bà Hằng.")
    drain(NOW + timedelta(hours=2))
    assert not letters(mailoutbox)
    evening()
    evening(EVENING + timedelta(minutes=10))
    assert len(letters(mailoutbox)) == 1
    told = letters(mailoutbox)[0]
    assert told.subject == "Phố Ngọc Lâm: 2 phản ánh mới, 1 việc có kết quả"
    body = str(told.body)
    assert body.count(spoken_code(new.code)) == 1
    assert body.count(spoken_code(done.code)) == 2
    assert secret_of(new) not in body
    assert "Hằng" not in body
    assert "Mẫu" not in body
    assert told.extra_headers["List-Unsubscribe"] == f"<{follow_url(follower)}>"
    assert told.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not list(verify_history())


def test_nothing_new_is_no_letter_and_the_next_evening_tells_only_what_came_since(
    mailoutbox: list[EmailMessage],
) -> None:
    following(street())
    evening()
    assert not letters(mailoutbox)
    filed(now=EVENING + timedelta(hours=1))
    tomorrow = EVENING + timedelta(days=1)
    evening(tomorrow)
    evening(tomorrow + timedelta(days=1))
    assert [mail.subject for mail in letters(mailoutbox)] == ["Phố Ngọc Lâm: 1 phản ánh mới"]


def test_each_hears_of_their_own_place_and_group(mailoutbox: list[EmailMessage]) -> None:
    ward = Ward.objects.filter(slug="ngoc-lam").order_by("valid_from")[0]
    areas = {
        "pho@dan.example": street(),
        "phuong@dan.example": Area(ward=ward),
        "gan@dan.example": Area(middle=HERE, radius_m=100),
        "xa@dan.example": Area(middle=Point(21.06, 105.91), radius_m=250),
        "thucpham@dan.example": Area(ward=ward, group="food"),
        "khac@dan.example": Area(street=Street.objects.exclude(name="Phố Ngọc Lâm").order_by("id")[0]),
    }
    for email, area in areas.items():
        following(area, email)
    filed(now=NOW + SOON)
    evening()
    heard = {mail.to[0] for mail in mailoutbox if "phản ánh mới" in mail.subject}
    assert heard == {"pho@dan.example", "phuong@dan.example", "gan@dan.example"}


def test_who_asks_for_other_kinds_is_asked_again_and_their_yes_replaces_what_they_followed() -> None:
    ward = Ward.objects.filter(slug="ngoc-lam").order_by("valid_from")[0]
    food = following(Area(ward=ward, group="food"))
    elsewhere = following_now(street())
    every = following_now(Area(ward=ward))
    food.refresh_from_db()
    assert food.stopped_at == NOW
    assert set(AreaFollower.objects.filter(stopped_at=None)) == {elsewhere, every}
    assert every.contact.consent_version == "follow-2026-1"
    ask(Area(ward=ward), EMAIL, language="vi", now=NOW)  # of the same thing nobody is asked twice
    assert AreaFollower.objects.count() == 3


def following_now(area: Area) -> AreaFollower:
    """Ask the address, let it say yes, and return its newest row."""
    ask(area, EMAIL, language="vi", now=NOW)
    follower = AreaFollower.objects.order_by("-id")[0]
    confirm(follower, now=NOW)
    return follower


def test_what_is_held_hidden_or_older_than_the_yes_is_not_told(mailoutbox: list[EmailMessage]) -> None:
    filed(now=NOW - SOON)
    following(street())
    spam, hidden, kept = (filed(now=NOW + SOON, lat=21.0458 + number * 1e-4) for number in range(3))
    screen(spam, Screening.SPAM, by=staff(spam.unit), now=NOW + SOON, note="Tin rác.")
    announce(EVENING)
    drain(EVENING)  # the letter is written down, then one report is taken back
    hide(hidden, reason="Có mặt người.", by=staff(hidden.unit), now=EVENING)
    drain(EVENING + SOON)
    body = str(letters(mailoutbox)[0].body)
    assert [spoken_code(one.code) in body for one in (spam, hidden, kept)] == [False, False, True]
    assert "1 phản ánh mới" in letters(mailoutbox)[0].subject


def test_a_report_that_is_closed_after_it_was_resolved_is_told_once(mailoutbox: list[EmailMessage]) -> None:
    following(street())
    report = moved(filed(now=NOW + SOON), "accepted", "resolved", now=NOW + SOON)
    evening()
    verdict(Report.objects.get(pk=report.pk), satisfied=True, rating=None, comment="", now=EVENING + SOON)
    evening(EVENING + timedelta(days=1))
    assert len(letters(mailoutbox)) == 1


def test_who_reads_english_is_written_to_in_english(mailoutbox: list[EmailMessage]) -> None:
    following(Area(middle=HERE, radius_m=250), language="en")
    filed(now=NOW + SOON)
    evening()
    assert "Within 250 m of a place near" in mailoutbox[-1].subject
    assert "Dear resident" in str(mailoutbox[-1].body)


def test_who_stops_is_erased_and_hears_no_more(mailoutbox: list[EmailMessage]) -> None:
    follower = following(street())
    filed(now=NOW + SOON)
    announce(EVENING)
    drain(EVENING)
    stop(follower, now=EVENING)
    drain(EVENING + SOON)
    assert not letters(mailoutbox)
    assert not Contact.objects.filter(email=EMAIL).exists()


def test_an_address_is_asked_seldom_of_areas_and_reports_together() -> None:
    for radius in (100, 250):
        for _time in range(2):
            ask(Area(middle=HERE, radius_m=radius), EMAIL, language="vi", now=NOW)
    assert AreaFollower.objects.count() == 2
    for number in range(MOST_UNCONFIRMED - 2):
        support(filed(lat=21.0460 + number * 1e-4), Support(visitor="a" * 32, email=EMAIL), now=NOW)
    with pytest.raises(AskedOften):
        ask(street(), EMAIL.upper(), language="vi", now=NOW)
    with pytest.raises(AskedOften):
        support(filed(lat=21.0475), Support(visitor="a" * 32, email=EMAIL), now=NOW)


def test_who_stopped_or_let_the_question_expire_may_follow_again_after_thirty_days() -> None:
    ask(street(), EMAIL, language="vi", now=NOW)
    forget_unconfirmed(NOW + CONFIRM_WITHIN)
    over = NOW + CONFIRM_WITHIN + REST
    ask(street(), EMAIL, language="vi", now=over - SOON)
    assert AreaFollower.objects.count() == 1
    ask(street(), EMAIL, language="vi", now=over)
    assert AreaFollower.objects.filter(stopped_at=None).count() == 1
    stopped = AreaFollower.objects.get(stopped_at=None)
    confirm(stopped, now=over)
    stop(stopped, now=over)
    ask(street(), EMAIL, language="vi", now=over + REST)
    assert AreaFollower.objects.filter(stopped_at=None).count() == 1


@pytest.mark.parametrize(
    "area",
    [Area(), Area(middle=HERE, radius_m=7), Area(middle=HERE), Area(middle=HERE, radius_m=100, group="none")],
)
def test_what_is_no_area_is_refused(area: Area) -> None:
    with pytest.raises(Refused):
        ask(area, EMAIL, language="vi", now=NOW)
    assert not AreaFollower.objects.exists()


def test_without_an_address_nobody_is_asked() -> None:
    with pytest.raises(Refused) as refused:
        ask(street(), " ", language="vi", now=NOW)
    assert refused.value.field == "contact_email"


@pytest.mark.database
def test_the_database_knows_that_an_area_is_one_thing() -> None:
    follower = following(street())
    for wrong in ({"street": None}, {"lat": 21.0, "lon": 105.0, "radius_m": 100}, {"ward": Ward.objects.all()[0]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AreaFollower.objects.filter(pk=follower.pk).update(**wrong)


def test_a_circle_is_kept_and_measured_as_roughly_as_the_public_learns_places() -> None:
    follower = following(Area(middle=Point(21.0457951, 105.8697662), radius_m=100))
    assert (follower.lat, follower.lon) == (21.0458, 105.8698)
    rough = filed(category="food_poisoning", lat=21.0464, now=NOW)
    Report.objects.filter(pk=rough.pk).update(published_at=NOW)
    rough = Report.objects.select_related("category").get(pk=rough.pk)
    assert not Area(middle=Point(21.0464, 105.869766), radius_m=1).holds(rough)


def test_the_newest_of_an_area_are_released_and_inside() -> None:
    ward = Ward.objects.filter(slug="ngoc-lam").order_by("valid_from")[0]
    near, held = filed(), filed(category="food_poisoning")
    for area in (street(), Area(ward=ward), Area(middle=HERE, radius_m=100)):
        assert newest(area, most=10) == [near]
    assert held.published_at is None
    assert newest(Area(ward=ward, group="food"), most=10) == []


@pytest.mark.database
def test_the_evening_is_announced_once_and_only_in_the_evening() -> None:
    before = Event.objects.count()
    assert announce(EVENING - timedelta(hours=1)) == 0
    assert [announce(EVENING), announce(EVENING)] == [1, 0]
    assert announce(EVENING + timedelta(hours=5)) == 0
    assert Event.objects.count() == before + 1
    assert AreaDigest.objects.count() == 2


def test_the_print_of_an_address_names_nobody() -> None:
    assert EMAIL not in asking.print_of(EMAIL)
    assert asking.print_of(EMAIL) == asking.print_of(EMAIL.upper())
