"""Who answers: units, categories, rules, deadlines."""
