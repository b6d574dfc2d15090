"""Rows of the reports room."""

from backend.reports.models.contact import Contact
from backend.reports.models.event import Event, Kind, Words
from backend.reports.models.photo import Photo, Upload
from backend.reports.models.report import Channel, Involvement, Part, Report, Screening, Shelf, Status

__all__ = [
    "Channel",
    "Contact",
    "Event",
    "Involvement",
    "Kind",
    "Part",
    "Photo",
    "Report",
    "Screening",
    "Shelf",
    "Status",
    "Upload",
    "Words",
]
