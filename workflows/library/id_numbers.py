"""Citizens' ID numbers (公民身份号码, GB 11643): 17 digits with the day of birth in them, and a check digit."""

from datetime import date

_LENGTH = 18
_WEIGHTS = tuple(2**place % 11 for place in range(_LENGTH - 1, 0, -1))
_CHECK_DIGITS = "10X98765432"


def plain_id_number(typed: str) -> str:
    """Return an ID number as it is compared: without spaces, the check digit X in capitals."""
    return "".join(typed.split()).upper()


def check_digit(first: str) -> str:
    """Return the check digit that belongs behind the first 17 digits (ISO 7064, MOD 11-2)."""
    return _CHECK_DIGITS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11]


def is_id_number(typed: str) -> bool:
    """Whether something typed is an ID number of 18 signs with a possible day of birth and the right check digit."""
    number = plain_id_number(typed)
    first, last = number[:-1], number[-1:]
    if len(number) != _LENGTH or not (first.isascii() and first.isdigit()):
        return False
    try:
        date(int(first[6:10]), int(first[10:12]), int(first[12:14]))
    except ValueError:
        return False
    return last == check_digit(first)
