"""Long lists of the staff API: one page of rows, the addresses of the pages beside it, the header ``Link``."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.http import paging
from backend.http.door import plain
from backend.http.fields import Strict, Text
from moderation.api.shapes import Out

M = TypeVar("M", bound=Model)
SIZE = 50


class PageQuery(Strict):
    cursor = Text(required=False, help_text="Từ next hoặc previous")
    lang = Text(required=False)


class PageOut(Out):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


def page_of(request: Request, rows: QuerySet[M, M], *, by: str, said: Callable[[M], dict[str, Any]]) -> Response:
    """Answer with the page at the query's ``cursor``, each row as ``said`` says it. One query. Raises BadCursor.

    ``by`` as in :func:`paging.page`.
    """
    page = paging.page(rows, by=by, cursor=request.query_params.get("cursor", ""), size=SIZE)
    links = paging.links(plain(request), page)
    header = paging.link_header(links)
    answer = links | {"results": [said(one) for one in page.rows]}
    return Response(answer, headers={"Link": header} if header else None)
