"""Values entered by hand stand in the history: each with its event, chained, and what was changed quietly is found."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.indicators.close import close
from backend.indicators.models import EnteredValue, ValueDecision
from backend.indicators.values import approve_value, refuse_value
from backend.indicators.values_told import APPROVED, ENTERED, REFUSED, wrong_values
from backend.indicators.verify_month import known_values
from backend.reports.models import Event
from tests.indicators.documents.made import AFTER, NOVEMBER
from tests.indicators.entered import entered
from tests.reports.filing import NOW, filed, staff
from tests.unguarded import unguarded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.database]
KINDS = (ENTERED, APPROVED, REFUSED)


@pytest.fixture
def leader() -> Staff:
    return staff(None, Role.LEADER)


def whats() -> set[str]:
    return {what for _value, what in wrong_values(witnesses=known_values())}


def test_each_value_and_each_decision_is_an_event_with_its_person_chained_to_the_one_before(leader: Staff) -> None:
    first, second = entered("80"), entered("81")
    approve_value(first, by=leader, now=NOW + timedelta(hours=1))
    refuse_value(second, reason="Chưa có văn bản.", by=leader, now=NOW + timedelta(hours=2))
    events = list(Event.objects.filter(kind__in=KINDS).order_by("seq"))
    assert [(one.kind, one.data["value"]) for one in events] == [
        (ENTERED, first.pk), (ENTERED, second.pk), (APPROVED, first.pk), (REFUSED, second.pk),
    ]  # fmt: skip
    assert [one.actor_id for one in events] == [first.entered_by_id] * 2 + [leader.user.pk] * 2
    assert [one.data["previous"] for one in events] == ["", *(one.hash for one in events[:-1])]
    assert {one.data["indicator"] for one in events} == {"2.5.5"}
    assert whats() == set()


def test_the_database_lets_nobody_change_a_value_a_decision_or_their_events(leader: Staff) -> None:
    decision = approve_value(entered(), by=leader, now=NOW)
    for rows in (EnteredValue.objects.all(), Event.objects.filter(kind=ENTERED)):
        field = {"number": 99} if rows.model is EnteredValue else {"kind": "system_other"}
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**field)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete("default")
    with pytest.raises(DatabaseError), transaction.atomic():
        ValueDecision.objects.filter(pk=decision.pk).update(is_approved=False, reason="Không.")


def _attacks() -> Iterator[tuple[str, str]]:
    yield "UPDATE indicators_enteredvalue SET number = 99", "the value is not what was entered"
    yield "UPDATE indicators_enteredvalue SET source = 'khác'", "the value is not what was entered"
    yield "UPDATE indicators_valuedecision SET is_approved = FALSE, reason = 'x'", "the decision is another one"
    yield "DELETE FROM indicators_valuedecision", "the decision is gone"
    yield "DELETE FROM reports_event WHERE kind = 'system_value_entered'", "the chain of values is broken"
    yield "DELETE FROM reports_event WHERE kind = 'system_value_approved'", "no event tells of the decision"


@pytest.mark.parametrize(("statement", "what"), list(_attacks()))
def test_what_gets_past_the_guards_is_found(leader: Staff, statement: str, what: str) -> None:
    approve_value(entered(), by=leader, now=NOW)
    with unguarded("%"), connection.cursor() as cursor:
        cursor.execute(statement)
    assert what in whats()
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_history", stdout=out, stderr=out)
    assert what in out.getvalue()


def test_a_value_taken_away_with_all_its_events_is_missed_by_the_month_closed_after_it(leader: Staff) -> None:
    filed()
    approve_value(entered(), by=leader, now=NOW)
    close(NOVEMBER, by=staff(None, Role.PROGRAMME_OFFICE), now=AFTER)
    assert whats() == set()
    with unguarded("%"):
        ValueDecision.objects.all().delete()
        EnteredValue.objects.all().delete()
        Event.objects.filter(kind__in=KINDS).delete()
    assert whats() == {"a value that a closed month knew is not in the chain"}


def test_a_value_from_before_there_were_such_events_is_no_fault(leader: Staff) -> None:
    old = entered("70")
    with unguarded("%"):
        Event.objects.filter(kind__in=KINDS).delete()
    approve_value(entered("71"), by=leader, now=NOW)
    approve_value(old, by=leader, now=NOW)
    assert whats() == set()
