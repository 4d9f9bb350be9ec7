"""Why a file could not be read, in the words that editors see."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "locked": _("It is locked with a password. Ask for a copy without one."),
    "broken": _("It is broken, or is not what its name says. Save it again and upload the new file."),
    "too-large": _("Unpacked, it would be far too large."),
    "memory": _("It needs too much memory."),
    "too-long": _("Reading it takes too long."),
    "died": _("It ended the program that reads it, each time that was tried."),
    "empty": _("It is empty."),
    "missing": _("The file is not where it was kept."),
    "kind": _("Files of this kind are not read."),
    "no-text": _("No text in it: perhaps pages that were scanned. Run text recognition over it, then upload it again."),
}
