"""What lists of choices are called in the description of the API, where several fields of one name differ."""

CHOICES = {
    "TurnEnum": "backend.reports.changes.Turn",
    "StateEnum": "moderation.api.shapes.LEFT",
    "AlertKindEnum": "backend.indicators.models.AlertKind",
    "AlertStateEnum": "backend.indicators.models.AlertState",
    "AlertOutcomeEnum": "backend.indicators.models.Outcome",
    "ProposalStateEnum": "backend.indicators.models.ProposalState",
    "LevelEnum": "backend.routing.models.Level",
    "HeatLevelEnum": "backend.indicators.heat.Level",
    "ReviewKindEnum": "backend.indicators.models.ReviewKind",
    "HotspotKindEnum": "backend.places.models.HotspotKind",
    "DocumentStateEnum": "backend.indicators.models.Making",
    "ValueStateEnum": "moderation.api.value_shapes.ValueState",
    "CallResultEnum": "backend.reports.models.CallResult",
    "InspectionResultEnum": "backend.registers.standing.Result",
    "EntryKindEnum": "backend.registers.standing.EntryKind",
    "EntryStateEnum": "backend.registers.standing.State",
}
