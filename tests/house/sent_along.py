"""What is sent along to a route, so that the shape is right and only the right to do it decides."""

_WHY: dict[str, object] = {"reason": "Thử."}
SENT: dict[str, dict[str, object]] = {
    "api-verdict": {"secret": "x", "satisfied": True},
    "api-reply": {"secret": "x", "text": "x"},
    "api-staff-file": {
        "category": "household_waste", "text": "Rác.", "lat": 21.045795, "lon": 105.869766, "channel": "phone",
    },
    "api-staff-advance": {"to": "accepted", "version": 1},
    "api-staff-undo": {"event": 1},
    "api-staff-assign": {"user": ""},
    "api-staff-transfer": {"unit": "phong-y-te", **_WHY},
    "api-staff-transfer-return": _WHY,
    "api-staff-hand-over": {"ward": "bo-de"},
    "api-staff-send-on": {"partner": "1", "note": "Thử."},
    "api-staff-cooperate": {"unit": "phong-y-te", "note": "Thử.", "answer_on": "2099-01-01"},
    "api-staff-cooperate-answer": {"note": "Thử."},
    "api-staff-extend": {"until": "2099-01-01", **_WHY},
    "api-staff-extend-refuse": _WHY,
    "api-staff-promise": {"until": "2099-01-01", "note": "Thử."},
    "api-staff-category": {"category": "food_poisoning", **_WHY},
    "api-staff-place": {"lat": 21.0459, "lon": 105.8699, **_WHY},
    "api-staff-level": {"level": "urgent", **_WHY},
    "api-staff-split": {"parts": [{"category": "food_poisoning", "text": "Thử."}]},
    "api-staff-merge": {"into": "CODE"},
    "api-staff-hide": _WHY,
    "api-staff-redact": {"photo": 0, "boxes": [[0.1, 0.1, 0.2, 0.2]]},
    "api-staff-screen": {"to": "spam"},
    "api-staff-note": {"text": "Thử."},
}  # fmt: skip
