"""Markdown to safe HTML. Plain Python: text in, HTML out."""

import re


def reading_minutes(*texts: str) -> int:
    """Minutes to read the texts at 200 words a minute, at least one."""
    words = sum(len(re.findall(r"\w+", text or "")) for text in texts)
    return max(1, round(words / 200))
