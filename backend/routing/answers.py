"""Answers to a category's extra questions: checked at the door of the domain, kept as plain JSON, said in words.

Kept values: choice and text a string, multi a list of option codes in the order asked, yes_no a bool, number an int or
the code of an allowed word ("unknown"), datetime an ISO 8601 string in the city's zone (+07:00).
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from backend.core.errors import Refused
from backend.core.text import clean_line
from backend.routing.deadlines import spoken
from backend.routing.models import Category, Emergency, Group, Question, QuestionType
from backend.routing.names import in_language

Answer = str | bool | int | list[str]

MAX_TEXT = 200
MAX_NUMBER = 100_000
_NUISANCE = "public_nuisance"  # its number is for fights, not for noise
_YES = frozenset({"yes", "true", "1", "có"})
_NO = frozenset({"no", "false", "0", "không"})
_WHOLE = re.compile(r"[0-9]{1,9}")
_WRITTEN = re.compile(
    r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)


@dataclass(frozen=True)
class Said:
    """One answer for the screen: the question's code and label, the answer in words, and who may see it."""

    code: str
    label: str
    words: str
    is_private: bool
    is_health: bool


def check_answers(category: Category, raw: Mapping[str, object], *, form: bool = False) -> dict[str, Answer]:
    """Return the answers of ``raw`` by question code, checked and cleaned; what was left empty is left out.

    Raises Refused with field ``answers.<code>``. Only with ``form`` (the web form) are required questions enforced:
    staff, phone and other programs may leave any of them out.
    """
    questions = {question.code: question for question in category.questions.all()}
    for code in raw:
        if code not in questions:
            raise _refused(clean_line(str(code))[:40], _("Loại việc này không có câu hỏi đó."), code="unknown_question")
    answers: dict[str, Answer] = {}
    for code, question in questions.items():
        value = raw.get(code)
        if not _is_empty(value):
            answers[code] = _READERS[QuestionType(question.type)](question, value)
        if form and question.required and answers.get(code) in {None, ""}:
            raise _refused(code, _("Xin ông/bà trả lời câu hỏi này."), code="required")
    return {code: answer for code, answer in answers.items() if answer not in ("", [])}


def public_answers(category: Category, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers that anyone may see: those to questions the category still asks and that are not private."""
    public = {question.code for question in category.questions.all() if not question.is_private}
    return {code: answer for code, answer in answers.items() if code in public}


def in_words(category: Category, answers: Mapping[str, Answer]) -> tuple[Said, ...]:
    """Return the answers for the screen, in the order asked and the active language, private ones included."""
    return tuple(
        Said(
            code=question.code,
            label=in_language(question.label, question.label_en),
            words=_words(question, answers[question.code]),
            is_private=question.is_private,
            is_health=question.is_health,
        )
        for question in category.questions.all()
        if question.code in answers
    )


def emergency_for(category: Category, answers: Mapping[str, Answer]) -> str:
    """Return the number to show first: 115 for any food matter with people ill, else the category's, "" for none."""
    ill = answers.get("people_ill")
    if category.group == Group.FOOD and isinstance(ill, int) and ill > 0:
        return Emergency.AMBULANCE
    return category.emergency


def emergency_words(category: Category, answers: Mapping[str, Answer]) -> str:
    """Return the sentence shown with the emergency number, "" where there is none."""
    number = emergency_for(category, answers)
    if not number:
        return ""
    if category.code == _NUISANCE:
        words = _("Nếu đang xô xát, đe dọa, hãy gọi %(number)s trước. Gửi phản ánh sau cũng được.")
    else:
        words = _("Nếu có người đang gặp nguy hiểm, hãy gọi %(number)s trước. Gửi phản ánh sau cũng được.")
    return words % {"number": number}


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], ()) or (isinstance(value, str) and not value.strip())


def _choice(question: Question, value: object) -> Answer:
    if not isinstance(value, str) or value not in _codes(question):
        raise _refused(question.code, _("Xin ông/bà chọn một trong các mục có sẵn."))
    return value


def _multi(question: Question, value: object) -> Answer:
    chosen = [value] if isinstance(value, str) else value
    if not isinstance(chosen, list | tuple) or any(code not in _codes(question) for code in chosen):
        raise _refused(question.code, _("Xin ông/bà chọn trong các mục có sẵn."))
    return [code for code in _codes(question) if code in chosen]


def _yes_no(question: Question, value: object) -> Answer:
    word = unicodedata.normalize("NFC", value).strip().lower() if isinstance(value, str) else ""
    if value is True or word in _YES:
        return True
    if value is False or word in _NO:
        return False
    raise _refused(question.code, _("Xin ông/bà trả lời có hoặc không."))


def _number(question: Question, value: object) -> Answer:
    word = clean_line(value).lower() if isinstance(value, str) else ""
    for option in question.options:
        if word in {option["code"], option["label"]}:
            return str(option["code"])
    number = _whole(value)
    if number is None or number > MAX_NUMBER:
        most = number_format(MAX_NUMBER, force_grouping=True)
        raise _refused(question.code, _("Xin ông/bà ghi một số từ 0 đến %(most)s.") % {"most": most})
    return number


def _whole(value: object) -> int | None:
    """Return a whole number of zero or more; None for booleans, fractions, NaN, "1_0", "１" and the like."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, int | float) and math.isfinite(value) and value >= 0 and value == int(value):
        return int(value)
    return None


def _text(question: Question, value: object) -> Answer:
    if not isinstance(value, str):
        raise _refused(question.code, _("Xin ông/bà trả lời bằng chữ."))
    line = clean_line(value)
    if len(line) > MAX_TEXT:
        raise _refused(question.code, _("Xin ông/bà viết không quá %(most)s ký tự.") % {"most": MAX_TEXT})
    return line


def _datetime(question: Question, value: object) -> Answer:
    written = value.strip() if isinstance(value, str) else ""
    try:
        moment = datetime.fromisoformat(written) if _WRITTEN.fullmatch(written) else None
    except ValueError:  # the thirtieth of February
        moment = None
    if moment is None:
        raise _refused(question.code, _("Xin ông/bà ghi ngày và giờ."))
    city = timezone.get_default_timezone()
    aware = timezone.make_aware(moment, city) if timezone.is_naive(moment) else moment.astimezone(city)
    return aware.isoformat(timespec="minutes")


_READERS: dict[QuestionType, Callable[[Question, object], Answer]] = {
    QuestionType.CHOICE: _choice,
    QuestionType.MULTI: _multi,
    QuestionType.YES_NO: _yes_no,
    QuestionType.NUMBER: _number,
    QuestionType.TEXT: _text,
    QuestionType.DATETIME: _datetime,
}


def _codes(question: Question) -> list[str]:
    return [option["code"] for option in question.options]


def _words(question: Question, answer: Answer) -> str:
    if isinstance(answer, bool):
        return _("Có") if answer else _("Không")
    if question.type == QuestionType.DATETIME and isinstance(answer, str):
        return spoken(datetime.fromisoformat(answer))
    labels = {option["code"]: in_language(option["label"], option["label_en"]) for option in question.options}
    given = answer if isinstance(answer, list) else [str(answer)]
    return ", ".join(labels.get(one, one) for one in given)


def _refused(question: str, message: str, *, code: str = "invalid") -> Refused:
    return Refused(message, field=f"answers.{question}", code=code)
