"""What a publication sets going, each with a row that says whether it was done."""


def announce(page) -> None:
    """Do what is due for this publication and has not been done."""


def withdraw(page) -> None:
    """Drop what was queued and not yet done."""
