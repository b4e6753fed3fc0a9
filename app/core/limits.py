"""Sizes of what people may send. A form over these is refused with a sentence, never cut."""

from typing import Final

NAME_LENGTH: Final = 100
EMAIL_LENGTH: Final = 254
COMMENT_LENGTH: Final = 1000
SOURCE_CODE_LENGTH: Final = 40
FORM_BYTES: Final = 64 * 1024
"""A complete form in UTF-8, percent-encoded, with every field at its longest, is under 16 KiB."""
CONSOLE_BYTES: Final = 30 * 1024 * 1024
"""The largest a form of the console may be: a picture or a list. Each view says how much of it it takes."""
