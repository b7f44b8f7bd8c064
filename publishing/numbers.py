"""Numbers as requests write them: anybody may send anything where one belongs."""

LARGEST = 2**63 - 1  # what a row's number may be in PostgreSQL
_DIGITS = len(str(LARGEST))


def whole_number(text: object) -> int | None:
    """Return the number that `text` writes in plain digits, from 0 to `LARGEST`.

    None for everything else: what the database or `int` itself would fail at never
    reaches them.
    """
    digits = str(text)
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > _DIGITS:
        return None
    number = int(digits)
    return number if number <= LARGEST else None
