"""Why a carrier could not carry a letter."""

AWAY = "away_"


class Unsent(Exception):
    """The letter did not leave. ``code`` is stable ASCII; with ``is_final`` another try would end the same way."""

    def __init__(self, code: str, *, is_final: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_final = is_final


class CarrierAway(Unsent):
    """The mail server or the gateway cannot be reached: its other letters need not try now."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{AWAY}{code}")
