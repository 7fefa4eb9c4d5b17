"""One customer's conversation on a clock that only moves when it is told to: for tests, for trying out, for replay."""
