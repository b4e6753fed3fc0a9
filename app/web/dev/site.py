"""What exists on a development machine alone, where VIGIL_MAILBOX is set."""

from typing import Final

from app.web.dev.mailbox import dev_mail
from app.web.dev.receiver import dev_receiver

DEVELOPMENT: Final = (dev_mail, dev_receiver)
