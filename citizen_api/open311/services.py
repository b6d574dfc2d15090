"""What can be reported: discovery, the list of services, the attributes of one."""

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from backend.http.georeport import Document, Listed, Single
from backend.routing import book
from backend.routing.answers import emergency_words
from backend.routing.models import Category, Question, QuestionType
from backend.routing.names import in_language, named
from citizen_api.open311.door import Call, resource

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-26T00:00:00Z"  # when these addresses last changed what they mean
NOTICE = "emergency"  # the attribute that asks nothing
YES, NO = "yes", "no"
# Who does not know the kind leaves it to staff: the number comes by a token.
BATCH = frozenset({"other"})
_SEVERAL_LINES = frozenset({"establishment", "source_known", "supplier"})  # asked for a sentence, not for a name
_DATATYPES = {
    QuestionType.CHOICE: "singlevaluelist",
    QuestionType.MULTI: "multivaluelist",
    QuestionType.YES_NO: "singlevaluelist",
    QuestionType.NUMBER: "number",
    QuestionType.TEXT: "string",
    QuestionType.DATETIME: "datetime",
}


def _discovery(call: Call, names: Mapping[str, str]) -> Document:
    contact = f"{settings.HOTLINE}, {parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
    endpoints = [
        _endpoint(call.request, "production", "/open311/v2"),
        _endpoint(call.request, "test", "/open311/test/v2"),
    ]
    fields = {
        "changeset": CHANGED,
        "contact": contact,
        "key_service": call.request.build_absolute_uri("/help/open311"),
        "endpoints": endpoints,
    }
    return Single("discovery", fields)


def _endpoint(request: HttpRequest, kind: str, path: str) -> dict[str, Any]:
    return {
        "specification": SPECIFICATION,
        "url": request.build_absolute_uri(path),
        "changeset": CHANGED,
        "type": kind,
        "formats": ["text/xml", "application/json"],
    }


def _services(call: Call, names: Mapping[str, str]) -> Document:
    return Listed("services", "service", [_service(one) for one in book.categories()])


def _service(kind: Category) -> dict[str, Any]:
    return {
        "service_code": kind.code,
        "service_name": named(kind),
        "description": in_language(kind.hint, kind.hint_en) or named(kind),
        "metadata": bool(_attributes(kind)),
        "type": "batch" if kind.code in BATCH else "realtime",
        "keywords": ", ".join(kind.keywords),
        "group": str(kind.get_group_display()),
    }


def _definition(call: Call, names: Mapping[str, str]) -> Document:
    kind = book.category(names["code"])
    return Single("service_definition", {"service_code": kind.code, "attributes": _attributes(kind)})


def _attributes(kind: Category) -> list[dict[str, Any]]:
    notice = emergency_words(kind, {})
    found = [_notice(notice)] if notice else []
    found += [_attribute(one) for one in kind.questions.all()]
    return [fields | {"order": place} for place, fields in enumerate(found, start=1)]


def _notice(words: str) -> dict[str, Any]:
    """Return what is shown before anything is asked: whom to call where somebody is in danger."""
    return {
        "variable": False,
        "code": NOTICE,
        "datatype": "string",
        "required": False,
        "datatype_description": None,
        "order": 0,
        "description": words,
    }


def _attribute(question: Question) -> dict[str, Any]:
    fields = {
        "variable": True,
        "code": question.code,
        "datatype": "text" if question.code in _SEVERAL_LINES else _DATATYPES[QuestionType(question.type)],
        "required": question.required,
        "datatype_description": _how_to(question),
        "order": 0,
        "description": in_language(question.label, question.label_en),
    }
    values = [{"key": key, "name": name} for key, name in options(question)]
    return fields | {"values": values} if fields["datatype"].endswith("list") else fields  # type: ignore[attr-defined]  # a word


def options(question: Question) -> list[tuple[str, str]]:
    """Return (key, name) of the values a question allows."""
    if question.type == QuestionType.YES_NO:
        return [(YES, _("Có")), (NO, _("Không"))]
    return [(one["code"], in_language(one["label"], one["label_en"])) for one in question.options]


def _how_to(question: Question) -> str | None:
    if question.type == QuestionType.DATETIME:
        return _("ISO 8601, ví dụ 2026-11-25T09:00:00+07:00")
    if question.type == QuestionType.NUMBER and question.options:
        words = ", ".join(f"{key} ({name})" for key, name in options(question))
        return _("Một số từ 0 trở lên, hoặc: %(words)s") % {"words": words}
    return question.hint or None


discovery = resource(get=_discovery)
services = resource(get=_services)
definition = resource(get=_definition)
