"""Entry for others: what is told on the telephone, at the counter, by letter, e-mail or Zalo, staff write down."""
