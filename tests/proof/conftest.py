"""The browser and its platform, as the shorter walks have them."""

from tests.browser.conftest import browser, platform, sign_in, telephone, visit

__all__ = ["browser", "platform", "sign_in", "telephone", "visit"]
