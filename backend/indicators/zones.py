"""The zone of each report: the wards that hold its point in the three sets, whichever is in force."""

from collections.abc import Sequence

from backend.indicators.models import Zone
from backend.reports.models import Report

_SETS = ("ward_of_14_id", "ward_of_13_id", "ward_of_4_id")


def zones_of(reports: Sequence[int]) -> dict[int, int]:
    """Return the zone (pk) of each of ``reports`` (ids, ascending). Two statements, two more for new ground.

    Call it where one writer at a time does: in a transaction that holds the watermark.
    """
    first, last = reports[0], reports[-1]
    near = {"pk__range": (first, last)} if last - first < 2 * len(reports) else {"pk__in": reports}
    wards = {pk: tuple(sets) for pk, *sets in Report.objects.filter(**near).order_by("pk").values_list("pk", *_SETS)}
    keys = {sets: "-".join(str(ward or 0) for ward in sets) for sets in set(wards.values())}
    known = dict(Zone.objects.order_by("id").values_list("key", "pk"))
    if new := [sets for sets, key in keys.items() if key not in known]:
        rows = [Zone(key=keys[sets], of_14_id=sets[0], of_13_id=sets[1], of_4_id=sets[2]) for sets in new]
        Zone.objects.bulk_create(rows)
        known = dict(Zone.objects.order_by("id").values_list("key", "pk"))
    return {pk: known[keys[sets]] for pk, sets in wards.items()}
