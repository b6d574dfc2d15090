"""Ways out of the house. Only dispatch, following and notices may use them."""
