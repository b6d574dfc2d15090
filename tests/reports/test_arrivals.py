"""Floods are seen as they arrive: what is sent over and over is spam, what comes fast waits, emergencies come in."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from backend.accounts.actor import Reporter
from backend.core.errors import TooMany
from backend.reports import arrivals, marks
from backend.reports.arrivals import BOUNDS, Origin, forget_old, said
from backend.reports.intake import submit
from backend.reports.links import secret_of
from backend.reports.marks import Of
from backend.reports.models import Channel, Mark, Report, Screening
from backend.reports.new_report import NewContact
from backend.reports.uploads import keep_upload
from notifications.recipients import REPORTER, owed
from tests.reports.filing import CONTACT, NOW, jpeg, staff, waste

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]

SPAM = "Vay tiền nhanh lãi thấp, giải ngân trong ngày, gọi ngay 0901 234 567 để được tư vấn miễn phí."
FRESH = count()
CLEAR, UNVERIFIED = Screening.CLEAR, Screening.UNVERIFIED


def words() -> str:
    """Return a believable text that shares next to nothing with any before."""
    rng = np.random.default_rng(next(FRESH))
    syllables = [a + b for a in ("ba", "chi", "dong", "gia", "hoa", "khu", "lam") for b in ("n", "t", "nh", "p", "m")]
    return " ".join(rng.choice(syllables, 14))


def from_(address: str = "", device: str = "", **more: Any) -> Origin:
    """Return a browser of its own at ``address``, else at one of its own far from all others."""
    number = next(FRESH)
    own = f"10.{number // 250}.{number % 250}.7"
    return Origin(address or own, device or f"device {number}", **{"is_known": True, **more})


def sent(origin: Origin | None, text: str = "", *, now: datetime = NOW, **changes: Any) -> Report:
    new = waste(text=text or words(), **changes)
    return submit(new, by=Reporter(), now=now, sent_from=origin).report


def screenings(origins: Iterator[Origin] | list[Origin], text: str = "", **changes: Any) -> list[str]:
    return [sent(origin, text, **changes).screening for origin in origins]


def held_for(report: Report) -> list[tuple[str, str]]:
    return said(report.events.get(number=1).data.get("held_for", ()))


def scene(seed: int, *, quality: int = 85) -> bytes:
    """Return a photo of blurred shapes, like no other ``seed``'s."""
    small = np.random.default_rng(seed).integers(0, 255, (9, 12, 3)).astype("uint8")
    out = io.BytesIO()
    Image.fromarray(small).resize((480, 360), Image.Resampling.BICUBIC).save(out, "JPEG", quality=quality)
    return out.getvalue()


def test_ordinary_reports_are_clear() -> None:
    assert set(screenings([from_() for _ in range(10)])) == {CLEAR}
    assert held_for(Report.objects.latest("id")) == []


def test_the_same_words_from_everywhere_wait_and_then_are_spam_which_is_kept() -> None:
    found = screenings([from_() for _ in range(8)], SPAM)
    assert found == [CLEAR] * 3 + [UNVERIFIED] * 2 + [Screening.SPAM] * 3
    last = Report.objects.latest("id")
    assert Report.objects.count() == 8
    assert ("words", "Cùng nội dung đã gửi 8 lần trong 24 giờ.") in held_for(last)


def test_numbers_marks_and_capitals_do_not_make_other_words() -> None:
    screenings([from_() for _ in range(5)], SPAM)
    other = SPAM.upper().replace("0901 234 567", "0988.111.222")
    assert sent(from_(), other).screening == Screening.SPAM


def test_a_word_changed_here_and_there_is_noticed() -> None:
    long = " ".join(words() for _ in range(4))
    found = screenings([from_()], long)
    for number in range(12):
        found.append(sent(from_(), f"{long} {'abcdefghijkl'[number]}").screening)
    assert found[:3] == [CLEAR] * 3
    assert found[-1] == Screening.SPAM
    assert "phrases" in dict(held_for(Report.objects.latest("id")))


def test_short_words_are_many_peoples_and_wait_later() -> None:
    found = screenings([from_() for _ in range(13)], "Rác nhiều quá!")
    assert found == [CLEAR] * 6 + [UNVERIFIED] * 6 + [Screening.SPAM]


def test_a_day_later_the_same_words_are_new() -> None:
    screenings([from_() for _ in range(6)], SPAM)
    assert sent(from_(), SPAM, now=NOW + timedelta(hours=24, seconds=1)).screening == CLEAR


