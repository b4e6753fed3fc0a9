"""The Celery layer: an id comes in, a service is called, a line is logged. Nothing imports it but the commands."""
