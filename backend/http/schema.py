"""How the API describes itself: every operation with the problem documents it may answer."""

from typing import Any

from drf_spectacular.authentication import SessionScheme, TokenScheme
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from backend.http.described_headers import headers_of, is_kept
from backend.http.fields import Strict
from backend.http.problem import CONTENT_TYPE

_ALWAYS = ("422", "429", "500", "503")
_WITH_A_BODY = ("400", "413", "415")
_DESCRIBED = {
    "304": "Không đổi so với bản đã có",
    "400": "Không đọc được nội dung gửi lên",
    "401": "Chưa đăng nhập",
    "403": "Không được phép",
    "404": "Không có",
    "409": "Có thay đổi cùng lúc, hoặc bước này không còn làm được",
    "413": "Quá lớn",
    "415": "Định dạng không được nhận",
    "422": "Có mục chưa đúng: xem errors",
    "429": "Gửi quá nhiều lần: chờ Retry-After giây",
    "500": "Lỗi của hệ thống",
    "501": "Máy chủ này chưa làm được",
    "503": "Tạm ngừng: chờ Retry-After giây",
}


class FaultSerializer(serializers.Serializer[Any]):
    field = serializers.CharField(help_text="Tên mục như khi gửi; rỗng: toàn bộ")
    code = serializers.CharField(help_text="Mã ổn định cho chương trình")
    message = serializers.CharField(help_text="Câu cho người đọc")


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FaultSerializer(many=True)  # type: ignore[assignment]  # the name is the standard's habit


def problems(*statuses: int) -> dict[Any, Any]:
    """Return responses for ``extend_schema``: what an operation may answer beside the usual problems."""
    return {
        (status, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, description=_DESCRIBED[str(status)])
        for status in statuses
    }


class AnySession(SessionScheme):  # type: ignore[no-untyped-call]  # registers itself; ships no types
    """Describes our own kinds of sign-in by cookie, too."""

    match_subclasses = True
    priority = 1


class ProblemSchema(AutoSchema):
    """Adds to what a view declares itself: the problem documents, and how strictly we read.

    Bodies are described as JSON alone, also where a form of the same fields is taken: a form tells neither a number
    from a text nor one thing from a list of one.
    """

    def map_parsers(self) -> list[Any]:
        return ["application/json"]

    def get_override_parameters(self) -> Any:
        """Add the header fields that all operations have in common."""
        return [*super().get_override_parameters(), *headers_of(self.view, self.method)]

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        mapped = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]  # ships no types
        is_strict = isinstance(serializer, Strict) or (isinstance(serializer, type) and issubclass(serializer, Strict))
        return {**mapped, "additionalProperties": False} if is_strict else mapped

    def _process_override_parameters(self, direction: Any = "request") -> Any:
        """Say that what may be left out of a query may also be left empty, as forms do."""
        found = super()._process_override_parameters(direction)  # type: ignore[no-untyped-call]  # ships no types
        for one in found.values():
            if one and one["in"] == "query" and not one.get("required"):
                one["allowEmptyValue"] = True
        return found

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        declared = super()._get_response_bodies(direction=direction)
        if direction != "response":
            return declared
        missing = [status for status in self._statuses() if status not in declared]
        found = {**declared, **{status: self._problem(status) for status in missing}}
        if is_kept(self.view, self.method):
            unchanged = OpenApiResponse(None, description=_DESCRIBED["304"])
            found["304"] = self._get_response_for_code(unchanged, "304")  # type: ignore[no-untyped-call]  # as below
        return found

    def _statuses(self) -> list[str]:
        with_a_body = _WITH_A_BODY if self.method in {"POST", "PUT", "PATCH"} else ()
        with_a_key = ("401",) if self.view.get_authenticators() else ()
        by_scope = ("403",) if self.method in getattr(self.view, "scopes", ()) else ()
        return [*with_a_body, *with_a_key, *by_scope, *(("404",) if "{" in self.path else ()), *_ALWAYS]

    def _problem(self, status: str) -> Any:
        described = OpenApiResponse(ProblemSerializer, description=_DESCRIBED[status])
        return self._get_response_for_code(described, status, media_types=[CONTENT_TYPE])  # type: ignore[no-untyped-call]  # ships no types for it


class AnyToken(TokenScheme):  # type: ignore[no-untyped-call]  # as above
    """Describes our own keys, too."""

    match_subclasses = True
    priority = 1


def required_keys_alone(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Return the description ``result`` without the keys that a call may have and need not have.

    For the maker of clients, which takes every key that is named for one that is needed.
    """
    for operation in (one for path in result["paths"].values() for one in path.values()):
        if {} in operation.get("security", ()):
            del operation["security"]
    return result


FOR_CLIENTS = {"POSTPROCESSING_HOOKS": [
    "drf_spectacular.hooks.postprocess_schema_enums", "backend.http.schema.required_keys_alone",
]}  # fmt: skip
