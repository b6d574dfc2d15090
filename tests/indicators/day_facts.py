"""Facts of a day made by hand, as the writer of facts writes them."""

from collections import Counter
from datetime import date

from backend.indicators import facts
from backend.indicators.models import Zone
from backend.indicators.tally import Fact
from backend.places.models import Ward
from backend.routing.models import Category, Unit


def day_fact(day: date, *, ward: Ward, unit: Unit, category: Category, zone: Zone, **numbers: int) -> None:
    """Count ``numbers`` (by measure) on ``day``."""
    place = ward.pk, unit.pk, category.pk
    facts.add(Counter({(Fact(day, *place, measure), zone.pk): number for measure, number in numbers.items()}))
