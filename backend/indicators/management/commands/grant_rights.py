"""grant_rights: give the application's role of PostgreSQL what it needs, and not what would undo history."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

from backend.indicators.models import ClosedMonth, FrozenDetail, FrozenFigure
from backend.reports.models import Event
from backend.reports.wall import WALL

WRITTEN_ONCE = (Event, ClosedMonth, FrozenFigure, FrozenDetail)
_GIVEN = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
)


class Command(BaseCommand):
    help = (
        "Cấp quyền cho vai trò của ứng dụng trong PostgreSQL: không sửa, xóa được nhật ký và tháng đã chốt; "
        "với --wall, chỉ thấy liên hệ và lời nội bộ khi mã nguồn nói rõ."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", help="tên vai trò, ví dụ longbien_app; chạy lại sau mỗi lần migrate")
        parser.add_argument("--wall", action="store_true", help="dựng cả lớp che liên hệ và lời nội bộ (xem README)")

    def handle(self, *_args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Chỉ PostgreSQL có vai trò.")
        role = sql.Identifier(options["role"])
        kept = [sql.Identifier(model._meta.db_table) for model in WRITTEN_ONCE]  # noqa: SLF001  # documented
        with transaction.atomic(), connection.cursor() as cursor:
            for words in _GIVEN:
                cursor.execute(sql.SQL(words).format(role=role))
            cursor.execute(
                sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.SQL(", ").join(kept), role)
            )
            for words in WALL if options["wall"] else ():
                cursor.execute(words)
        self.stdout.write("Đã cấp quyền.")
