"""What people type: names of many scripts and customs, and strings that have broken software before."""

from typing import Final

NAMES: Final = (
    "Ada Lovelace", "Ø", "Li", "U Nu", "Sukarno", "X Æ", "Dunja", "Mary-Jane O'Connor", "Seán Ó Briain",
    "D’Angelo Null", "Jean-Luc de La Tour", "María José García y Vega", "João da Conceição", "Nguyễn Thị Ánh",
    "Þórdís Björk", "Łukasz Żółć", "Šárka Dvořáková", "Ğülşen Işık",
    "İpek Çağrı", "Zoë Brontë", "Ludwig van B.",
    "Dr. Anna Müller-Lüdenscheidt", "Abdul-Rahman ibn Khalid", "Hawaiʻi Kealoha",
    "Ngũgĩ wa Example", "ǃXóõ Example",
    "Qʼeqchiʼ Ixchel", "Mr. Test", "None", "Null", "True", "Undefined Object",
    "Select From", "Sample 3rd", "John Smith Jr.",
    "علی‌رضا احمدی", "مریم اکبری", "آیهٔ نور", "محمّد حسین", "فاطِمة الزهراء",
    "عبد الرحمن", "כהן מרים", "רבקה בת־שבע",
    "李", "王小明", "歐陽 娜娜", "田中 ひかり", "タナカ・ヒカリ", "김 철수",
    "นภา ใจดี", "தமிழ்ச்செல்வி", "প্রিয়া সেন",
    "प्रिया शर्मा", "ਗੁਰਪ੍ਰੀਤ ਕੌਰ", "ශ්‍රී නිමල්", "ကျော်ကျော်", "សុខា ចាន់",
    "ສົມພອນ", "ሰላም ተስፋዬ", "თამარ ბერიძე",
    "Անի Պետրոսյան", "Ольга Іванівна", "Ђорђе Џаџић", "Ελένη Παπαδάκη",
    "Бекзат Өмірұлы", "ᠮᠣᠩᠭᠣᠯ", "བསྟན་འཛིན་", "ދިވެހި ނަން",
    "ⴰⵎⴰⵣⵉⵖ", "ᏣᎳᎩ", "Ꙗковъ", "𠮷野 家", "Z̈ofia", "e\u0301lodie", "Anna  Double  Space", "  Edges  ",
    "J.R.R.Tolkien", "St.John Philby", "Nguyễn T.K.", "Md.Rahim",
    "Jan Novák Ph.D.", "\u200fعلی\u200f", "Ada\u00ad Lovelace",
)  # fmt: skip
"""Real customs, invented people. Mononyms, one letter, particles, apostrophes, ZWNJ, marks, beyond the BMP."""

REFUSED_NAMES: Final = (
    "\0", "Ada\0", "\rAda", "Ada\r\nBcc: x", "Ada\nLovelace", "Ada\x1b[31m",
    "Ada\x7f", "Ada\x85", "Ada\u202egnp",
    "\u2066Ada", "Ada\u2069", "\ue000name\ue001", "\ufffd", "Ada \ufffd",
    "ada@example.org", "https://x.example",
    "see www.example", "Buy at example.com", "bit.ly/offer", "ftp://x",
    "evil.io", "casino.ru bonus", "evil.co.uk", "evil。com", "evil[.]com", "tel:+4930", "+49 30 1234567", "mailto:x",
    "Ada\U000e0041", "Ada\u2063", "Z" + "\u0335" * 20,
    "Ada＠example", "ＷＷＷ．x", "", " ", "\u200c",
    "\u00a0", "123", "+++", "😀", "👩‍👩‍👧", "—", "'", "x" * 101, "م" * 101, "ada " * 26, "x" * 50_000,
)  # fmt: skip

NAUGHTY: Final = (
    # nothing, and words that programs mistake for nothing
    "", " ", "\t", "\u00a0", "\u3000", "undefined", "null", "NULL", "(null)",
    "nil", "None", "NaN", "Infinity", "-Infinity",
    "true", "false", "[]", "{}", "[object Object]", "\\", "\\\\", "/", "//",
    "./..", "-", "--", "-1", "0", "1/0", "1e309",
    "0x0", "00", "1,000.00", "1.000,00", "٣", "۱۲۳", "１２３", "¼", "Ⅷ",
    # control characters, marks of direction, invisible and broken
    "\0", "a\0b", "\x01\x02\x03", "\x08", "\x0b", "\x0c", "\x1f", "\x7f",
    "\x80\x9f", "\x85", "\u00ad", "\u061c",
    "\u180e", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2028",
    "\u2029", "\u202a", "\u202e", "\u2060",
    "\u2066\u2069", "\ufeff", "\ufffe", "\uffff", "\ufffd", "\U000e0001",
    "\U000e0041", "\ue000", "\U0010fffd", "\U0010ffff",
    # composition
    "e\u0301", "a" + "\u0300" * 60, "ﬁ", "ﷺ", "Å", "ẛ̣", "각", "ß", "ẞ",
    "İ", "ı", "ſ", "ǆ", "Σς", "🇮🇷", "👨‍👩‍👧‍👦", "👍🏿",
    "𝕒𝕓𝕔", "ａｂｃ", "ʇsǝʇ", "𒈙", "꧅", "﷽", "ด้้้้้้", "田\U000e0100",
    # lines and heads
    "\r", "\n", "\r\n", "a\rb", "a\nb", "a\r\nb", "a\r\n.\r\nb",
    "x\r\nBcc: y@example.org", "x\nSet-Cookie: a=b", "x%0d%0aX: y",
    # markup and scripts
    "<script>alert(1)</script>", "</textarea><script>x</script>",
    "\"><img src=x onerror=y>", "'><svg onload=y>", "<!--", "-->",
    "]]>", "<![CDATA[", "<?xml?>", "&lt;b&gt;", "&amp;", "&#0;", "&#x202e;",
    "&nosuch;", "javascript:alert(1)", "</title>", "<b>x",
    # templates, formats, shells, databases, spreadsheets
    "{{ 7 * 7 }}", "{% raw %}", "{#", "${7*7}", "#{7}", "%(name)s", "%s%s%n",
    "%d", "{0}", "{name}", "{", "}", "%", "%%", "%00",
    "$(id)", "`id`", "; ls", "| cat", "&& true", "$HOME", "~", "*", "?",
    "' OR '1'='1", "'; DROP TABLE signature; --",
    "\" OR \"\"=\"", "1; SELECT pg_sleep(9)", "\\'", "''", "E'\\\\'", "$$",
    ":name", "=1+1", "+1", "-1+1", "@SUM(A1)", "=HYPERLINK(1)",
    "../../etc/passwd", "C:\\CON", "file:///etc/passwd", "http://[::1]/",
    "//evil.example", "a@b", "a@b@c", "@", "mailto:a@b.example",
    "\\u0000", "\\x00", "\\N{NULL}", "__proto__", "constructor", "yes",
    "on", "off", "\u202etxt.exe", "x" * 41, "x" * 2000,
    "%0d%0aSet-Cookie: a=b", "data:text/html,<b>", "&#x41;", "0x10", "1_000", "1.5", "CON", "xn--",
    "\u2028a", "a\u00ad", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\uff11\uff12", "(){ :;}; id",
)  # fmt: skip
