"""Ways out of the house. Only notifications.dispatch and notifications.notices may use them."""
