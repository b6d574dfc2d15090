"""Rows of the reports room."""

from backend.reports.models.beside import (
    Digest,
    DutyCall,
    Mention,
    OutsideLink,
    Reminder,
    ReplyTemplate,
    Rung,
    SavedView,
    TemplateStep,
    Undo,
)
from backend.reports.models.contact import Browser, Contact
from backend.reports.models.done_once import DoneOnce
from backend.reports.models.event import CallResult, Event, Kind, Words
from backend.reports.models.follower import AreaDigest, AreaFollower, Follower, Supporter
from backend.reports.models.handover import Cooperation, Extension, ExtensionState, Transfer, TransferState
from backend.reports.models.mark import Mark
from backend.reports.models.photo import Photo, Upload
from backend.reports.models.report import Involvement, Part, Report, Shelf
from backend.reports.models.standing import Channel, Screening, Status

__all__ = [
    "AreaDigest",
    "AreaFollower",
    "Browser",
    "CallResult",
    "Channel",
    "Contact",
    "Cooperation",
    "Digest",
    "DoneOnce",
    "DutyCall",
    "Event",
    "Extension",
    "ExtensionState",
    "Follower",
    "Involvement",
    "Kind",
    "Mark",
    "Mention",
    "OutsideLink",
    "Part",
    "Photo",
    "Reminder",
    "ReplyTemplate",
    "Report",
    "Rung",
    "SavedView",
    "Screening",
    "Shelf",
    "Status",
    "Supporter",
    "TemplateStep",
    "Transfer",
    "TransferState",
    "Undo",
    "Upload",
    "Words",
]
