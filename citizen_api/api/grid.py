"""The public grid in the database: places as anyone may know them, counted in steps of the finer grid."""

from typing import Any

from django.db.models import ExpressionWrapper, F, FloatField, Func, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

from backend.places.geometry import Box
from backend.reports.models import Report
from backend.reports.public_place import COARSE, FINE
from backend.routing import book
from backend.routing.models import Publication
from citizen_api.api.public import STEP


def in_box(reports: QuerySet[Report], box: Box, *, walking: bool = False) -> QuerySet[Report]:
    """Limit to a box of public places; the first condition, a little wider, is the one an index knows.

    ``walking``: in words that no index knows, see :class:`paging.Walk`.
    """
    lat, lon = (ExpressionWrapper(F(name) + 0.0, FloatField()) if walking else F(name) for name in ("lat", "lon"))
    wider = reports.alias(true_lat=lat, true_lon=lon).filter(
        true_lat__range=(box.min_lat - STEP, box.max_lat + STEP),
        true_lon__range=(box.min_lon - STEP, box.max_lon + STEP),
    )
    return wider.alias(public_lat=_degrees("lat"), public_lon=_degrees("lon")).filter(
        public_lat__range=(box.min_lat, box.max_lat), public_lon__range=(box.min_lon, box.max_lon)
    )


def steps(column: str) -> "Steps":
    """Return ``lat`` or ``lon`` in whole steps of 1/FINE degree, as :func:`public.public_place` rounds it."""
    coarse = [pk for pk, one in book.categories_by_id().items() if one.publication == Publication.AFTER_REVIEW]
    return Steps(F(column), F("category"), kinds=",".join(map(str, coarse)) or "NULL")


class Steps(Func):
    """A column in steps of the finer grid; of the kinds whose numbers are ``kinds`` rounded to the coarse one.

    Kinds by their numbers: an index has them, and no table is joined. Written out, because to make the same of Django's
    expressions takes longer than to find the reports; Django's own Round makes decimals of it on PostgreSQL, ten times
    as slow.
    """

    output_field = FloatField()

    def as_sql(self, compiler: SQLCompiler, connection: Any, *_more: Any, **_context: Any) -> Any:
        place, kind = (compiler.compile(one)[0] for one in self.source_expressions)  # two columns, without values
        coarse = f"FLOOR({place} * {COARSE}.0 + 0.5) * {FINE // COARSE}.0"
        fine = f"FLOOR({place} * {FINE}.0 + 0.5)"
        return f"(CASE WHEN {kind} IN ({self.extra['kinds']}) THEN {coarse} ELSE {fine} END)", ()


def _degrees(column: str) -> Combinable:
    """Return the column in degrees, the last digits of a float aside."""
    return ExpressionWrapper(steps(column) / float(FINE), FloatField())
