"""A compiled service: flows, states, rules, conditions and answers, as `load` returns it and `step` reads it."""
