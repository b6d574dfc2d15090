"""Closes a month in the name of a person of the programme's office; ``--dry-run`` shows what would be frozen."""

from argparse import ArgumentParser, ArgumentTypeError

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.core.errors import Refused
from backend.core.month import Month
from backend.indicators.close import close, preview
from backend.indicators.facts import MEASURES
from backend.indicators.prepared import prepare_if_large


class Command(BaseCommand):
    help = "Chốt số liệu một tháng; lần sau cho cùng tháng là bản điều chỉnh, có lý do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", type=month, help="tháng, ví dụ 2026-10")
        parser.add_argument("--by", default="chuongtrinh", help="tên đăng nhập của người chốt (Tổ giúp việc)")
        parser.add_argument("--reason", default="", help="lý do của bản điều chỉnh")
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem trước")

    def handle(self, *, by: str, reason: str, dry_run: bool, **options: object) -> None:
        wanted, now = options["month"], timezone.now()
        if not isinstance(wanted, Month):
            raise TypeError(wanted)
        try:
            prepare_if_large(wanted, now=now)
            if dry_run:
                shown = preview(wanted, now=now)
                for measure in MEASURES:
                    self.stdout.write(f"{measure}: {getattr(shown.total, measure)}")
                self.stdout.write(f"Lệch với sự kiện: {shown.differs}. Chuyển chưa xong: {shown.unsettled}.")
                return
            person = User.objects.filter(username=by).first()
            if person is None:
                raise CommandError(f"Không có người dùng {by}.")
            closed = close(wanted, by=Staff(person), now=now, reason=reason)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"Đã chốt {wanted}, bản {closed.revision}: {closed.head}")


def month(written: str) -> Month:
    """Return the month written as 2026-10; what argparse understands as an error for anything else."""
    try:
        return Month.parse(written)
    except ValueError:
        raise ArgumentTypeError("Xin ghi tháng theo mẫu 2026-10.") from None
