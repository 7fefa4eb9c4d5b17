"""The webhook as tutorials write it: validate, hand over to Celery, answer."""

import os

from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator

from tests.bench.tutorial.tasks import answer

app = Flask(__name__)
validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])


def inbound() -> Response:
    signature = request.headers.get("X-Twilio-Signature", "")
    if not validator.validate(request.url, request.form, signature):
        abort(403)
    answer.delay(request.form["From"], request.form["To"], request.form["Body"])
    return Response(status=204)


app.add_url_rule("/webhooks/twilio/inbound", view_func=inbound, methods=["POST"])
