"""Reference data is looked at once per request, and not for files and probes."""

import pytest
from django.test import Client

from backend.core import edition

pytestmark = [pytest.mark.urls("tests.http.doors"), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("path", "times"), [("/api/v1/language", 1), ("/pages/language", 1), ("/healthz", 0), ("/static/x.js", 0)]
)
def test_it_is_looked_at_once_where_it_is_needed(
    outside: Client, monkeypatch: pytest.MonkeyPatch, path: str, times: int
) -> None:
    looked: list[int] = []
    monkeypatch.setattr(edition, "refresh", lambda: looked.append(1))
    outside.get(path)
    assert len(looked) == times
