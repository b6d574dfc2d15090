"""When a session ends by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.models import User
from backend.http.idle import has_gone_idle

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def moments(**hours: float) -> dict[str, object]:
    """Return a session in which things happened (or will) so many hours from now."""
    return {name: (NOW + timedelta(hours=many)).timestamp() for name, many in hours.items()}


@pytest.mark.parametrize(
    ("session", "is_over"),
    [
        (moments(began_at=-11.9, seen_at=0), False),
        (moments(began_at=-12.1, seen_at=0), True),
        (moments(began_at=-9, seen_at=-8.5), True),
        (moments(began_at=-9, seen_at=-8.5, outdoors_until=1), False),
        (moments(began_at=-12.1, seen_at=0, outdoors_until=1), False),
        (moments(began_at=-22.1, seen_at=0, outdoors_until=1), True),
        (moments(seen_at=0), False),
    ],
)
def test_it_ends_unused_or_after_a_working_day_and_outdoors_half_a_day_later(
    session: dict[str, object], is_over: bool
) -> None:
    assert has_gone_idle(session, now=NOW) == is_over


@pytest.mark.django_db
def test_who_clicks_on_and_on_signs_in_again_after_a_working_day(
    client: Client, django_user_model: type[User], settings: Settings
) -> None:
    settings.STAFF_MFA = "optional"
    client.force_login(django_user_model.objects.create(username="an"), "moderation.sign_in.StaffBackend")
    assert client.get("/staff/settings").status_code == 200
    session = client.session
    session["began_at"] = (timezone.now() - timedelta(hours=12, minutes=1)).timestamp()
    session.save()
    answer = client.get("/staff/settings")
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/staff/login")
