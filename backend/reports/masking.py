"""What leads to a person is covered in words that nobody has looked at: addresses, numbers, plates."""

import re
import unicodedata

MASK = "[đã che]"
_BETWEEN = r"(?:[^\w,;:/\n]|_){1,5}"  # what people put between digits: dots, dashes, brackets, the sign of a key
_AT = r"(?<!\d)(?<!\d[,.])(?!\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d(?!\d))"  # no number's middle, no date
# Long first: an identity number (9 or 12 digits) holds what could be a telephone number.
_MASKED = re.compile(
    rf"""
    (?<![\w.+-])[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+|\s?\.\s?(?:com|vn|net|org|edu|gov)\b)+   # e-mail; looks back: linear
    | (?i:https?://|www\.)\S+                            # addresses of pages, often of profiles
    | (?i:(?<![\w.-])[\w.-]+\.(?:com|vn|net|org|me)\b)(?:/\S*)?    # the same without their beginning
    | (?<![\w.])\d{{2}}\s?-?\s?[A-ZĐ]{{1,2}}\s?\d?\s?[-. ]?\s?\d{{3}}[. ]?\d{{2}}(?!\d)   # plates: 29A-123.45
    | (?<![\w.])\d{{2}}\s?-?\s?[A-ZĐ]{{1,2}}\s?\d?\s?[-. ]?\s?\d{{4}}(?:\.\d)?(?!\d)      # older plates: 29-H1 1234
    | (?<![\w.])\d{{2}}-?[a-zđ]{{1,2}}\d?[-. ]?\d{{3}}[. ]?\d{{2}}(?!\d)                # as people type: 29a-12345
    | {_AT}0(?:(?:{_BETWEEN})?\d){{11}}(?!\d)                # identity card, in any groups
    | {_AT}(?:\+?84|0)(?:(?:\s?[–—-]\s?|[\s.])?\d){{8,10}}(?!\d)       # telephone
    | {_AT}\(?(?:\+?84|0)(?:{_BETWEEN})?[02-9](?:(?:{_BETWEEN})?\d){{8,9}}(?!\d)   # in any groups
    | (?<!\d)0\d{{2,3}}([/,_])\d{{3}}\1\d{{3,4}}(?!\d)       # the same, 0912/345/678
    | \(\s?0\d{{2,3}}\s?\)\s?\d{{3,4}}[\s.-]?\d{{3,4}}(?!\d)   # and (024) 3827 1234
    | (?<!\d)\d{{9}}(?:\d{{3}})?(?!\d)                        # identity card
    | (?<!\d)\d{{4}}[ .-]\d{{4}}[ .-]\d{{4}}(?!\d)             # the same in groups
    """,
    re.VERBOSE,
)


def mask(text: str) -> str:
    """Return ``text`` with e-mail addresses, links, telephone, identity and plate numbers replaced by "[đã che]".

    Digits of any script are read as what they stand for.
    """
    read = text if text.isascii() else "".join(str(unicodedata.digit(one, one)) for one in text)
    kept, end = [], 0
    for found in _MASKED.finditer(read):  # letter stands by letter: what was read tells where to cover
        kept += [text[end : found.start()], MASK]
        end = found.end()
    return "".join([*kept, text[end:]])