def test_the_same_photo_drawn_anew_is_noticed() -> None:
    found = [sent(from_(), photos=[scene(1, quality=60 + 5 * number)]).screening for number in range(7)]
    assert found == [CLEAR] * 3 + [UNVERIFIED] * 2 + [Screening.SPAM] * 2
    assert sent(from_(), photos=[scene(2)]).screening == CLEAR


def test_a_photo_sent_ahead_is_noticed_like_any_other() -> None:
    for _time in range(5):
        sent(from_(), photos=[scene(1)])
    token = keep_upload(scene(1), now=NOW).token
    assert sent(from_(), photo_tokens=[token]).screening == Screening.SPAM


def test_photos_of_nothing_are_not_all_the_same() -> None:
    found = [sent(from_(), photos=[jpeg((number, 40, 40))]).screening for number in range(0, 240, 30)]
    assert set(found) == {CLEAR}


def test_one_device_that_sends_fast_waits_for_a_look_and_then_is_told_to_wait() -> None:
    origin = from_()
    found = screenings([origin] * 30)
    assert found == [CLEAR] * 8 + [UNVERIFIED] * 22
    with pytest.raises(TooMany) as refused:
        sent(origin, now=NOW + timedelta(minutes=4))
    assert (refused.value.status, refused.value.retry_after_s) == (429, 360)
    assert "113" in refused.value.message
    assert sent(origin, now=NOW + timedelta(minutes=11)).screening == CLEAR
    assert Report.objects.count() == 31


def test_many_telephones_behind_one_address_are_never_turned_away() -> None:
    found = screenings([from_("10.200.0.1") for _ in range(140)])
    assert found == [CLEAR] * 40 + [UNVERIFIED] * 100


def test_programs_that_change_their_name_at_one_address_are_told_to_wait() -> None:
    found = screenings([from_("10.200.0.1", is_known=False) for _ in range(120)])
    assert found == [CLEAR] * 12 + [UNVERIFIED] * 108
    with pytest.raises(TooMany):
        sent(from_("10.200.0.1", is_known=False))
    assert sent(from_("10.200.0.1")).screening == UNVERIFIED  # a browser among them comes in


@pytest.mark.parametrize("around", ["10.201.3.{:d}", "2001:db8:7:{:x}::1"])
def test_a_network_that_floods_from_many_addresses_waits(around: str) -> None:
    for number in range(1, 151):
        assert sent(from_(around.format(number))).screening == CLEAR
    assert sent(from_(around.format(200))).screening == UNVERIFIED
    assert sent(from_()).screening == CLEAR


def test_one_telephone_number_in_many_reports_waits() -> None:
    written = ("0900 000 123", "+84 900 000 123", "0900.000.123")
    for number in range(15):
        contact = NewContact(phone=written[number % 3], consent_version=CONTACT.consent_version)
        assert sent(from_(), contact=contact).screening == CLEAR
    assert sent(from_(), contact=CONTACT).screening == UNVERIFIED


def test_an_emergency_comes_in_whatever_was_sent_before() -> None:
    origin = from_()
    screenings([origin] * 30, SPAM)
    with pytest.raises(TooMany):
        sent(origin)
    report = sent(origin, SPAM, category="food_poisoning", answers={"people_ill": 3})
    assert report.screening == UNVERIFIED
    assert sent(from_(is_trapped=True), category="food_poisoning").screening == UNVERIFIED


def test_an_emergency_is_turned_away_only_where_a_machine_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    bound = arrivals.Bound(Of.DEVICE, timedelta(minutes=10), wall=1, urgent_wall=3)
    monkeypatch.setitem(BOUNDS, Of.DEVICE, bound)
    origin = from_()
    for _time in range(3):
        sent(origin, category="food_poisoning")
    with pytest.raises(TooMany, match="113, 114"):
        sent(origin, category="food_poisoning")


def test_an_emergency_whose_photos_find_no_room_comes_in_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BOUNDS, Of.ROOM, arrivals.Bound(Of.ROOM, timedelta(hours=24), wall=1))
    report = sent(from_(), photos=[scene(1), scene(2)], category="food_poisoning")
    assert (report.screening, report.photo_count) == (CLEAR, 0)
    assert report.events.get(number=1).data["photos_left_out"] == 2
    assert "ảnh thì không" in dict(held_for(report))["room"]
    Report.objects.filter(pk=report.pk).update(created_at=timezone.now())  # the page is of the moment after sending
    page = Client().get(f"/sent/{report.code}?key={secret_of(report)}").content.decode()
    assert "ảnh thì chưa" in page


def test_an_address_that_gets_letters_enough_hears_of_no_further_reports() -> None:
    reports = [sent(from_(), contact=CONTACT) for _time in range(7)]
    told = [any(one.recipient == REPORTER for one in owed(report.events.get(number=1))) for report in reports]
    assert told == [True] * 5 + [False] * 2
    assert {report.screening for report in reports} == {CLEAR}


