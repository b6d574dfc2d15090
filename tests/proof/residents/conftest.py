"""The telephone and its platform, as the shorter tests of the residents' pages have them."""

from tests.citizen_api.pages.conftest import chromium, phone, platform, slow_phone

__all__ = ["chromium", "phone", "platform", "slow_phone"]
