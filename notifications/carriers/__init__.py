"""Ways out of the house. Only notifications.dispatch may use them."""
