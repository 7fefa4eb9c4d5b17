"""What takes over from a killed process lives by a clock that is put forward."""

from tests.bad_days.conftest import no_time_between_two_looks

__all__ = ["no_time_between_two_looks"]
