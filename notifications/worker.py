"""One run of one job of the timetable: what the embedded thread and Celery do alike."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.utils import timezone
from django.utils.module_loading import import_string

from backend.core import trace
from backend.core.present import present
from backend.jobs import JOBS, Job
from backend.reports.wall import ALL, seeing
from notifications.step import taken

BY_NAME = {job.name: job for job in JOBS}
# These have something to do as soon as there are new events.
ON_NEWS = ("food alerts", "letters", "webhooks", "figures")


def run(job: Job) -> object:
    """Run the job now and return what it returns; None where it failed, which is logged with its traceback."""
    with trace.of(None):
        return taken(f"Job {job.name}", partial(_call, job.function))


def _call(path: str) -> object:
    function: Callable[..., object] = import_string(path)
    now: datetime = timezone.now()
    with present(), seeing(ALL):
        return function(now=now)
