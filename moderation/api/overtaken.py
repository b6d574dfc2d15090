"""What a program is told when a colleague was faster: what changed since the version it saw."""

from django.http import HttpResponse

from backend.http.problem import refused
from backend.reports.act import Overtaken
from backend.reports.models import Report
from moderation import changes
from moderation.api import shapes


def overtaken_problem(refusal: Overtaken, report: Report, seen: int | None) -> HttpResponse:
    """Return the problem document (409) with the newest version and the changes since ``seen``."""
    missed = shapes.ChangedOut(changes.since(report, seen or report.version), many=True).data
    more = {"version": report.version, "report_status": report.status, "changed": missed}
    return refused(refusal, more=more)
