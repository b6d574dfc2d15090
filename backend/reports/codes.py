"""Tracking codes: short, typed by hand without mistakes, guessed by nobody.

Eight characters of an alphabet without 0, O, 1, I and L, seven of them random (2.7e10 codes). The last is a check
character: a weighted sum modulo 31, a prime, so that every single wrong character and every swap of two is noticed.
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
# How the letters are called on the telephone, in Vietnamese; digits are said as everywhere.
_LETTERS = {
    "A": "a", "B": "bê", "C": "xê", "D": "dê", "E": "e", "F": "ép", "G": "giê", "H": "hát", "J": "gi", "K": "ca",
    "M": "em-mờ", "N": "en-nờ", "P": "pê", "Q": "quy", "R": "e-rờ", "S": "ét-sì", "T": "tê", "U": "u", "V": "vê",
    "W": "vê kép", "X": "ích-xì", "Y": "i dài", "Z": "dét",
    "2": "hai", "3": "ba", "4": "bốn", "5": "năm", "6": "sáu", "7": "bảy", "8": "tám", "9": "chín",
}  # fmt: skip
_READ_AT_ONCE = 2
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_IGNORED = str.maketrans("", "", " -–—._\t\u00a0")


def new_code() -> str:
    """Return a fresh random code, check character included."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def read_code(typed: str) -> str | None:
    """Return the code somebody typed, in any case, with or without dashes and blanks; None where it cannot be one."""
    code = typed[:40].translate(_IGNORED).upper()
    if len(code) != LENGTH or any(character not in _VALUE for character in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def spoken_code(code: str) -> str:
    """Return the code as it is printed and read out: two halves with a dash."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def spelled(code: str) -> list[tuple[str, str]]:
    """Return the code in pairs of characters, each with the words by which it is read out: ("K7", "ca, bảy")."""
    pairs = [code[place : place + _READ_AT_ONCE] for place in range(0, len(code), _READ_AT_ONCE)]
    return [(pair, ", ".join(_LETTERS[one] for one in pair)) for pair in pairs]


def check_character(body: str) -> str:
    """Return the check character of the seven characters before it."""
    return ALPHABET[sum(place * _VALUE[character] for place, character in enumerate(body, start=2)) % len(ALPHABET)]
