"""The kinds of reports, with their questions."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from backend.http.door import Door, asked, plain
from backend.http.etag import kept_json
from backend.routing.book import categories
from backend.routing.models import Category, PhotoWish, Question
from backend.routing.names import in_language, named, reads_english
from citizen_api.api import shapes
from citizen_api.api.places import KEEP_S
from citizen_api.api.where import SpokenQuery


class CategoriesView(Door):
    """The list of kinds."""

    @extend_schema(operation_id="categories", parameters=[SpokenQuery], responses=shapes.CategorySerializer(many=True))
    def get(self, request: Request) -> HttpResponse:
        """Các loại việc, theo thứ tự hiển thị."""
        asked(SpokenQuery, request)
        return kept_json(plain(request), [_category(one) for one in categories()], keep_s=KEEP_S)


def _category(one: Category) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": named(one),
        "group": one.group,
        "hint": in_language(one.hint, one.hint_en),
        "photo_required": one.photo == PhotoWish.REQUIRED,
        "emergency": one.emergency or None,
        "questions": [_question(question) for question in one.questions.all()],
    }


def _question(one: Question) -> dict[str, Any]:
    english = reads_english()
    return {
        "code": one.code,
        "label": one.label_en if english else one.label,
        "type": one.type,
        "required": one.required,
        "options": [
            {"code": option["code"], "name": option["label_en"] if english else option["label"]}
            for option in one.options
        ],
    }
