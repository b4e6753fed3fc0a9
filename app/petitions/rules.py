"""How far a petition has come. Pure."""


def next_milestone(confirmed: int, *, milestones: list[int], goal: int) -> int:
    """Return the first milestone not yet reached; past all of them, the next round figure."""
    ahead = [milestone for milestone in sorted({*milestones, goal}) if milestone > confirmed]
    return ahead[0] if ahead else _next_round(confirmed)


def _next_round(confirmed: int) -> int:
    step = int(10 ** (len(str(confirmed)) - 1))
    return (confirmed // step + 1) * step
