"""What becomes of a sample report: who is quick, who is late, who asks, refuses, merges, reopens. All by chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from backend.demo.office import DAY_S, HOUR_S
from backend.demo.story import RECEIVED, SILENCE_S, NotYet, Opening, Story
from backend.demo.texts import Filling, Template, templates
from backend.reports.models import Kind
from backend.reports.models.standing import HELD_DENUNCIATION

# Shares of all reports, unless said otherwise: inventions, chosen to look like a district that works, with faults.
_LATE = 0.10  # acts after their deadline, of a unit of middling pace
_REJECTED, _REJECTED_LATER = 0.035, 0.012
_ASKED, _ANSWERED = 0.06, 0.65
_STARTED = 0.55
_SATISFIED, _UNSATISFIED = 0.22, 0.05
_REOPENED_LATER, _REOPENED_BY_HEAD = 0.012, 0.006
_REJECTED_REOPENED, _UNMERGED = 0.04, 0.03
_RELEASED = 0.9  # of what waits for a look, looked at when it is accepted
_RESULT_PHOTO = 0.75  # of results, where photos are given at all
_NOTED, _CALLED = 0.06, 0.15
_SPAM_REJECTED = 0.8
_REASONS = (("fixed_before", 0.4), ("lawful", 0.65), ("private_dispute", 0.8), ("procedure", 0.9), ("not_enough", 1.0))
_MINUTE_S = 60
_CLOCK_ROUND_S = 15 * _MINUTE_S  # the clock's work comes round this often


@dataclass(frozen=True, slots=True)
class Destiny:
    """What is settled beforehand: a spam, the report it repeats, that nobody ends it, whether photos are given."""

    is_spam: bool = False
    main: Opening | None = None
    is_stuck: bool = False
    has_photos: bool = False
    has_phone: bool = False


class Fate:
    """Leads one story from its receipt to where it stands at the last moment."""

    def __init__(self, story: Story, destiny: Destiny, *, filling: Filling, rng: Random) -> None:
        self._story, self._destiny, self._filling, self._rng = story, destiny, filling, rng
        self._pace = 0.7 + (story.unit_id * 37 % 11) * 0.06  # some offices are quicker, always the same ones
        self._at = story.opening.at

    def run(self) -> None:
        try:
            self._run()
        except NotYet:
            return

    def _run(self) -> None:
        if self._destiny.is_spam:
            self._as_spam()
            return
        if self._story.opening.held_as and not self._was_cleared():
            return
        if self._destiny.main and not self._was_unmerged(self._destiny.main):
            return
        self._accepted_or_not()

    def _as_spam(self) -> None:
        self._later(0.2 * HOUR_S, 4 * HOUR_S)
        self._story.mark_spam(self._at, self._said("staff/spam"))
        if self._chance(_SPAM_REJECTED):
            self._later(_MINUTE_S, 10 * _MINUTE_S)
            self._story.reject(self._at, self._said("staff/reject_test"), reason="test")

    def _was_cleared(self) -> bool:
        """Refuse with directions what reads like khiếu nại, or let it go on; refuse a denunciation always."""
        self._later(HOUR_S, 9 * HOUR_S)
        is_denunciation = self._story.opening.held_as == HELD_DENUNCIATION
        if is_denunciation or self._chance(0.65):
            reason = "denunciation" if is_denunciation else "complaint"
            self._story.reject(self._at, self._said(f"staff/reject_{reason}"), reason=reason)
            return False
        self._story.clear(self._at, self._said("staff/release"))
        return True

    def _was_unmerged(self, main: Opening) -> bool:
        self._within(self._story.accept_by)
        self._at = max(self._at, main.at + _MINUTE_S)
        self._story.merge(self._at, self._said("staff/merge"), main=main)
        if not self._chance(_UNMERGED):
            return False
        self._later(HOUR_S, 6 * HOUR_S)
        self._story.unmerge(self._at, self._said("staff/unmerge"))
        return True

    def _accepted_or_not(self) -> None:
        if self._destiny.is_stuck and self._chance(0.15):
            return  # nobody ever looked
        self._within(self._story.accept_by)
        if self._chance(_ASKED * 0.4) and not self._goes_on_after_question():
            return
        if self._chance(_REJECTED) and not self._was_rejected_in_vain():
            return
        if self._story.status == RECEIVED:
            self._accept()
        self._call()
        self._work(times=0)

    def _accept(self) -> None:
        story = self._story
        wants_look = not story.is_public and story.opening.held_as != HELD_DENUNCIATION and self._chance(_RELEASED)
        story.accept(self._at, self._said("staff/accept"), release=wants_look or bool(story.pictures))

    def _goes_on_after_question(self) -> bool:
        """Ask the reporter, wait; False where the report was refused because nobody answered."""
        story = self._story
        story.ask(self._at, self._said("staff/ask"))
        due = story.answer_by or self._at
        if self._chance(_ANSWERED):
            self._at += int((due - self._at) * self._rng.uniform(0.02, 0.9))
            story.answer(self._at, self._said("reporter/answer"))
        else:
            self._at = due + self._rng.randrange(5, 300)
            story.end_question(self._at)
            if self._chance(0.6):
                self._later(HOUR_S, 6 * HOUR_S)
                story.reject(self._at, self._said("staff/reject_not_enough"), reason="not_enough")
                return False
        self._later(0.3 * HOUR_S, 3 * HOUR_S)
        return True

    def _was_rejected_in_vain(self) -> bool:
        """Refuse; True where the unit's head later opens it again."""
        if self._destiny.has_photos and self._chance(0.4):
            self._story.reject(self._at, self._said("staff/reject_not_found"), reason="not_found", with_photo=True)
        else:
            chance = self._rng.random()
            reason = next(reason for reason, share in _REASONS if chance < share)
            self._story.reject(self._at, self._said(f"staff/reject_{reason}"), reason=reason)
        if not self._chance(_REJECTED_REOPENED):
            return False
        self._later(4 * HOUR_S, 24 * HOUR_S)
        self._story.reopen_by_head(self._at, self._said("staff/reopen"))
        return True

    def _work(self, *, times: int) -> None:
        """From acceptance to the result, and what the reporter says of it; at most three times."""
        story = self._story
        if self._chance(_NOTED):
            self._soon()
            story.note(Kind.NOTED, self._at, self._said("staff/note"))
        if self._chance(_STARTED):
            self._part_way()
            story.start(self._at, self._said("staff/start"))
        if self._chance(_ASKED * 0.6) and not self._goes_on_after_question():
            return
        if self._destiny.is_stuck:
            return
        if self._chance(_REJECTED_LATER) and not self._was_rejected_in_vain():
            return
        self._within(story.resolve_by)
        self._resolve()
        if self._is_reopened() and times < 2:  # three rounds are enough for anybody
            self._work(times=times + 1)

    def _resolve(self) -> None:
        story = self._story
        folder = "staff/resolve" if self._chance(0.35) else f"staff/resolve_{story.sort.group}"
        with_photo = self._destiny.has_photos and self._chance(_RESULT_PHOTO)
        story.resolve(self._at, self._said(folder), with_photo=with_photo)
        if with_photo and story.is_public and self._chance(0.8):
            story.publish(self._at + self._rng.randrange(60, 1200))

    def _is_reopened(self) -> bool:
        """Hear the reporter, or wait seven silent days; return True where the work begins again."""
        story, chance = self._story, self._rng.random()
        if chance < _SATISFIED:
            self._at += int(self._rng.uniform(0.05, 5.5) * DAY_S)
            rating = self._rng.choices((3, 4, 5, None), (1, 4, 5, 2))[0]
            story.close_satisfied(self._at, self._perhaps("reporter/satisfied", 0.6), rating=rating)
        elif chance < _SATISFIED + _UNSATISFIED:
            self._at += int(self._rng.uniform(0.05, 6) * DAY_S)
            rating = self._rng.choices((1, 2, None), (4, 3, 2))[0]
            story.reopen_unsatisfied(self._at, self._said("reporter/unsatisfied"), rating=rating)
            self._soon()
            return True
        else:
            self._at += SILENCE_S + self._rng.randrange(5, _CLOCK_ROUND_S)
            story.close_silent(self._at)
        return self._is_reopened_after_closing()

    def _is_reopened_after_closing(self) -> bool:
        story, chance = self._story, self._rng.random()
        if chance < _REOPENED_LATER:
            self._at += int(self._rng.uniform(0.5, 6.8) * DAY_S)
            story.reopen_unsatisfied(self._at, self._said("reporter/unsatisfied"), rating=None)
        elif chance < _REOPENED_LATER + _REOPENED_BY_HEAD:
            self._later(8 * HOUR_S, 80 * HOUR_S)
            story.reopen_by_head(self._at, self._said("staff/reopen"))
        else:
            return False
        self._soon()
        return True

    def _call(self) -> None:
        if self._destiny.has_phone and self._chance(_CALLED):
            self._later(_MINUTE_S, HOUR_S)
            self._story.note(Kind.CONTACT_SEEN, self._at, self._said("staff/contact_seen"))
            self._later(_MINUTE_S, 20 * _MINUTE_S)
            self._story.note(Kind.CALLED, self._at, self._said("staff/called"))

    def _within(self, due: int) -> None:
        """Let time pass to an act that is due at ``due``: mostly before, sometimes late, at the unit's pace."""
        left = self._between(self._at, due)
        if self._chance(_LATE * self._pace) or left <= 0:
            span = max(left, 2 * HOUR_S)
            self._at = self._after(int(span * self._rng.uniform(1.03, 1.9)))
        else:
            self._at = self._after(max(_MINUTE_S, int(left * self._pace * 0.85 * self._rng.random() ** 0.8)))

    def _part_way(self) -> None:
        left = self._between(self._at, self._story.resolve_by)
        self._at = self._after(max(_MINUTE_S, int(left * self._rng.uniform(0.02, 0.3))))

    def _soon(self) -> None:
        self._later(10 * _MINUTE_S, 3 * HOUR_S)

    def _later(self, least_s: float, most_s: float) -> None:
        self._at = self._after(int(self._rng.uniform(least_s, most_s)))

    def _after(self, seconds: int) -> int:
        story = self._story
        return story.stage.office.add(self._at, seconds) if story.sort.is_office else self._at + seconds

    def _between(self, start: int, end: int) -> int:
        story = self._story
        return story.stage.office.between(start, end) if story.sort.is_office else max(0, end - start)

    def _said(self, name: str) -> str:
        return self._pick(templates(name)).filled(self._filling)

    def _perhaps(self, name: str, share: float) -> str:
        return self._said(name) if self._chance(share) else ""

    def _pick(self, among: Sequence[Template]) -> Template:
        return among[int(self._rng.random() * len(among))]

    def _chance(self, share: float) -> bool:
        return self._rng.random() < share
