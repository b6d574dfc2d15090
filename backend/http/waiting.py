"""Pages that ask the database for anybody: read without end, they tell the reader to wait a little."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from backend.http.door import READS
from backend.http.limits import TooMany, spend
from backend.http.pages import too_many


def within_reads(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Count each call of ``view`` as one read of the API's; answer 429 with the numbers to call when used up."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            spend(request, READS, now=timezone.now())
        except TooMany as wait:
            return too_many(request, wait)
        return view(request, *args, **kwargs)

    return counted
