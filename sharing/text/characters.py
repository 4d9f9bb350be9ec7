"""The classes of characters by which X reads a post, written for the inside of [...] in a pattern."""

SPACES = r"\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
FORBIDDEN = "\ufffe\ufeff\uffff"  # no post may hold them
DIRECTIONS = r"\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
PUNCTUATION = r"!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$"
ACCENTED = (  # Latin letters beyond ASCII, and marks put on them
    r"\xc0-\xd6\xd8-\xf6\xf8-\xff\u0100-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b\u02bb"
    r"\u0300-\u036f\u1e00-\u1eff"
)
CYRILLIC = r"\u0400-\u04ff"
IN_HASHTAGS = r"_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\xb7"