def test_a_denunciation_is_never_spam_for_being_sent_often() -> None:
    text = "Tôi tố cáo cán bộ địa chính nhận tiền, bao che xây dựng trái phép ở ngõ này đã hai năm."
    found = screenings([from_() for _ in range(8)], text)
    assert set(found) == {UNVERIFIED}
    assert set(Report.objects.values_list("held_as", flat=True)) == {"to_cao"}


def test_the_hidden_field_and_haste_are_seen() -> None:
    trapped, hasty, slow = from_(is_trapped=True), from_(took_s=2.9), from_(took_s=3.0)
    assert screenings([trapped, hasty, slow]) == [Screening.SPAM, UNVERIFIED, CLEAR]
    first, second, _third = Report.objects.order_by("id")
    assert [code for code, _words in held_for(first) + held_for(second)] == ["trap", "haste"]


def test_what_is_sent_again_under_its_key_is_not_counted() -> None:
    origin, key, text = from_(), uuid4(), words()
    for _time in range(40):
        sent(origin, text, idempotency_key=key)
    assert Report.objects.count() == 1
    assert sent(origin).screening == CLEAR


def test_what_staff_write_down_is_not_judged() -> None:
    by = staff(sent(None).unit)
    for _time in range(12):
        submit(waste(text=SPAM, channel=Channel.PHONE), by=by, now=NOW)
    assert set(Report.objects.values_list("screening", flat=True)) == {CLEAR}
    assert not Mark.objects.exists()


def test_a_report_that_is_not_kept_leaves_no_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("backend.reports.intake.record", fails)
    with pytest.raises(RuntimeError):
        sent(from_())
    assert not Mark.objects.exists()


def test_photos_sent_ahead_take_room_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = scene(1)
    bound = arrivals.Bound(Of.ROOM, timedelta(hours=24), wall=2 * len(raw))
    monkeypatch.setitem(BOUNDS, Of.ROOM, bound)
    origin = from_()
    for _time in range(2):
        keep_upload(raw, now=NOW, sent_from=origin)
    with pytest.raises(TooMany):
        keep_upload(raw, now=NOW, sent_from=origin)
    with pytest.raises(TooMany):
        sent(origin, photos=[raw])
    assert sent(origin).screening == CLEAR  # without a photo
    keep_upload(raw, now=NOW, sent_from=from_())
    keep_upload(raw, now=NOW + timedelta(hours=25), sent_from=origin)


def test_filing_costs_two_statements_more_and_photos_a_third() -> None:
    def cost(origin: Origin | None, **changes: Any) -> int:
        with CaptureQueriesContext(connection) as asked:
            sent(origin, **changes)
        return len(asked)

    sent(from_())  # warm
    photos = [scene(number) for number in range(5)]
    assert cost(from_()) - cost(None) == 2
    assert cost(from_(), photos=photos) - cost(None, photos=photos) == 3


def test_counting_walks_along_an_index() -> None:
    with CaptureQueriesContext(connection) as asked:
        sent(from_(), contact=CONTACT)
    [counting] = [query["sql"] for query in asked if "SUM(" in query["sql"]]
    Mark.objects.bulk_create(
        [Mark(key=number, at=NOW) for number in range(5_000)]
    )  # enough for an index to be worth it
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reports_mark")
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + counting)
        plan = str(cursor.fetchall())
    assert "reports_mark_counted" in plan
    assert "SCAN reports_mark" not in plan.replace("SCAN reports_mark USING COVERING", "")


def test_a_flood_leaves_no_more_marks_than_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "_MOST_KEPT", 6)
    assert screenings([from_() for _ in range(9)], SPAM)[-1] == Screening.SPAM
    [key] = [one.key for one in marks.of_words(SPAM) if one.of == Of.WORDS]
    assert Mark.objects.filter(key=key).count() == 6


def test_marks_are_forgotten_after_a_day_and_hold_no_address() -> None:
    sent(Origin("203.0.113.77", "device"), contact=CONTACT)
    assert {field.name for field in Mark._meta.fields} == {"id", "key", "at", "weight"}
    assert forget_old(NOW + timedelta(hours=25)) == 0
    assert forget_old(NOW + timedelta(hours=25, seconds=1)) > 0
    assert not Mark.objects.exists()


def test_keys_hang_on_the_secret_of_the_installation(settings: Any) -> None:
    before = marks.of_words(SPAM)
    settings.SECRET_LINK_KEY = "another"
    assert not {one.key for one in before} & {one.key for one in marks.of_words(SPAM)}
