"""make_bucket: make the private bucket of the photos where it is not there yet."""

from django.core.management.base import BaseCommand

from backend.reports.uploads import photo_store


class Command(BaseCommand):
    help = "Tạo kho ảnh (S3_BUCKET) nếu chưa có; với MEDIA_ROOT thì tạo thư mục."

    def handle(self, **_: object) -> None:
        photo_store().make()
        self.stdout.write("Kho ảnh đã sẵn sàng.")
