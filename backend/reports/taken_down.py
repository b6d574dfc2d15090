"""What staff write down for others: who may, by which channels, and what the first event says of it."""

from django.utils.translation import gettext as _

from backend.accounts.actor import Actor, Program, Staff
from backend.core.errors import Refused
from backend.reports.models.standing import TAKEN_DOWN
from backend.reports.new_report import NewReport
from backend.reports.rights import NotYours, may_take_down

BY_PROGRAM = "by_program"  # the owner of the key undertook to show the text before
READ_ALOUD = "read_aloud"  # how the caller agreed: the text of the version kept with the contact was read to them


def check(new: NewReport, *, by: Actor) -> None:
    """Raise NotYours where ``by`` is staff who may not file for others, Refused for a channel that is not theirs."""
    if not isinstance(by, Staff):
        return
    if not may_take_down(by.user):
        raise NotYours(_("Chỉ cán bộ của phường, đơn vị và tổ giúp việc mới nhập được phản ánh."), code="not_yours")
    if new.channel not in TAKEN_DOWN:
        raise Refused(_("Xin chọn phản ánh đến bằng cách nào."), field="channel", code="required")


def said_of(new: NewReport, *, by: Actor) -> dict[str, object]:
    """Return what the first event keeps of how the report was taken down: codes, nothing of the person."""
    said: dict[str, object] = {"on_behalf": True} if new.on_behalf else {}
    has_contact = new.contact is not None and not new.contact.is_empty
    if isinstance(by, Staff) and has_contact:
        said["consent"] = READ_ALOUD
    if isinstance(by, Program) and has_contact:
        said["consent"] = BY_PROGRAM
    return said
