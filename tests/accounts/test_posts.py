"""People and the units they work for."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from backend.accounts.models import Membership, Role, User
from backend.routing import book
from tests.reports.filing import officer

pytestmark = pytest.mark.django_db
DAY = date(2024, 12, 31)


def test_a_post_says_for_which_units_a_person_works(city: None) -> None:
    ward, health = book.unit("ubnd-ngoc-lam", on=DAY), book.unit("phong-y-te", on=DAY)
    person = officer(ward, Role.UNIT_HEAD, "hai-noi")
    officer(health, Role.UNIT_OFFICER, "hai-noi")
    person = User.objects.get(pk=person.pk)
    assert person.unit_ids == {ward.pk, health.pk}
    assert person.headed_unit_ids == {ward.pk}
    assert not person.reads_all
    assert not person.is_office


@pytest.mark.parametrize(
    ("role", "is_office"), [(Role.PROGRAMME_OFFICE, True), (Role.LEADER, False), (Role.AUDITOR, False)]
)
def test_office_leader_and_auditor_read_everything(role: Role, is_office: bool) -> None:
    person = officer(None, role)
    assert person.reads_all
    assert person.is_office is is_office
    assert str(person) == person.display_name
    assert str(Membership.objects.get(user=person)) == f"{person}: {Role(role).label}"


@pytest.mark.database
def test_a_role_in_a_unit_needs_one_and_a_role_of_the_district_has_none(city: None) -> None:
    person, ward = User.objects.create(username="mot-minh"), book.unit("ubnd-ngoc-lam", on=DAY)
    assert str(person) == "mot-minh"
    for role, unit in ((Role.UNIT_HEAD, None), (Role.LEADER, ward)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=person, unit=unit, role=role)


@pytest.mark.database
def test_the_same_post_is_held_once() -> None:
    person = officer(None, Role.LEADER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=person, role=Role.LEADER)
