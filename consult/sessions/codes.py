"""Session codes: short, without signs that are mistaken for one another, hard to guess."""

import secrets

SIGNS = "34679CDFGHJKMNPRTWXY"  # no vowels (no words), no 0O, 1IL, 2Z, 5S, 8B, UV
LENGTH = 8  # 20**8: with 20,000 sessions open a guess hits one in a million times


def new_code() -> str:
    """A random code; whether it is free, the database says."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def spoken(code: str) -> str:
    """In two groups, as it is shown and read aloud."""
    return f"{code[:4]}-{code[4:]}"


def normalised(typed: str) -> str:
    """As it is stored, from however it was typed."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())[:20]
