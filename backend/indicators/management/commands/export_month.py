"""Writes the report of a month to a file: the signed one as it is kept, else one composed from the figures now."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators.documents.compose import compose
from backend.indicators.documents.issuer import check_issuer, issuing_day
from backend.indicators.documents.make import FORMATS, set_in
from backend.indicators.documents.mid_month import mid_month_file
from backend.indicators.documents.period import Period
from backend.indicators.management.commands.close_month import month
from backend.indicators.models import DocumentFile, Form, Span
from backend.places.locate import wards_in_force
from backend.places.models import Ward


class Command(BaseCommand):
    help = "Xuất báo cáo tháng ra tệp: bản đã ký nếu có, nếu không thì lập từ số liệu lúc này."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", type=month, help="tháng, ví dụ 2026-10")
        parser.add_argument("--format", choices=FORMATS, required=True, help="dạng tệp")
        parser.add_argument("--out", type=Path, required=True, metavar="F", help="tệp để ghi")
        parser.add_argument(
            "--form", choices=Form.values, default=Form.STATE, help="thể thức: state (UBND), party (Đảng)"
        )
        parser.add_argument(
            "--mid-month", action="store_true", help="từ ngày 15 tháng trước đến ngày 14 tháng này; không phải số chốt"
        )
        parser.add_argument("--ward", default="", help="slug của phường ban hành, từ 1/7/2025")

    def handle(self, *, out: Path, form: str, ward: str, **options: object) -> None:
        wanted, kind, now = options["month"], str(options["format"]), timezone.now()
        if not isinstance(wanted, Month):
            raise TypeError(wanted)
        try:
            if options["mid_month"]:
                content = mid_month_file(wanted, kind, now=now)
            else:
                content = _whole(wanted, kind, form=form, ward=ward, now=now)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        out.write_bytes(content)
        self.stdout.write(f"{out}: {len(content)} byte")


def _whole(wanted: Month, kind: str, *, form: str, ward: str, now: datetime) -> bytes:
    period = Period(Span.MONTH, wanted, wanted)
    place = _ward(ward, period)
    check_issuer(period, Form(form), place)
    signed = _signed(period, form, place, kind)
    return set_in(compose(period, form=form, now=now, ward=place), kind, ward=place) if signed is None else signed


def _ward(slug: str, period: Period) -> Ward | None:
    if not slug:
        return None
    found = next((one for one in wards_in_force(issuing_day(period)) if one.slug == slug), None)
    if found is None:
        raise CommandError(f"Tháng {period} không có phường {slug}.")
    return found


def _signed(period: Period, form: str, ward: Ward | None, kind: str) -> bytes | None:
    """Return the file of the newest signed document; None where none is signed."""
    kept = DocumentFile.objects.filter(
        document__period=str(period), document__form=form, document__ward=ward, document__signed_at__isnull=False,
        document__state="done", format=kind,
    )  # fmt: skip
    found = kept.order_by("-document__signed_at", "-id").values_list("content", flat=True).first()
    return None if found is None else bytes(found)
