"""How soon somebody acted on the food alerts of a month, kept when it was closed."""

from django.db import models

from backend.indicators.models.alert import Alert
from backend.indicators.models.figures import ClosedMonth
from backend.places.models import Ward


class FrozenAction(models.Model):
    """One food alert raised in a closed month; never changed, sealed by the month's head.

    ``minutes``: whole ones from raising to the first act of a person; to the closing where nobody ``is_acted``.
    """

    closed = models.ForeignKey(ClosedMonth, models.PROTECT, related_name="actions", db_index=False)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="+", db_index=False)
    ward = models.ForeignKey(Ward, models.PROTECT, related_name="+", db_index=False)
    minutes = models.PositiveIntegerField()
    is_acted = models.BooleanField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["closed", "alert"], name="indicators_action_once")]

    def __str__(self) -> str:
        return f"{self.closed_id} {self.alert_id}: {self.minutes}"
