"""How a sample report comes in: where, of which kind, in whose words, by which way."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from random import Random

from django.utils import translation

from backend.demo.fates import Destiny
from backend.demo.ground import MOST_ILL, Ask, Route, Sort
from backend.demo.office import CITY_S, DAY_S, HOUR_S
from backend.demo.seasons import Day, category_of, moment_of
from backend.demo.spots import Places, Spot
from backend.demo.story import Opening, Story
from backend.demo.texts import Filling, Template, templates, without_marks
from backend.reports.codes import ALPHABET, LENGTH, check_character
from backend.reports.models import Channel
from backend.reports.models.standing import TAKEN_DOWN
from backend.reports.taken_down import READ_ALOUD
from backend.routing.complaints import ReadsLike
from backend.routing.deadlines import spoken
from backend.routing.models import QuestionType

_SPAM, _HELD, _REPEATED = 0.004, 0.003, 0.045
_CONTACT_PHONE, _ANSWERED = 0.4, 0.6
_WITH_PHOTOS, _WITH_ADDRESS = 0.72, 0.2
_REPEATED_WITHIN_S = 3 * DAY_S
_CHANNELS = {
    Channel.WEB: 55, Channel.API: 14, Channel.ZALO: 10, Channel.PHONE: 10, Channel.WALK_IN: 5, Channel.OPEN311: 3,
    Channel.EMAIL: 2, Channel.LETTER: 1,
}  # fmt: skip
_PROGRAM = "mau-open311"
_ON_MAIN_STREETS = frozenset({"congestion", "black_spot", "signal_sign", "traffic_violation", "pavement_occupied",
                              "street_dust", "illegal_advert"})  # fmt: skip
_TIMES = ("5 giờ sáng", "6 giờ sáng", "7 giờ sáng", "9 giờ sáng", "11 giờ trưa", "1 giờ chiều", "3 giờ chiều",
          "5 giờ chiều", "6 giờ tối", "8 giờ tối", "10 giờ đêm", "nửa đêm")  # fmt: skip
_LANDMARKS = ("nhà văn hóa", "trường tiểu học", "trường mầm non", "chợ", "trạm y tế", "sân bóng", "cây xăng",
              "khu chung cư", "vườn hoa", "điểm dừng xe buýt", "chân cầu vượt", "ngã tư", "bãi gửi xe")  # fmt: skip
_WORDS = {"site_name": "Gần nhà văn hóa tổ dân phố", "establishment": "Quán không biển hiệu", "lamp_no": "C12",
          "source_known": "Không rõ", "supplier": "Chợ gần nhà", "host": "Không rõ tên",
          "hospital": "Trạm y tế"}  # fmt: skip
_STEP, _CODES = 4_611_686_019, len(ALPHABET) ** (LENGTH - 1)  # coprime: every number has a code of its own


@dataclass(frozen=True, slots=True)
class Chapter:
    """Some days in a row: the reports that come in then, the first of them numbered ``first_pk``."""

    number: int
    days: tuple[Day, ...]
    era: int
    first_pk: int


@dataclass(frozen=True)
class Cast:
    """Who and what the openings are drawn from. ``photos_from``: reports from this number on may bring photos."""

    places: Places
    sorts: Mapping[str, Sort]
    route_of: Callable[[int, str, str], Route]
    taken_codes: frozenset[str]
    photos_from: int
    stuck_share: Callable[[int], float]


def open_chapter(chapter: Chapter, cast: Cast, rng: Random) -> Iterator[tuple[Opening, Destiny, Filling]]:
    """Yield the reports of the chapter in the order they come in, what becomes of them, and their words' fillings."""
    openers = _Opener(chapter, cast, rng)
    codes = tuple(cast.sorts)
    pk = chapter.first_pk
    for day in chapter.days:
        kinds = (category_of(day, codes, rng) for _ in range(day.number))
        for at, code in sorted((moment_of(day, code, rng), code) for code in kinds):
            yield openers.open(pk, code, at)
            pk += 1


