"""What Celery runs: any job of the timetable, by its name."""

from celery import shared_task

from notifications.worker import BY_NAME, run

TASK = "notifications.run"


@shared_task(name=TASK)  # type: ignore[untyped-decorator]  # celery ships no types
def run_job(name: str) -> None:
    """Run the job of that name. A failure is logged; the clock brings the job again."""
    run(BY_NAME[name])
