"""The public grid in the database: places as anyone may know them, counted in steps of the finer grid."""

from django.db.models import Case, ExpressionWrapper, F, FloatField, QuerySet, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Floor

from backend.places.geometry import Box
from backend.reports.models import Report
from backend.reports.public_place import COARSE, FINE
from backend.routing import book
from backend.routing.models import Publication
from citizen_api.api.public import STEP


def in_box(reports: QuerySet[Report], box: Box, *, walking: bool = False) -> QuerySet[Report]:
    """Limit to a box of public places; the first condition, a little wider, is the one an index knows.

    ``walking``: leave it out, see :class:`paging.Walk`.
    """
    if not walking:
        reports = reports.filter(
            lat__range=(box.min_lat - STEP, box.max_lat + STEP),
            lon__range=(box.min_lon - STEP, box.max_lon + STEP),
        )
    return reports.alias(public_lat=_degrees("lat"), public_lon=_degrees("lon")).filter(
        public_lat__range=(box.min_lat, box.max_lat), public_lon__range=(box.min_lon, box.max_lon)
    )


def steps(column: str) -> Case:
    """Return ``lat`` or ``lon`` in whole steps of 1/FINE degree, as :func:`public.public_place` rounds it."""
    coarse, fine = _rounded(column, COARSE) * float(FINE // COARSE), _rounded(column, FINE)
    kinds = [pk for pk, one in book.categories_by_id().items() if one.publication == Publication.AFTER_REVIEW]
    is_coarse = When(category__in=kinds, then=coarse)  # by their numbers: an index has them, and no table is joined
    return Case(is_coarse, default=fine, output_field=FloatField())


def _rounded(column: str, grid: int) -> Floor:
    """Return the nearest whole number: Django's own Round makes decimals of it on PostgreSQL, ten times as slow."""
    return Floor(F(column) * float(grid) + 0.5)


def _degrees(column: str) -> Combinable:
    """Return the column in degrees, the last digits of a float aside."""
    return ExpressionWrapper(steps(column) / float(FINE), FloatField())