def received_data(story: Story, *, has_contact: bool) -> str:
    """Return JSON of the event's data: consent read aloud, the reasons and units as ``routing.decide`` says them."""
    route = story.route
    ill = story.opening.answers.get("people_ill")
    accept, resolve = route.accept, route.resolve
    reasons = (
        route.head,
        route.poisoning.get(ill, "") if isinstance(ill, int) else "",
        route.level,
        f"{accept[0]}{_spoken(story.accept_by)}{accept[1]}",
        f"{resolve[0]}{_spoken(story.resolve_by)}{resolve[1]}",
        route.urgent,
    )
    consent = f'"consent":"{READ_ALOUD}",' if has_contact and story.opening.by_staff else ""
    return f'{{{consent}"reasons":[{",".join(filter(None, reasons))}],"sample":true,"with":{route.with_json}}}'


def code_of(number: int, taken: frozenset[str]) -> str:
    """Return the tracking code of sample report ``number``: looks random, never given twice, none of ``taken``."""
    while True:
        rest, body = number * _STEP % _CODES, ""
        for _ in range(LENGTH - 1):
            rest, place = divmod(rest, len(ALPHABET))
            body += ALPHABET[place]
        code = body + check_character(body)
        if code not in taken:
            return code
        number += _CODES // 2


class _Opener:
    def __init__(self, chapter: Chapter, cast: Cast, rng: Random) -> None:
        self._chapter, self._cast, self._rng = chapter, cast, rng
        self._recent: deque[tuple[Opening, int]] = deque(maxlen=150)
        self._number = len(cast.places.weights)

    def open(self, pk: int, code: str, at: int) -> tuple[Opening, Destiny, Filling]:
        rng, cast = self._rng, self._cast
        kind = rng.random()
        main = self._main(at) if kind < _REPEATED else None
        is_spam = not main and kind > 1 - _SPAM
        held_as = self._held_as() if not main and not is_spam and kind > 1 - _SPAM - _HELD else ""
        place = cast.places.twins.get(main[1], main[1]) if main else self._place(code)
        sort = main[0].sort if main else cast.sorts[_sort_code(code, is_spam=is_spam, is_held=bool(held_as))]
        spot, filling = cast.places.spots[place], _filling(cast.places.spots[place], rng)
        text = _text(sort.code, held_as, filling, rng, is_spam=is_spam)
        opening = self._opening(pk, sort, spot, at=at, held_as=held_as, text=text)
        if not (main or is_spam or held_as):
            self._recent.append((opening, place))
        destiny = Destiny(
            is_spam=is_spam,
            main=main[0] if main else None,
            is_stuck=not is_spam and rng.random() < cast.stuck_share(at),
            has_photos=pk >= cast.photos_from,
            has_phone=rng.random() < _CONTACT_PHONE,
        )
        return opening if not is_spam else replace(opening, photos=0), destiny, filling

    def _opening(self, pk: int, sort: Sort, spot: Spot, *, at: int, held_as: str, text: str) -> Opening:
        rng, cast = self._rng, self._cast
        channel = rng.choices(tuple(_CHANNELS), _CHANNEL_WEIGHTS)[0] if not held_as else Channel.WEB
        brings = pk >= cast.photos_from and sort.wants_photo and rng.random() < _WITH_PHOTOS
        return Opening(
            pk=pk,
            code=code_of(pk, cast.taken_codes),
            sort=sort,
            spot=spot,
            era=self._chapter.era,
            route=cast.route_of(spot.arounds[self._chapter.era], sort.code, held_as),
            text=text,
            address=_address(spot, rng) if rng.random() < _WITH_ADDRESS else "",
            held_as=held_as,
            channel=channel.value,
            at=at,
            by_staff=channel in TAKEN_DOWN,
            program=_PROGRAM if channel == Channel.OPEN311 else "",
            answers=_answers(sort, at, rng),
            photos=rng.choice((1, 1, 1, 2, 2, 3)) if brings else 0,
        )

    def _main(self, at: int) -> tuple[Opening, int] | None:
        """Return a report that came in not long ago, for another to repeat."""
        found = self._rng.choice(self._recent) if self._recent else None
        return found if found and 0 < at - found[0].at < _REPEATED_WITHIN_S else None

    def _place(self, code: str) -> int:
        spots, weights = self._cast.places.spots, self._cast.places.weights
        place = self._rng.choices(range(self._number), cum_weights=weights)[0]
        if code in _ON_MAIN_STREETS and not spots[place].is_main:  # look a second time
            place = self._rng.choices(range(self._number), cum_weights=weights)[0]
        return place

    def _held_as(self) -> str:
        return (ReadsLike.KHIEU_NAI if self._rng.random() < 0.7 else ReadsLike.TO_CAO).value


