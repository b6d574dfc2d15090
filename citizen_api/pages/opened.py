"""A report behind the code in the address, and whether the reader holds its secret."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from backend.reports.codes import read_code
from backend.reports.links import holds_secret
from backend.reports.models import Report


class NoSuchReport(LookupError):
    """There is no report of that code."""


@dataclass(frozen=True)
class Opened:
    """``key`` is the secret as it was given, "" where it does not fit."""

    report: Report
    key: str

    @property
    def is_reporters(self) -> bool:
        return bool(self.key)


def opened(request: HttpRequest, typed: str) -> Opened:
    """Return the report with the code somebody typed, in one query. Raises NoSuchReport."""
    code = read_code(typed)
    report = Report.objects.with_labels().select_related("merged_into").filter(code=code).first() if code else None
    if report is None:
        raise NoSuchReport(typed)
    given = (request.POST if request.method == "POST" else request.GET).get("key", "")
    return Opened(report, given if given and holds_secret(report, given) else "")


def keep_private(response: HttpResponse) -> HttpResponse:
    """Let neither caches nor the next page's owner learn the secret in this page's address."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
