"""What reports are called by: their categories, wards, units and streets, from memory instead of four joins."""

from collections.abc import Iterable

from backend.places.streets import kept_streets
from backend.places.ward_sets import kept_wards
from backend.reports.models import Report
from backend.routing import book


def label(reports: Iterable[Report]) -> None:
    """Give each report its ``category``, ``ward``, ``unit`` and ``street`` without asking the database.

    What memory does not know yet (reference data may change meanwhile) is fetched when it is first looked at.
    """
    wards, streets = kept_wards().by_id, kept_streets().by_id
    units, categories = book.units_by_id(), book.categories_by_id()
    for report in reports:
        if report.ward_id in wards:
            report.ward = wards[report.ward_id]
        if report.unit_id in units:
            report.unit = units[report.unit_id]
        if report.category_id in categories:
            report.category = categories[report.category_id]
        if report.street_id in streets:
            report.street = streets[report.street_id]
