"""A second platform as the neighbour, over HTTP: a report goes there once, and what is done there comes back."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.models import Role
from backend.reports.history import public_history
from notifications.models import Parcel
from notifications.partners import book, polling, sending
from notifications.partners.book import WantedPartner
from tests.reports.filing import filed, staff
from tests.server import Platform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]

ALL_OF_IT = """
import json
from django.utils import timezone
from backend.accounts.actor import Staff
from backend.accounts.models import Membership, User
from backend.reports.lifecycle import Move, advance
from backend.reports.models import Report
for report in Report.objects.order_by("id"):
    user = User.objects.create(username=f"can-bo-{report.pk}")
    Membership.objects.create(user=user, unit=report.unit, role="ward_officer")
    for to in ("accepted", "in_progress", "resolved"):
        advance(report, to, by=Staff(user), now=timezone.now(), move=Move(note="Xong." if to == "resolved" else ""))
"""
COUNT = "from backend.reports.models import Report; print(list(Report.objects.values_list('code', flat=True)))"


@pytest.fixture
def other(tmp_path: Path, settings: Settings) -> Iterator[Platform]:
    keys = "long-bien:khoa-cua-long-bien,long-bien-cho:khoa-cho-cong-khai:review"
    platform = Platform(tmp_path, more={"OPEN311_KEYS": keys})
    platform.prepare()
    platform.start()
    settings.NEIGHBOURS_INSIDE = frozenset({f"127.0.0.1:{platform.port}"})
    try:
        yield platform
    finally:
        platform.kill()


def sent_on(other: Platform, key: str) -> Parcel:
    report = filed(now=timezone.now())
    wanted = WantedPartner(
        name=f"Láng giềng {key}", endpoint=f"{other.address}/open311/v2", services="household_waste=household_waste",
        api_key=key, reason="Thử.",
    )  # fmt: skip
    to = book.make(wanted, by=staff(None, Role.ADMINISTRATOR), now=timezone.now())
    sending.send(report, str(to.pk), words="Bên kia ranh giới.", by=staff(report.unit), now=timezone.now())
    return Parcel.objects.get(report=report)


def dies(*_one: object, **_more: object) -> None:
    raise KeyboardInterrupt


def test_a_report_goes_to_a_real_neighbour_once_though_workers_die_and_its_news_come_back(
    other: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("khoa-cua-long-bien", "khoa-cho-cong-khai"):  # listed at once; kept back: only the key of the try tells
        parcel = sent_on(other, key)
        for _turn in range(2):
            with monkeypatch.context() as patch:
                patch.setattr(sending, "_ticked_off", dies)
                with pytest.raises(KeyboardInterrupt):
                    sending.drain(now=timezone.now())
            Parcel.objects.update(lease_until=None)
        sending.drain(now=timezone.now())
        parcel.refresh_from_db()
        assert (parcel.last_error, parcel.remote_id != "") == ("", True)
    there = json.loads(other.manage("shell", "--no-imports", "-c", COUNT).replace("'", '"'))
    assert set(there) == set(Parcel.objects.values_list("remote_id", flat=True))
    assert len(there) == 2
    first = Parcel.objects.order_by("id")[0]
    other.manage("shell", "--no-imports", "-c", ALL_OF_IT)
    assert polling.poll(now=timezone.now() + timedelta(minutes=20)) >= 3
    first.refresh_from_db()
    assert (first.remote_status, first.is_over) == ("resolved", True)
    said = [line.title for line in public_history(first.report)]
    assert [title.split(" báo: ")[-1] for title in said[-3:]] == ["Đã tiếp nhận", "Đang xử lý", "Đã xử lý"]