_CHANNEL_WEIGHTS = tuple(_CHANNELS.values())
ANY_KIND = "other"  # the category of what fits none


def _sort_code(code: str, *, is_spam: bool, is_held: bool) -> str:
    return ANY_KIND if is_spam or is_held else code


def _text(code: str, held_as: str, filling: Filling, rng: Random, *, is_spam: bool) -> str:
    name = "spam" if is_spam else f"held/{held_as}" if held_as else f"residents/{code}"
    among: tuple[Template, ...] = templates(name)
    return among[int(rng.random() * len(among))].filled(filling)


def _filling(spot: Spot, rng: Random) -> Filling:
    number, group, days = str(rng.randrange(2, 320)), str(rng.randrange(1, 25)), str(rng.randrange(2, 9))
    alley = spot.alley or str(rng.randrange(2, 400))
    time, landmark = rng.choice(_TIMES), rng.choice(_LANDMARKS)
    marked = {"street": spot.street, "number": number, "alley": alley, "group": group, "days": days,
              "time": time, "landmark": landmark}  # fmt: skip
    bare = {**marked, "street": spot.street_bare, "time": _BARE[time], "landmark": _BARE[landmark]}
    return Filling(marked, bare)


_BARE = {words: without_marks(words) for words in (*_TIMES, *_LANDMARKS)}


def _address(spot: Spot, rng: Random) -> str:
    if spot.alley:
        return f"Ngõ {spot.alley} {spot.street}"
    return f"Số {rng.randrange(2, 320)} {spot.street}" if rng.random() < 0.6 else f"Tổ {rng.randrange(1, 25)}"


def _answers(sort: Sort, at: int, rng: Random) -> dict[str, object]:
    return {ask.code: _answer(ask, at, rng) for ask in sort.questions if rng.random() < _ANSWERED}


_CHOICE, _MULTI, _YES_NO = QuestionType.CHOICE.value, QuestionType.MULTI.value, QuestionType.YES_NO.value
_NUMBER, _DATETIME = QuestionType.NUMBER.value, QuestionType.DATETIME.value


def _answer(ask: Ask, at: int, rng: Random) -> object:
    if ask.type == _MULTI:
        first = rng.randrange(len(ask.options))
        return list(ask.options[first : first + rng.randrange(1, 3)])
    if ask.type == _YES_NO:
        return rng.random() < 0.6
    if ask.type == _NUMBER:
        return rng.randrange(1, MOST_ILL + 1)
    words = _local(at - rng.randrange(1, 9) * HOUR_S) if ask.type == _DATETIME else _WORDS.get(ask.code)
    return rng.choice(ask.options) if ask.type == _CHOICE else words or "Không rõ"


def _local(moment: int) -> str:
    return datetime.fromtimestamp(moment + CITY_S, UTC).strftime("%Y-%m-%dT%H:%M+07:00")


def _spoken(moment: int) -> str:
    """Return what ``routing.deadlines.spoken`` returns."""
    day, second = divmod(moment + CITY_S, DAY_S)
    return f"{second // HOUR_S} giờ {second // 60 % 60:02d}, {_day_words(day)}"


@lru_cache(maxsize=4096)
def _day_words(day: int) -> str:
    with translation.override("vi"):
        return spoken(datetime.fromtimestamp(day * DAY_S - CITY_S, UTC)).split(", ", 1)[1]


def answers_json(answers: Mapping[str, object]) -> str:
    return json.dumps(answers, ensure_ascii=False) if answers else "{}"
