"""What a check of a pack found, in words for the person who ran it."""

from typing import Final

from app.deliveries.manifest import Manifest
from app.deliveries.verification import VerificationReport

_MOST_PROBLEMS: Final = 20
_LONGEST_LINE: Final = 400
_PROFILES: Final = {"numbers_only": "numbers only", "names_and_countries": "names and countries"}


def print_report(report: VerificationReport) -> str:
    """Return the report as lines; the first says ``genuine`` or ``NOT genuine: `` with the first problem."""
    lines = ["genuine" if report.is_genuine else f"NOT genuine: {report.problems[0]}"]
    lines += [f"  also: {problem}" for problem in report.problems[1:_MOST_PROBLEMS]]
    if (more := len(report.problems) - _MOST_PROBLEMS) > 0:
        lines.append(f"  … and {more} more")
    lines += _about_key(report)
    if report.is_genuine and report.manifest is not None:
        lines += ["", *_about_delivery(report.manifest), f"manifest SHA-256: {report.manifest_sha256}"]
    return "\n".join(printable(line) for line in lines)


def printable(line: str) -> str:
    """Return a line without anything a terminal would obey, and no longer than one reads: words may be an enemy's."""
    shown = line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"
    return "".join(character if character.isprintable() else "�" for character in shown)


def _about_key(report: VerificationReport) -> list[str]:
    if report.fingerprint is None:
        return []
    if report.key_was_given:
        return [f"checked with the key you gave, fingerprint {report.fingerprint}"]
    return [
        f"checked with the key that lies in the pack, fingerprint {report.fingerprint}",
        "Compare this fingerprint with the published one: only if they are the same is the pack ours.",
    ]


def _about_delivery(manifest: Manifest) -> list[str]:
    lines = [
        f"delivery: {manifest.delivery}",
        f"recipient: {manifest.recipient}",
        f"petition: {manifest.campaign}",
        f"wording SHA-256: {manifest.wording_sha256}",
        f"cut-off: {manifest.cut_off}",
        f"profile: {_PROFILES.get(manifest.profile, manifest.profile)}",
        *(f"{kind}: {count}" for kind, count in sorted(manifest.counts.items())),
        f"files: {len(manifest.files)}, each as signed",
    ]
    return [*lines, "SAMPLE DATA: no real person has signed this"] if manifest.sample else lines
