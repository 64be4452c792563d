"""How far a session is, without a number that would tell who has sent."""


def progress(sent: int, expected: int | None) -> str:
    """`none`, `some`, or `all`: at least as many as were expected."""
    if sent == 0:
        return "none"
    return "all" if expected is not None and sent >= expected else "some"
