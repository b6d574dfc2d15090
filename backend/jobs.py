"""Timed work as data: the embedded thread and Celery's clock run this one table."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Job:
    """One piece of timed work: a short name, the function's dotted path (called with ``now=``), and how often."""

    name: str
    function: str
    every: timedelta


JOBS: tuple[Job, ...] = (
    Job("letters", "notifications.dispatch.drain", timedelta(seconds=5)),
    Job("webhooks", "notifications.webhooks.sending.drain", timedelta(seconds=5)),
    Job("webhook log", "notifications.webhooks.owing.forget_old", timedelta(hours=6)),
    Job("figures", "backend.indicators.rollup.fold", timedelta(seconds=10)),
    Job("months ahead", "backend.indicators.prepared.prepare_next", timedelta(minutes=1)),
    Job("recounts", "backend.indicators.recounted.recount_closed", timedelta(minutes=1)),
    Job("food alerts", "backend.indicators.watch_food.watch", timedelta(seconds=30)),
    Job("alert reminders", "backend.indicators.remind_alerts.remind", timedelta(minutes=1)),
    Job("spikes", "backend.indicators.watch_spikes.watch", timedelta(minutes=30)),
    Job("hot spots", "backend.indicators.propose_hotspots.search", timedelta(hours=1)),
    Job("documents", "backend.indicators.documents.make.make_waiting", timedelta(seconds=5)),
    Job("parcels", "notifications.partners.sending.drain", timedelta(seconds=15)),
    Job("partners", "notifications.partners.polling.poll", timedelta(minutes=5)),
    Job("open data", "citizen_api.opendata.editions.write_nightly", timedelta(minutes=10)),
    Job("questions", "backend.reports.clock.end_unanswered_questions", timedelta(minutes=5)),
    Job("reminders", "backend.reports.escalation.remind", timedelta(minutes=5)),
    Job("duty", "backend.reports.duty.call_duty", timedelta(minutes=1)),
    Job("digest", "backend.reports.digest.announce", timedelta(minutes=5)),
    Job("areas", "backend.reports.area_digest.announce", timedelta(minutes=5)),
    Job("closing", "backend.reports.clock.close_silent", timedelta(minutes=15)),
    Job("followers", "backend.reports.asking.forget_unconfirmed", timedelta(hours=1)),
    Job("answers", "backend.reports.once.forget_done", timedelta(hours=6)),
    Job("marks", "backend.reports.arrivals.forget_old", timedelta(hours=1)),
    Job("retention", "backend.reports.retention.forget_ended", timedelta(hours=1)),
    Job("backups", "backend.backups.overdue.watch", timedelta(minutes=5)),
    Job("sweep", "backend.reports.sweep.sweep_photos", timedelta(hours=1)),
)
