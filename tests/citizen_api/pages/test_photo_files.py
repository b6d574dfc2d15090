"""Pictures for those who sent them."""

import pytest
from django.test import Client
from django.utils import timezone

from backend.reports.uploads import keep_upload, photo_store
from tests.reports.filing import jpeg

pytestmark = pytest.mark.django_db


def test_a_picture_whose_file_is_gone_is_404() -> None:
    upload = keep_upload(jpeg(), now=timezone.now())
    assert Client().get(f"/uploads/{upload.token}").status_code == 200
    photo_store().remove(upload.thumb_name)
    assert Client().get(f"/uploads/{upload.token}").status_code == 404
