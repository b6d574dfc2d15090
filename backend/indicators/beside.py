"""What a closed month keeps beside its counts, under the same head: what the programme was told, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.indicators.facts import MEASURES
from backend.indicators.models import ClosedMonth, FedValue, FrozenAction, FrozenCut, FrozenShare
from backend.indicators.models.frozen_cut import PEOPLE

_FED = ("part", "whole", "received", "resolved", "resolved_on_time", "late")


@dataclass(frozen=True)
class Beside:
    """The rows of a closed month beside its counts, written or not yet."""

    fed: Sequence[FedValue] = ()
    shares: Sequence[FrozenShare] = ()
    actions: Sequence[FrozenAction] = ()
    cuts: Sequence[FrozenCut] = ()

    def said(self) -> dict[str, object]:
        """Return what the head seals of them: nothing of what a month closed before there was any has not."""
        told: dict[str, list[list[object]]] = {
            "fed": sorted([one.indicator_id, *(f"{name}={getattr(one, name)}" for name in _FED)] for one in self.fed),
            "shares": sorted([one.target_id, one.ward_id or 0, str(one.part), one.whole] for one in self.shares),
            "actions": sorted([one.alert_id, one.ward_id, one.minutes, one.is_acted] for one in self.actions),
            "cuts": sorted(
                [one.cut, one.key, one.name, *(f"{name}={getattr(one, name)}" for name in MEASURES)]
                for one in self.cuts
            ),
        }
        return {name: rows for name, rows in told.items() if rows}

    def differs_from(self, kept: "Beside") -> bool:
        """Whether a month would say something else than ``kept``.

        What reports say of the programme follows from the counts; how long an alert waits, and how many people have the
        same matter, grows by itself: they are no reason.
        """
        return self.lasting().said() != kept.lasting().said()

    def lasting(self) -> "Beside":
        """Return the same without what is no reason for a revision."""
        cuts = [one for one in self.cuts if one.cut != PEOPLE]
        return replace(self, fed=(), cuts=cuts, actions=[one for one in self.actions if one.is_acted])

    def keep(self) -> None:
        """Write the rows."""
        FedValue.objects.bulk_create(self.fed)
        FrozenShare.objects.bulk_create(self.shares)
        FrozenAction.objects.bulk_create(self.actions)
        FrozenCut.objects.bulk_create(self.cuts)


def beside(closed: ClosedMonth) -> Beside:
    """Return what was kept beside the counts. One statement a table."""
    return Beside(
        fed=list(closed.fed.order_by("id")),
        shares=list(closed.shares.order_by("id")),
        actions=list(FrozenAction.objects.filter(closed=closed).order_by("id")),
        cuts=list(FrozenCut.objects.filter(closed=closed).order_by("id")),
    )
