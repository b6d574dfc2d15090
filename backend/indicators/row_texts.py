"""What ``seals.text`` makes of a row, made by the database: of a month's rows it sends one text each."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, Case, DateTimeField, F, Func, Model, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.db.models.sql.compiler import SQLCompiler


def texts(model: type[Model], columns: Sequence[str], *, through: str = "") -> list[Any]:
    """Return each of ``columns`` of ``model`` as the text that ``seals.text`` makes of it.

    ``through``: the relation by which the query reaches them ("counted__").
    """
    return [_text(model, name, f"{through}{name}") for name in columns]


def _text(model: type[Model], name: str, path: str) -> Any:
    field = model._meta.get_field(name.removesuffix("_id"))  # noqa: SLF001  # Django's own name for it
    if isinstance(field, DateTimeField):
        return Coalesce(_Moment(F(path)), Value(""))
    if isinstance(field, BooleanField):
        return Case(When(**{path: True}, then=Value("1")), default=Value("0"), output_field=TextField())
    text = Cast(F(path), TextField())
    return Coalesce(text, Value("")) if field.null else text


class Joined(Func):
    """Texts, none of them null, joined by bars."""

    output_field = TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" || '|' || ", **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="concat_ws('|', %(expressions)s)", **context)


class _Moment(Func):
    """A moment in UTC with six decimals of the second."""

    output_field = TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        template = "substr(%(expressions)s || '.000000', 1, 26)"  # without decimals where there are none
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        return self.as_sql(compiler, connection, template=template, **context)
