"""The form that Twilio posts for a customer's text."""

from router.emulator.account.channel_addresses import Channel, place_of
from router.emulator.account.emulated_message import Message
from router.emulator.account.opt_out_handling import Keyword
from router.emulator.account.representation import API_VERSION
from router.emulator.carrier.phone_texts import PhoneLocation

Fields = dict[str, str]


def inbound_fields(message: Message, account_sid: str, profile_name: str, keyword: Keyword | None) -> Fields:
    by_channel = (
        _whatsapp_fields(message, profile_name) if message.channel is Channel.WHATSAPP else _place_fields(message)
    )
    return _always(message, account_sid) | _media_fields(message) | by_channel | _service_fields(message, keyword)


def location_fields(location: PhoneLocation | None) -> Fields:
    """A place shared on WhatsApp."""
    if location is None:
        return {}
    fields = {"Latitude": str(location.latitude), "Longitude": str(location.longitude)}
    named = {"Address": location.address, "Label": location.label}
    return fields | {name: text for name, text in named.items() if text}


def _always(message: Message, account_sid: str) -> Fields:
    return {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "Body": message.body,
        "From": message.sender,
        "MessageSid": message.sid,
        "NumMedia": str(len(message.pictures)),
        "NumSegments": str(message.segments),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": "received",
        "To": message.recipient,
    }


def _service_fields(message: Message, keyword: Keyword | None) -> Fields:
    fields: Fields = {}
    if message.service_sid:
        fields["MessagingServiceSid"] = message.service_sid
    if keyword:
        fields["OptOutType"] = keyword.name
    return fields


def _media_fields(message: Message) -> Fields:
    fields: Fields = {}
    for index, picture in enumerate(message.pictures):
        fields[f"MediaUrl{index}"] = picture.source_url
        fields[f"MediaContentType{index}"] = picture.content_type
    return fields


def _whatsapp_fields(message: Message, profile_name: str) -> Fields:
    return {"ProfileName": profile_name, "WaId": message.phone.removeprefix("+")}


def _place_fields(message: Message) -> Fields:
    fields: Fields = {}
    for end, number in (("From", message.sender), ("To", message.recipient)):
        place = place_of(number)
        fields[f"{end}City"] = place.city
        fields[f"{end}State"] = place.state
        fields[f"{end}Zip"] = place.zip_code
        fields[f"{end}Country"] = place.country
    return fields
