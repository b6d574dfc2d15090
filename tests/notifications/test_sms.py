"""Text messages hold 160 plain letters, whatever the fields."""

from datetime import datetime

import pytest
from pytest_django import Settings

from backend.reports.models import Contact, Event, Kind, Report
from backend.routing.models import Unit
from notifications.texts import sms_to_reporter
from tests.reports.filing import CITY, filed

pytestmark = [pytest.mark.usefixtures("house")]
LATEST = datetime(2026, 12, 28, 17, 30, tzinfo=CITY)


def message(report: Report, kind: Kind, language: str) -> str:
    event = report.events.get()
    event.kind, event.accept_by, report.answer_by = kind, LATEST, LATEST
    assert isinstance(event, Event)
    return sms_to_reporter(event, report, Contact(language=language)).body


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", [Kind.RECEIVED, Kind.ASKED, Kind.RESOLVED])
def test_the_longest_fields_fit_into_one_message(kind: Kind, language: str, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://phananh.longbien.example"  # 32 letters: the link has 70
    Unit.objects.update(sms_name="UBND P.Thượng Thanhh")
    text = message(filed(), kind, language)
    assert "?key=" in text
    assert text.isascii()
    assert len(text) <= 160


@pytest.mark.parametrize("kind", [Kind.RECEIVED, Kind.ASKED, Kind.RESOLVED])
def test_a_link_too_long_for_a_message_gives_way_to_the_telephone(kind: Kind, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://phan-anh-hien-truong.longbien.hanoi.example"
    text = message(filed(), kind, "vi")
    assert "http" not in text
    assert "oi 024 0000 0000" in text
    assert len(text) <= 160


def test_no_unit_answers_for_a_held_report() -> None:
    report = filed(text="Tôi tố cáo ông Nguyễn Văn A, cán bộ địa chính phường, nhận hối lộ 50 triệu đồng.")
    text = message(report, Kind.RECEIVED, "vi")
    assert text.startswith(f"Da nhan phan anh {report.code}. Theo doi: http")
