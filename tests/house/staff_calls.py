"""Who is let in at the calls of the staff API that are about the programme and the registers."""

from tests.house.roles import ACT, ADMINISTRATOR, MANAGERS, NOBODY, READ_ALL, SEE, STAFF, UNITS

OFFICE, LEADER = frozenset({"office"}), frozenset({"leader"})
DECIDE = frozenset({"office", "leader"})
TOLD = frozenset({"charge", "head", "stranger"})  # units that were told of the alert
STAFF_CALLS: dict[str, tuple[str, frozenset[str]]] = {
    "api-staff-inbox-map": ("GET /api/v1/staff/inbox/map?box=105.8,21.0,105.95,21.1", STAFF),
    "api-staff-photo": ("GET /api/v1/staff/photos/PHOTO/thumb", SEE),
    "api-staff-choices": ("GET /api/v1/staff/reports/CODE/choices", SEE),
    "api-staff-views": ("GET /api/v1/staff/views", STAFF),
    "api-staff-view-remove": ("POST /api/v1/staff/views/1/remove", STAFF),
    "api-staff-calls": ("GET /api/v1/staff/calls", STAFF),
    "api-staff-call-done": ("POST /api/v1/staff/calls/1", NOBODY),  # only of a call one's units owe
    "api-staff-call-number": ("POST /api/v1/staff/calls/1/number", NOBODY),
    "api-staff-alerts": ("GET /api/v1/staff/alerts", UNITS | READ_ALL),
    "api-staff-alert": ("GET /api/v1/staff/alerts/ALERT", READ_ALL | TOLD),
    "api-staff-alert-acknowledge": ("POST /api/v1/staff/alerts/ALERT/acknowledge", DECIDE | TOLD),
    "api-staff-alert-start": ("POST /api/v1/staff/alerts/ALERT/start", DECIDE | TOLD),
    "api-staff-alert-tick": ("POST /api/v1/staff/alerts/ALERT/tick", DECIDE | TOLD),
    "api-staff-alert-close": ("POST /api/v1/staff/alerts/ALERT/close", DECIDE | TOLD),
    "api-staff-registers": ("GET /api/v1/staff/registers", STAFF),
    "api-staff-register": ("GET /api/v1/staff/registers/market", ACT | READ_ALL),
    "api-staff-entry": ("GET /api/v1/staff/registers/entries/ENTRY", ACT | READ_ALL),
    **{
        f"api-staff-entry-{deed}": (f"POST /api/v1/staff/registers/entries/ENTRY/{deed}", ACT | {"office"})
        for deed in ("edit", "state", "inspect", "mark", "document")
    },
    "api-staff-register-sheet": ("GET /api/v1/staff/registers/market/sheet", ACT | READ_ALL),
    "api-staff-register-take-in": ("POST /api/v1/staff/registers/market/sheets", ACT | {"office"}),
    "api-staff-register-look": ("GET /api/v1/staff/registers/sheets/1", NOBODY),  # only of one's own sheet
    "api-staff-register-confirm": ("POST /api/v1/staff/registers/sheets/1/confirm", NOBODY),
    "api-staff-months": ("GET /api/v1/staff/months", READ_ALL),
    "api-staff-preview-month": ("GET /api/v1/staff/months/2026-10/preview", READ_ALL),
    "api-staff-indicators": ("GET /api/v1/staff/indicators", READ_ALL | {"charge", "head", "stranger"}),
    "api-staff-indicators-fed": ("GET /api/v1/staff/indicators/fed", READ_ALL),
    "api-staff-indicator-reports": ("GET /api/v1/staff/indicators/2.5.5/reports", READ_ALL | {"stranger"}),
    "api-staff-reviews": ("GET /api/v1/staff/reviews", READ_ALL),
    "api-staff-values": ("GET /api/v1/staff/values?indicator=2.5.5", READ_ALL | {"charge", "head", "stranger"}),
    "api-staff-value-approve": ("POST /api/v1/staff/values/VALUE/approve", DECIDE),
    "api-staff-value-refuse": ("POST /api/v1/staff/values/VALUE/refuse", DECIDE),
    "api-staff-cuts": ("GET /api/v1/staff/cuts?by=channel", READ_ALL),
    "api-staff-behind": ("GET /api/v1/staff/figures/reports?figure=open", READ_ALL),
    "api-staff-league": ("GET /api/v1/staff/league", READ_ALL),
    "api-staff-panels": ("GET /api/v1/staff/panels", READ_ALL | {"head"}),
    "api-staff-panel": ("GET /api/v1/staff/panels/ubnd-ngoc-lam", READ_ALL | {"head"}),
    "api-staff-documents": ("GET /api/v1/staff/documents", READ_ALL),
    "api-staff-mid-month": ("GET /api/v1/staff/documents/mid-month?format=csv", READ_ALL),
    "api-staff-document": ("GET /api/v1/staff/documents/DOCUMENT", READ_ALL),
    "api-staff-document-file": ("GET /api/v1/staff/documents/DOCUMENT/files/csv", READ_ALL),
    "api-staff-document-text": ("POST /api/v1/staff/documents/DOCUMENT/text", OFFICE),
    "api-staff-document-anew": ("POST /api/v1/staff/documents/DOCUMENT/anew", OFFICE),
    "api-staff-document-sign": ("POST /api/v1/staff/documents/DOCUMENT/sign", LEADER),
    "api-staff-ready-answers": ("GET /api/v1/staff/ready-answers", MANAGERS),
    "api-staff-ready-answer": ("GET /api/v1/staff/ready-answers/accepted-plan", ADMINISTRATOR),
    "api-staff-ready-answer-edit": ("POST /api/v1/staff/ready-answers/accepted-plan/edit", ADMINISTRATOR),
    "api-staff-leave": ("GET /api/v1/staff/leave", STAFF),
    "api-staff-leave-end": ("POST /api/v1/staff/leave/LEAVE/end", ACT | ADMINISTRATOR),
    "api-staff-person-leave": (
        "GET /api/v1/staff/people/unit_officer-ubnd-ngoc-lam/leave",
        ACT | ADMINISTRATOR,
    ),
    "api-staff-duty": ("GET /api/v1/staff/duty", MANAGERS),
    "api-staff-duty-remove": ("POST /api/v1/staff/duty/SHIFT/remove", MANAGERS),
    "api-staff-partners": ("GET /api/v1/staff/partners", ADMINISTRATOR),
    "api-staff-partner": ("GET /api/v1/staff/partners/PARTNER", ADMINISTRATOR),
    "api-staff-partner-edit": ("POST /api/v1/staff/partners/PARTNER/edit", ADMINISTRATOR),
    "api-staff-partner-end": ("POST /api/v1/staff/partners/PARTNER/end", ADMINISTRATOR),
    "api-staff-posters": ("GET /api/v1/staff/posters", MANAGERS | OFFICE),
    "api-staff-poster": ("GET /api/v1/staff/posters/POSTER", ADMINISTRATOR | OFFICE),
    "api-staff-poster-sheet": ("GET /api/v1/staff/posters/POSTER/sheets/a6", ADMINISTRATOR | OFFICE),
    "api-staff-poster-switch": ("POST /api/v1/staff/posters/POSTER/switch", ADMINISTRATOR | OFFICE),
    "api-staff-hotspots": ("GET /api/v1/staff/hotspots", READ_ALL),
    "api-staff-hotspot": ("GET /api/v1/staff/hotspots/ngoc-lam", READ_ALL),
    "api-staff-proposals": ("GET /api/v1/staff/hotspots/proposals", READ_ALL),
    "api-staff-proposal-accept": ("POST /api/v1/staff/hotspots/proposals/PROPOSAL/accept", DECIDE),
    "api-staff-proposal-refuse": ("POST /api/v1/staff/hotspots/proposals/PROPOSAL/refuse", DECIDE),
}
