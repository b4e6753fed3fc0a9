"""Pictures of pages for eyes to judge, kept only where ``ALBUM`` names a folder."""

import os
from pathlib import Path

from playwright.sync_api import Page


def keep_picture(page: Page, name: str) -> None:
    """Keep what stands in the window and below it, by a name of words."""
    if album := os.environ.get("ALBUM"):
        file = name.strip().replace("/", "_").replace(" ", "_").replace("?", "_")
        page.screenshot(path=Path(album, f"{file}.png"), full_page=True)
