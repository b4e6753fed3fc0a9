"""The stories of the editor, put together: from a blank campaign to a public one, and what is done with it then."""

from typing import Final

from app.web.organiser import acting, drafts, history, petition, preview, submitting, translations, words

STORIES: Final = (drafts, petition, words, translations, preview, history, submitting, acting)
