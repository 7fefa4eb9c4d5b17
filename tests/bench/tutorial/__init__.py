"""What people build from tutorials: Flask, gunicorn, Twilio's RequestValidator, Redis and Celery."""
