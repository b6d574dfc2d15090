"""Who sees and who changes which entries."""

from datetime import date

import pytest

from backend.accounts.actor import Staff
from backend.accounts.models import Role
from backend.core.errors import Forbidden
from backend.registers.entries import change_state
from backend.registers.overview import Asked, kind_counts, listed
from backend.registers.rights import entries_for, kinds_kept, may_change
from backend.registers.standing import EntryKind, State
from backend.routing.models import Unit
from tests.registers.entries import SAI_DONG, office, registered
from tests.reports.filing import NOW, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

DAY = date(2024, 12, 31)
WHO = {
    "office": (None, Role.PROGRAMME_OFFICE),
    "leader": (None, Role.LEADER),
    "auditor": (None, Role.AUDITOR),
    "administrator": (None, Role.ADMINISTRATOR),
    "economic division": ("phong-kinh-te", Role.UNIT_OFFICER),
    "health division": ("phong-y-te", Role.UNIT_OFFICER),
    "ward of the market": ("ubnd-ngoc-lam", Role.WARD_OFFICER),
    "another ward": ("ubnd-bo-de", Role.WARD_OFFICER),
    "health station of the banquet": ("tyt-sai-dong", Role.UNIT_OFFICER),
    "health station elsewhere": ("tyt-bo-de", Role.UNIT_OFFICER),
    "of 2025, not yet at work": ("kthtdt-bo-de-2025", Role.UNIT_OFFICER),
}
MARKET, BANQUET = "Chợ dân sinh", "Tiệc cưới"
SEES = {
    "office": {MARKET, BANQUET},
    "leader": {MARKET, BANQUET},
    "auditor": {MARKET, BANQUET},
    "economic division": {MARKET},
    "health division": {BANQUET},
    "ward of the market": {MARKET},
    "health station of the banquet": {BANQUET},
}
CHANGES = {name: seen for name, seen in SEES.items() if name not in {"leader", "auditor"}}


@pytest.mark.parametrize("name", WHO)
def test_each_sees_and_changes_what_their_unit_keeps(name: str) -> None:
    rows = [registered(), registered(EntryKind.BANQUET, BANQUET, at=SAI_DONG, held_at=NOW, guests=90)]
    slug, role = WHO[name]
    user = officer(Unit.objects.get(slug=slug) if slug else None, role)
    seen = {one.site.name for one in entries_for(user, on=DAY)}
    changes = {one.site.name for one in rows if may_change(user, EntryKind(one.kind), one.ward, on=DAY)}
    assert (seen, changes) == (SEES.get(name, set()), CHANGES.get(name, set()))


def test_who_only_reads_is_told_so_in_words() -> None:
    entry = registered()
    leader = Staff(officer(None, Role.LEADER))
    with pytest.raises(Forbidden, match="phụ trách sổ"):
        change_state(entry, State.CONTROLLED, on=date(2026, 2, 1), note="", by=leader, now=NOW)
    assert kinds_kept(leader.user, on=DAY) == ()


def test_a_person_who_left_sees_nothing() -> None:
    registered()
    user = office().user
    user.is_active = False
    assert not entries_for(user, on=DAY).exists()
    assert kind_counts(user, now=NOW) == []


def test_counts_and_filters_are_of_what_one_sees() -> None:
    registered()
    registered(name="Chợ Sài Đồng", at=SAI_DONG, state=State.CONTROLLED, address="ngõ 12")
    user = office().user
    [markets] = [one for one in kind_counts(user, now=NOW) if one.kind == EntryKind.MARKET]
    assert (markets.there, markets.in_order, markets.violating, markets.gone) == (2, 1, 0, 0)

    def names(asked: Asked) -> list[str]:
        return [one.site.name for one in listed(user, EntryKind.MARKET, asked, now=NOW)]

    assert names(Asked()) == ["Chợ dân sinh", "Chợ Sài Đồng"]
    assert names(Asked(state="controlled")) == names(Asked(words="SAI dong ngo")) == ["Chợ Sài Đồng"]
    assert names(Asked(ward_id=-1)) == []
