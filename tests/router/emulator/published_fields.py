"""What Twilio publishes about its answers (twilio-oai; the same fields that its SDK reads): names and JSON types."""

from collections.abc import Mapping
from typing import Any

TEXT, NUMBER, FLAG, MAP, LIST = str, int, bool, dict, list
NONE = type(None)

Fields = Mapping[str, tuple[type, ...]]

CREATED_MESSAGE: Fields = {
    "account_sid": (TEXT,),
    "api_version": (TEXT,),
    "body": (TEXT,),
    "date_created": (TEXT,),
    "date_sent": (TEXT, NONE),
    "date_updated": (TEXT,),
    "direction": (TEXT,),
    "error_code": (NUMBER, NONE),
    "error_message": (TEXT, NONE),
    "from": (TEXT, NONE),
    "messaging_service_sid": (TEXT, NONE),
    "num_media": (TEXT,),
    "num_segments": (TEXT,),
    "price": (TEXT, NONE),
    "price_unit": (TEXT, NONE),
    "sid": (TEXT,),
    "status": (TEXT,),
    "subresource_uris": (MAP,),
    "to": (TEXT,),
    "uri": (TEXT,),
}
PAGE: Fields = {
    "end": (NUMBER,),
    "first_page_uri": (TEXT,),
    "next_page_uri": (TEXT, NONE),
    "page": (NUMBER,),
    "page_size": (NUMBER,),
    "previous_page_uri": (TEXT, NONE),
    "start": (NUMBER,),
    "uri": (TEXT,),
}
MEDIA: Fields = {
    "account_sid": (TEXT,),
    "content_type": (TEXT,),
    "date_created": (TEXT,),
    "date_updated": (TEXT,),
    "parent_sid": (TEXT,),
    "sid": (TEXT,),
    "uri": (TEXT,),
}
FEEDBACK: Fields = {
    "account_sid": (TEXT,),
    "date_created": (TEXT,),
    "date_updated": (TEXT,),
    "message_sid": (TEXT,),
    "outcome": (TEXT,),
    "uri": (TEXT,),
}
ERROR: Fields = {"code": (NUMBER,), "message": (TEXT,), "more_info": (TEXT,), "status": (NUMBER,)}
SERVICE: Fields = {
    "account_sid": (TEXT,),
    "area_code_geomatch": (FLAG,),
    "date_created": (TEXT,),
    "date_updated": (TEXT,),
    "fallback_method": (TEXT,),
    "fallback_to_long_code": (FLAG,),
    "fallback_url": (TEXT, NONE),
    "friendly_name": (TEXT,),
    "inbound_method": (TEXT,),
    "inbound_request_url": (TEXT, NONE),
    "links": (MAP,),
    "mms_converter": (FLAG,),
    "scan_message_content": (TEXT,),
    "sid": (TEXT,),
    "smart_encoding": (FLAG,),
    "status_callback": (TEXT, NONE),
    "sticky_sender": (FLAG,),
    "synchronous_validation": (FLAG,),
    "url": (TEXT,),
    "us_app_to_person_registered": (FLAG,),
    "use_inbound_webhook_on_number": (FLAG,),
    "usecase": (TEXT,),
    "validity_period": (NUMBER,),
}
META: Fields = {
    "first_page_url": (TEXT,),
    "key": (TEXT,),
    "next_page_url": (TEXT, NONE),
    "page": (NUMBER,),
    "page_size": (NUMBER,),
    "previous_page_url": (TEXT, NONE),
    "url": (TEXT,),
}
_IN_POOL: Fields = {
    "account_sid": (TEXT,),
    "capabilities": (LIST,),
    "date_created": (TEXT,),
    "date_updated": (TEXT,),
    "service_sid": (TEXT,),
    "sid": (TEXT,),
    "url": (TEXT,),
}
POOLS: Mapping[str, Fields] = {
    "PhoneNumbers": {**_IN_POOL, "phone_number": (TEXT,), "country_code": (TEXT,)},
    "ShortCodes": {**_IN_POOL, "short_code": (TEXT,), "country_code": (TEXT,)},
    "AlphaSenders": {**_IN_POOL, "alpha_sender": (TEXT,)},
    "ChannelSenders": {
        "account_sid": (TEXT,),
        "country_code": (TEXT,),
        "date_created": (TEXT,),
        "date_updated": (TEXT,),
        "messaging_service_sid": (TEXT,),
        "sender": (TEXT,),
        "sender_type": (TEXT,),
        "sid": (TEXT,),
        "url": (TEXT,),
    },
}


def check(shown: Mapping[str, Any], published: Fields) -> None:
    """Exactly these fields, each of a type that Twilio uses for it."""
    assert set(shown) == set(published)
    wrong = {name: value for name, value in shown.items() if type(value) not in published[name]}
    assert wrong == {}
