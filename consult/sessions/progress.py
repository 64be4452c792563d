"""How far a session is, without a number that would tell who has sent."""


def progress(sent: int, expected: int | None, *, in_tens: bool = False) -> str:
    """`none`, `some`, or `all`: at least as many as were expected.

    `in_tens`: the window has closed and only a sum in tens is kept. None of ten is then `few`,
    nobody perhaps.
    """
    if sent == 0:
        return "few" if in_tens else "none"
    return "all" if expected is not None and sent >= expected else "some"
