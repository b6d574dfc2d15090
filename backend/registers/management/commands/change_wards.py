"""Takes open reports, people and registers over to the wards of a day; ``--dry-run`` prints the same table first."""

from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.core import edition
from backend.core.errors import Refused
from backend.core.present import present
from backend.places.in_force import day_in_force
from backend.places.locate import wards_in_force
from backend.registers.ward_change import Change, change_wards


class Command(BaseCommand):
    help = "Đổi địa giới: chuyển phản ánh đang mở, cán bộ, sổ theo dõi sang các phường của một ngày."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=day, required=True, help="ngày địa giới mới có hiệu lực, ví dụ 2025-07-01")
        parser.add_argument("--by", default="quantri", help="tên đăng nhập của quản trị hệ thống thực hiện")
        parser.add_argument("--dry-run", action="store_true", help="chỉ in bảng, không thay đổi gì")

    def handle(self, *, by: str, dry_run: bool, **options: object) -> None:
        on, now = options["on"], timezone.now()
        if not isinstance(on, date):
            raise TypeError(on)
        person = User.objects.filter(username=by).first()
        if person is None or not person.is_administrator:
            raise CommandError(f"{by} không phải quản trị hệ thống đang làm việc; xin ghi --by.")
        edition.refresh()
        try:
            with present():
                change = change_wards(on=on, by=Staff(person), now=now, dry_run=dry_run)
            is_other = wards_in_force(day_in_force(now)) != wards_in_force(on)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write("Xem trước, chưa thay đổi gì." if dry_run else "Đã thực hiện.")
        self._print(change)
        if is_other:
            kept = settings.WARDS_ON or "today"
            self.stdout.write(
                f"Chú ý: WARDS_ON đang là {kept}, phản ánh mới vẫn vào các phường khác. Đặt WARDS_ON={on} (hoặc today),"
                " khởi động lại, rồi chạy lệnh này lần nữa."
            )

    def _print(self, change: Change) -> None:
        self._table("Phản ánh đang mở, phường cũ -> phường mới", change.wards)
        self._table("Phản ánh đang mở, đơn vị cũ -> đơn vị mới", change.units)
        lines = {
            "Việc chuyển đơn vị đang chờ nhận, kết thúc": change.transfers,
            "Lời mời phối hợp chuyển cho đơn vị kế tiếp": change.questions,
            "Lời mời phối hợp kết thúc": change.questions_ended,
            "Phản ánh phải giao lại việc": change.without_assignee,
            "Mục sổ theo dõi chuyển phường": change.entries.moved,
            "Mục sổ theo dõi ở ngoài địa bàn mới, cần người quyết định": len(change.entries.outside),
            "Người theo dõi phường cũ, giữ nguyên địa bàn đã chọn": change.followers,
            "Phản ánh không tự chuyển được, cần người quyết định": change.undecided,
        }
        for words, number in lines.items():
            self.stdout.write(f"{words}: {number}")
        for code, why in change.undecided_why:
            self.stdout.write(f"  {code}: {why}")
        self.stdout.write(f"Cán bộ nhận thêm chức vụ: {len(change.people)}")
        for name, former, unit in change.people:
            self.stdout.write(f"  {name}: {former} -> {unit}")
        for name, former in change.people_without:
            self.stdout.write(f"  {name}: {former} không có đơn vị kế tiếp, quản trị hệ thống phân công")

    def _table(self, title: str, rows: Counter[tuple[str, str]]) -> None:
        self.stdout.write(f"{title}: {rows.total()}")
        for (before, after), number in sorted(rows.items()):
            self.stdout.write(f"  {number:>6}  {before} -> {after}")


def day(written: str) -> date:
    """Return the day written as 2025-07-01; what argparse understands as an error for anything else."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError("Xin ghi ngày theo mẫu 2025-07-01.") from None
