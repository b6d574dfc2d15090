"""/metrics: the figures of the processes of this machine and of the database, for whoever says the token."""

import hmac
import os
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from moderation.watch.standing import Standing

PATH = "/metrics"
_SCHEME = "Bearer "


class MetricsMiddleware:
    """Answers before the host is looked at: who asks from inside has the name of one machine of many.

    Without the token there is nothing at this path; the proxy in front never passes it on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH or not _knows_the_token(request):
            return self._get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return HttpResponse(figures(), content_type=CONTENT_TYPE_PLAIN_0_0_4, headers=headers)


def figures() -> bytes:
    """Return all figures in the text form of Prometheus."""
    asked = CollectorRegistry(auto_describe=False)
    asked.register(Standing())
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
    if not folder:
        return generate_latest(REGISTRY) + generate_latest(asked)
    _forget_the_dead(Path(folder))
    several = CollectorRegistry(auto_describe=False)
    MultiProcessCollector(several, path=folder)
    return generate_latest(several) + generate_latest(asked)


def _knows_the_token(request: HttpRequest) -> bool:
    said = request.headers.get("Authorization", "")
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and hmac.compare_digest(said.encode(), (_SCHEME + wanted).encode())


def _forget_the_dead(folder: Path) -> None:
    """Sockets of a process that was killed are closed; what it had counted still counts."""
    for file in folder.glob("gauge_live*_*.db"):
        number = file.stem.rpartition("_")[2]
        if number.isdigit() and not Path("/proc", number).exists():
            mark_process_dead(int(number), path=str(folder))
