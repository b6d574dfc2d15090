"""Two answers for whoever watches the machine."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from moderation.watch.checks import failures, remarks


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer: the process lives. Asks nobody else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether everything the platform needs is there; 503 with the reasons where it is not.

    What it can do without is told beside it.
    """
    found = failures(timezone.now())
    is_ready = not any(found.values())
    answer = {
        "status": "ok" if is_ready else "unavailable",
        "checks": {name: reason or "ok" for name, reason in {**found, **remarks()}.items()},
    }
    return JsonResponse(answer, status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)
