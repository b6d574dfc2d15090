"""Celery for production: the same idempotent functions as the embedded thread, timed by the same table."""

import os

from celery import Celery
from django.conf import settings

from backend.jobs import JOBS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
app = Celery("long_bien")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["notifications"])
app.conf.task_reject_on_worker_lost = True  # every job may run twice: one cut off is simply run again
app.conf.beat_schedule_filename = str(settings.VAR / "beat")
app.conf.beat_schedule = {
    job.name: {
        "task": "notifications.run",
        "args": [job.name],
        "schedule": job.every,
        "options": {"expires": job.every.total_seconds()},  # a worker that was away need not catch up on rings
    }
    for job in JOBS
}
