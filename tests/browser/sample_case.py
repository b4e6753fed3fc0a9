"""The sample campaign as an organiser types it: what its one source says, in English and Persian, and no more."""

from dataclasses import dataclass
from typing import Final

Words = dict[str, str]
ARTICLE: Final = {"English": "Campaign article, August 2022", "Persian": "مقالهٔ کارزار، اوت ۲۰۲۲"}
PUBLISHER: Final = {"English": "Opinion article", "Persian": "یادداشت"}
NAMES: Final = {"English": "Maryam Akbari Monfared", "Persian": "مریم اکبری منفرد"}
PRISON: Final = {"English": "A prison in Semnan", "Persian": "یکی از زندان‌های سمنان"}
PLACE: Final = {"English": "Semnan", "Persian": "سمنان"}
ALT: Final = {
    "English": "Slanting bands of colour and a golden disc: a drawing, not a picture of her",
    "Persian": "نوارهای رنگی مورب و قرصی زرین: یک نقاشی، نه تصویر او",
}
NO_CONSENT: Final = "The source says nothing of it. This campaign is typed by a test, from sample data."
PRIVATE: Final = {"English": "Her daughter, who is a minor", "Persian": "دختر او که هنوز به سن قانونی نرسیده"}
"""Of a relative whom the public never sees."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A line of the case: its kind as the list offers it, when (as it is typed, and as it is understood), the words."""

    kind: str
    text: Words
    is_attributed: bool = True
    when: tuple[str, str] = ("", "")
    leads_to_prison: bool = False


FACTS: Final = (
    Claim(
        kind="What the state alleges",
        text={"English": "The source names no charge.", "Persian": "منبع اتهامی را نام نمی‌برد."},
        is_attributed=False,
    ),
    Claim(
        kind="What was actually done",
        text={
            "English": "Asked publicly for the truth about the fate and the graves of her sister and her brother, "
            "executed in the 1988 massacre of political prisoners",
            "Persian": "آشکارا خواست حقیقت دربارهٔ سرنوشت و محل دفن خواهر و برادرش گفته شود که در کشتار زندانیان سیاسی "
            "در سال ۱۳۶۷ اعدام شدند",
        },
    ),
    Claim(kind="Sentence", text={"English": "15 years in prison", "Persian": "۱۵ سال زندان"}, is_attributed=False),
    Claim(
        kind="Contact with the family",
        text={
            "English": "Banned from visits with her minor daughter",
            "Persian": "محروم از ملاقات با دخترش که به سن قانونی نرسیده است",
        },
    ),
)
EVENTS: Final = (
    Claim(
        kind="Execution of relatives",
        when=("about summer 1988", "summer 1988 (approximate)"),
        text={
            "English": "Her sister and her brother are executed in the mass execution of political prisoners.",
            "Persian": "خواهر و برادرش در کشتار دسته‌جمعی زندانیان سیاسی اعدام می‌شوند.",
        },
        is_attributed=False,
    ),
    Claim(
        kind="Arrest",
        when=("December 2009", "December 2009"),
        text={
            "English": "She is arrested and detained after seeking justice for them.",
            "Persian": "پس از دادخواهی برای آن دو، بازداشت می‌شود.",
        },
        is_attributed=False,
    ),
    Claim(
        kind="Sentence",
        when=("December 2009 or later", "December 2009 or later"),
        text={"English": "She is sentenced to 15 years in prison.", "Persian": "به ۱۵ سال زندان محکوم می‌شود."},
        is_attributed=False,
    ),
    Claim(
        kind="Transfer",
        when=("perhaps 2022", "2022 (uncertain)"),
        text={
            "English": "She is exiled to a prison in Semnan and banned from seeing her daughter; when she protests, "
            "she is beaten.",
            "Persian": "به یکی از زندان‌های سمنان تبعید و از دیدار دخترش محروم می‌شود؛ هنگامی که اعتراض می‌کند، "
            "کتک می‌خورد.",
        },
        leads_to_prison=True,
    ),
    Claim(
        kind="Public campaign",
        when=("۴ شهریور ۱۴۰۱", "26 August 2022"),
        text={
            "English": "Rights activists and released political prisoners launch #StopTorturingMaryam.",
            "Persian": "فعالان حقوق بشر و زندانیان سیاسی آزادشده کارزار را آغاز می‌کنند.",
        },
        is_attributed=False,
    ),
)
ASK: Final = "End the ill-treatment of Maryam Akbari Monfared, let her daughter visit her, and release her."
DEMANDS: Final = ("Let her daughter visit her.", "Release her.")
TARGET: Final = "Head of the judiciary of Iran"
NAMED_RECIPIENT: Final = "UN Working Group on Arbitrary Detention"
TITLE: Final = "Stop torturing Maryam Akbari Monfared"
SUMMARY: Final = "Detained since December 2009 after asking for the truth about her executed sister and brother."
STORY: Final = (
    "Maryam Akbari Monfared was detained in December 2009. She had been seeking **justice** for her sister and her "
    "brother, both executed in 1988.\n\n## What this page rests on\n\nAll of it comes from a single source, an opinion "
    "article."
)
TRANSLATIONS: Final = {
    ASK: "به بدرفتاری با مریم اکبری منفرد پایان دهید، بگذارید دخترش به دیدارش برود و او را آزاد کنید.",
    DEMANDS[0]: "بگذارید دخترش به ملاقاتش برود.",
    DEMANDS[1]: "او را آزاد کنید.",
    TARGET: "رئیس قوهٔ قضائیهٔ ایران",
    NAMED_RECIPIENT: "کارگروه سازمان ملل دربارهٔ بازداشت خودسرانه",
    TITLE: "شکنجهٔ مریم اکبری منفرد را متوقف کنید",
    SUMMARY: "بازداشت‌شده از آذر یا دی ۱۳۸۸، پس از دادخواهی برای خواهر و برادر اعدام‌شده‌اش.",
    STORY: "مریم اکبری منفرد در آذر یا دی ۱۳۸۸ بازداشت شد. او **دادخواه** خواهر و برادرش بود که هر دو در سال ۱۳۶۷ "
    "اعدام شدند.\n\n## این صفحه بر چه استوار است\n\nهمهٔ آن از یک منبع است: یک یادداشت.",
}
UPDATE: Final = {
    "subject": {"English": "Two hundred have signed", "Persian": "دویست تن امضا کرده‌اند"},
    "body": {
        "English": "**Two hundred** people have signed. This update is sample data.",
        "Persian": "**دویست** تن امضا کرده‌اند. این خبر دادهٔ نمونه است.",
    },
}
OUTCOME: Final = {
    "English": "No answer came. This end is sample data and says nothing of the real case.",
    "Persian": "پاسخی نیامد. این پایان دادهٔ نمونه است و از پروندهٔ واقعی چیزی نمی‌گوید.",
}
THANKS: Final = {"English": "Thank you, all two hundred.", "Persian": "از هر دویست تن سپاسگزاریم."}
