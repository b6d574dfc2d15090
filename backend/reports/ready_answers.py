"""Ready answers (câu trả lời mẫu): which fit a report, with their words filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.fill import filled
from backend.reports.models import Kind, ReplyTemplate, Report, TemplateStep
from backend.reports.said_fields import for_ready_answer

# The steps of a report's page that speak to somebody, by the event they write.
OF_KIND = {
    Kind.ACCEPTED: TemplateStep.ACCEPTED,
    Kind.ASKED: TemplateStep.ASKED,
    Kind.RESOLVED: TemplateStep.RESOLVED,
    Kind.REJECTED: TemplateStep.REJECTED,
    Kind.TRANSFERRED: TemplateStep.TRANSFERRED,
    Kind.COOPERATION_ASKED: TemplateStep.COOPERATION,
    Kind.EXTENSION_ASKED: TemplateStep.EXTENDED,
    Kind.NOTED: TemplateStep.NOTED,
}


@dataclass(frozen=True)
class Ready:
    """A ready answer for one report; ``words`` are filled in, in the language of its reporter."""

    code: str
    name: str
    step: TemplateStep
    words: str


def fitting(report: Report, *, now: datetime) -> Sequence[Ready]:
    """Return the ready answers that fit the report's kind and the unit in charge, the most specific first.

    One statement; ``report`` comes with its labels and its contact.
    """
    fit = Q(category=None) | Q(category=report.category_id)
    mine = Q(unit=None) | Q(unit=report.unit_id)
    found = ReplyTemplate.objects.filter(fit, mine, is_active=True)
    sorted_by_fit = sorted(found, key=lambda one: (one.category_id is None, one.unit_id is None, one.name, one.pk))
    language = report.contact.language if report.contact else "vi"
    with translation.override(language):
        values = for_ready_answer(report, now=now)
    is_english = language.startswith("en")
    return [
        Ready(one.code, one.name, TemplateStep(one.step), filled((is_english and one.body_en) or one.body, values))
        for one in sorted_by_fit
    ]


def words_of(code: str, report: Report, *, step: TemplateStep | None, now: datetime) -> str:
    """Return the words of one ready answer for ``step`` of the report. Raises Refused where none of them fits."""
    for ready in fitting(report, now=now):
        if ready.code == code and ready.step == step:
            return ready.words
    raise Refused(_("Không có câu trả lời mẫu này cho bước đang làm."), field="template", code="unknown_template")
