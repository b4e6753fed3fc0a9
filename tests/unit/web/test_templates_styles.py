"""The style sheets keep to the tokens, the addresses to their digests, the pages to their budget."""

import gzip
import re
from itertools import accumulate
from pathlib import Path

import pytest

from app.core.languages import LANGUAGES, direction
from app.web.assets import STATIC, address_book, digest_of

TEMPLATES = Path(__file__).parents[3] / "templates"
CONSOLE_LAYOUT = TEMPLATES / "layouts/console.html"
TOKENS = (STATIC / "css/tokens.css").read_text()
SITE = (STATIC / "css/site.css").read_text()
PAGES = (STATIC / "css/pages.css").read_text()
EMBED = (STATIC / "css/embed.css").read_text()
SHEETS = sorted((STATIC / "css").glob("*.css"))
OF_THE_PUBLIC_SITE = {"tokens.css", "site.css", "pages.css", "embed.css"}
CONSOLE = "".join(sheet.read_text() for sheet in SHEETS if sheet.name not in OF_THE_PUBLIC_SITE)
PAGE_BUDGET = 50_000
FOR_THE_PAGE_ITSELF = 9_000
PHYSICAL = (
    r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)"
    r"|(?:^|[\s;{])(?:left|right|top|bottom|width|height):"
    r"|text-align: (?:left|right)|float: (?:left|right)"
)
FONTS = {"ltr": ("latin", "persian-names"), "rtl": ("persian-regular", "persian-bold")}


def test_only_the_tokens_name_a_colour_or_a_typeface() -> None:
    assert not re.findall(
        r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|oklch\(|font-family|@font-face", SITE + PAGES + EMBED + CONSOLE
    )


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_block_ends_where_it_began(sheet: Path) -> None:
    """A brace too many takes the next rule along, one too few everything after it: a form was hidden by that."""
    plain = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", sheet.read_text(), flags=re.DOTALL)
    depths = list(accumulate({"{": 1, "}": -1}.get(character, 0) for character in plain))
    assert (min(depths), depths[-1]) == (0, 0)


def test_every_token_that_is_used_is_defined() -> None:
    """The console adds sizes of its own, since the public site has no room for them."""
    assert set(re.findall(r"var\((--[\w-]+)", TOKENS + SITE + PAGES + EMBED)) <= set(re.findall(r"(--[\w-]+):", TOKENS))
    assert set(re.findall(r"var\((--[\w-]+)", CONSOLE)) <= set(re.findall(r"(--[\w-]+):", TOKENS + CONSOLE))


def test_properties_are_logical() -> None:
    assert not re.findall(PHYSICAL, SITE + PAGES + EMBED + CONSOLE)


def test_fonts_are_addressed_by_what_they_hold() -> None:
    addressed = dict(re.findall(r'url\("\.\./(fonts/[\w-]+\.woff2)\?v=(\w+)"\)', TOKENS))
    held = {f"fonts/{file.name}": digest_of(file) for file in (STATIC / "fonts").glob("*.woff2")}
    assert addressed == held


def test_an_address_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}")
    before = address_book(tmp_path, prefix="/static/")("a.css")
    (tmp_path / "a.css").write_text("b {}")
    assert before.startswith("/static/a.css?v=")
    assert address_book(tmp_path, prefix="/static/")("a.css") != before


def test_an_asset_that_is_no_file_has_no_address() -> None:
    with pytest.raises(KeyError):
        address_book()("css/none.css")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_page_loads_leaves_room_for_the_page(language: str) -> None:
    sheets = sum(len(gzip.compress(sheet.encode())) for sheet in (TOKENS, SITE))
    fonts = sum((STATIC / f"fonts/{name}.woff2").stat().st_size for name in FONTS[direction(language)])
    icon = (STATIC / "img/light.svg").stat().st_size
    assert sheets + fonts + icon <= PAGE_BUDGET - FOR_THE_PAGE_ITSELF


@pytest.mark.parametrize(
    "page",
    sorted(set(TEMPLATES.glob("public/**/*.html")) | set(TEMPLATES.glob("layouts/*.html")) - {CONSOLE_LAYOUT}),
    ids=lambda page: page.name,
)
def test_pages_need_no_script_and_load_nothing_from_elsewhere(page: Path) -> None:
    source = page.read_text()
    assert not re.findall(
        r"<script(?! type=\"application/ld\+json\">)|\son\w+=|javascript:|\sstyle=|src=.https?:|<iframe", source
    )


@pytest.mark.parametrize(
    "page",
    sorted(page for folder in ("account", "organiser", "staff") for page in TEMPLATES.glob(f"{folder}/**/*.html")),
    ids=lambda page: page.name,
)
def test_pages_of_the_console_have_no_script_or_style_within(page: Path) -> None:
    source = page.read_text()
    assert not re.findall(r"<script(?! src=\"\{\{ asset)|\son\w+=|javascript:|\sstyle=|<style", source)


def test_scripts_of_the_console_are_small() -> None:
    assert sum(len(gzip.compress(script.read_bytes())) for script in (STATIC / "js").glob("*.js")) <= 10_000
