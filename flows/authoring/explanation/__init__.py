"""Why a text was answered as it was: every rung of the ladder, every rule that was tried, in words."""
