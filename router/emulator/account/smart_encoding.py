"""Smart Encoding: characters that cost a text its GSM alphabet, replaced by those that do not."""

import json
from pathlib import Path

#: From Twilio's own calculator (TwilioDevEd/message-segment-calculator, src/libs/SmartEncodingMap.ts).
REPLACEMENTS = str.maketrans(json.loads((Path(__file__).parent / "smart_encoding.json").read_text("utf-8")))


def smart_encode(text: str) -> str:
    """Characters outside GSM 03.38 replaced by those that look alike, as Smart Encoding does."""
    return text.translate(REPLACEMENTS)
