"""What every address of Open311 has in common: verbs, errors in the format asked for, limits, who may read from where.

Plain views of Django: the API's own framework would choose formats and words by its own rules.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import APIException

from backend.core.errors import Refused
from backend.http.door import READS
from backend.http.georeport import Document, answer, errors
from backend.http.limits import Limit, spend
from backend.http.problem import status_of, usual_words

WRITES = Limit("open311", 600, 60)  # of one address, right key or wrong
SUFFIXES = frozenset({"", ".xml", ".json"})
_READING = ("GET", "HEAD", "OPTIONS")
# What keeps its status; anything else that was asked for wrongly is 400, as the standard has it.
_KEPT = frozenset({403, 404, 405, 409, 413, 429})
_NOT_FOUND = frozenset({"unknown_category"})
# How the fields of the house are called in Open311.
_NAMES = {
    "category": "service_code", "text": "description", "lon": "long", "address": "address_string",
    "contact_phone": "phone", "contact_email": "email", "contact_name": "first_name", "outside_links": "media_url",
    "photos": "media",
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """One call. ``is_test``: everything is done as always, and nothing of it is kept."""

    request: HttpRequest
    now: datetime
    is_test: bool = False


Deed = Callable[[Call, Mapping[str, str]], Document]


def resource(*, get: Deed | None = None, post: Deed | None = None) -> Callable[..., HttpResponse]:
    """Return the view of an address that can be read, posted to, or both."""
    deeds = {"GET": get, "HEAD": get, "POST": post}
    allowed = [verb for verb, deed in deeds.items() if deed] + ["OPTIONS"]

    @csrf_exempt
    def view(request: HttpRequest, *, suffix: str = "", test: str = "", **names: str) -> HttpResponse:
        if suffix.lower() not in SUFFIXES:
            response = errors(request, HTTPStatus.NOT_FOUND, [usual_words(HTTPStatus.NOT_FOUND)])
        elif request.method == "OPTIONS":
            response = HttpResponse()
        elif deed := deeds.get(request.method or ""):
            response = _done(Call(request, timezone.now(), bool(test)), deed, names)
        else:
            response = errors(request, HTTPStatus.METHOD_NOT_ALLOWED, [usual_words(HTTPStatus.METHOD_NOT_ALLOWED)])
        if request.method not in allowed or request.method == "OPTIONS":
            response.headers["Allow"] = ", ".join(allowed)
        return opened(request, response)

    return view


@csrf_exempt
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer for every address below the prefix that is none."""
    return opened(request, errors(request, HTTPStatus.NOT_FOUND, [usual_words(HTTPStatus.NOT_FOUND)]))


def opened(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let pages of other sites read what anyone may read."""
    if request.method in _READING:
        response.headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _done(call: Call, deed: Deed, names: Mapping[str, str]) -> HttpResponse:
    """Do it and answer; a refusal and what cannot be read become a document of errors. An outage flies on."""
    request = call.request
    try:
        spend(request, READS if request.method in _READING else WRITES, now=call.now)
        return answer(request, deed(call, names))
    except Refused as refused:
        return _refused(request, refused)
    except APIException as unreadable:
        return errors(request, unreadable.status_code, [usual_words(unreadable.status_code)])
    except MultiPartParserError:
        return errors(request, HTTPStatus.BAD_REQUEST, [usual_words(HTTPStatus.BAD_REQUEST)])
    except (Http404, SuspiciousOperation) as known:
        return errors(request, status_of(known), [usual_words(status_of(known))])


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    response = errors(request, _status(refused), [_said(one) for one in refused.refusals])
    if wait_s := getattr(refused, "retry_after_s", 0):
        response.headers["Retry-After"] = str(wait_s)
    return response


def _status(refused: Refused) -> int:
    if any(one.code in _NOT_FOUND for one in refused.refusals):
        return HTTPStatus.NOT_FOUND
    return refused.status if refused.status in _KEPT else HTTPStatus.BAD_REQUEST


def _said(refused: Refused) -> str:
    """Return the sentence with the name of the argument it is about."""
    field = refused.field or ""
    name = f"attribute[{field.removeprefix('answers.')}]" if field.startswith("answers.") else _NAMES.get(field, field)
    return f"{name}: {refused.message}" if name else refused.message
