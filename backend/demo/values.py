"""Sample values of indicators that units report: some approved, some waiting, one refused, one corrected, many none.

Every number is invented and marked as a sample (*số liệu mẫu*).
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from backend.accounts.actor import Staff
from backend.accounts.models import User
from backend.indicators.models import EnteredValue, Target
from backend.indicators.standing import programme_at
from backend.indicators.tally import day_of
from backend.indicators.values import NewValue, approve_value, enter_value, refuse_value
from backend.routing.models import Unit

_OFFICE, _LEADER = "chuongtrinh", "lanhdao"
_SOURCE = "Số liệu mẫu"
_APPROVED = {
    ("2.2.1", 1): "99,6",
    ("2.2.1", 2): "100",
    ("2.2.3", 2): "29",
    ("2.2.6", 1): "14",
    ("2.2.9", 1): "92,1",
    ("2.2.12", 1): "92,86",
    ("2.3.1", 1): "2",
    ("2.4.2", 1): "4870",
    ("2.5.2", 1): "78,4",
}
_CORRECTED = {("2.2.8", 1): ("94,1", "95,2", "Cộng thiếu một phường (mẫu).")}
_WAITING = {("2.2.7", 1): "97,5", ("2.2.10", 1): "84", ("2.4.3", 1): "95,6"}
_REFUSED = {("2.2.13", 1): ("100", "Chưa có văn bản kèm theo (mẫu).")}


def make_sample_values(*, now: datetime) -> int:
    """Enter the sample values and return how many; none where no programme is loaded or values are there already.

    The sample staff must have been made.
    """
    if programme_at(now) is None or EnteredValue.objects.exists():
        return 0
    desk = _Desk(now)
    for key, number in _APPROVED.items():
        desk.approve(desk.enter(key, number))
    for key, number in _WAITING.items():
        desk.enter(key, number)
    for key, (number, reason) in _REFUSED.items():
        value = desk.enter(key, number)
        refuse_value(value, reason=reason, by=desk.second(value), now=now)
    for key, (wrong, right, reason) in _CORRECTED.items():
        first = desk.enter(key, wrong)
        desk.approve(first)
        desk.approve(desk.enter(key, right, corrects=first, reason=reason))
    return EnteredValue.objects.count()


class _Desk:
    """Where values are entered by the unit that answers, or the programme's office, and decided by a second person."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        rows = Target.objects.filter(indicator__group__programme=programme_at(now)).select_related("indicator")
        self._targets = {(one.indicator.code, one.order): one for one in rows.order_by("id")}
        self._people = {one.username: one for one in User.objects.filter(username__in=self._usernames())}
        last = day_of(now).replace(day=1) - timedelta(days=1)
        self._new = NewValue(
            number="",
            first_day=date(last.year, 1, 1),
            last_day=last,
            source=_SOURCE,
            source_on=last,
            is_sample=True,
        )

    def enter(
        self, key: tuple[str, int], number: str, *, corrects: EnteredValue | None = None, reason: str = ""
    ) -> EnteredValue:
        target = self._targets[key]
        new = replace(self._new, number=number, corrects=corrects, reason=reason)
        person = self._people.get(f"donvi-{target.indicator.unit}", self._people[_OFFICE])
        return enter_value(target, new, by=Staff(person), now=self._now)

    def approve(self, value: EnteredValue) -> None:
        approve_value(value, by=self.second(value), now=self._now)

    def second(self, value: EnteredValue) -> Staff:
        """Return who decides on ``value``: the office, a leader where the office entered it."""
        return Staff(self._people[_LEADER if value.entered_by.username == _OFFICE else _OFFICE])

    @staticmethod
    def _usernames() -> set[str]:
        slugs = Unit.objects.values_list("slug", flat=True)
        return {_OFFICE, _LEADER, *(f"donvi-{slug}" for slug in slugs)}
