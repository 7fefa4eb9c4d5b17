"""What Twilio has no API for: phones that text, faults, the clock. For tests and the phone page."""
