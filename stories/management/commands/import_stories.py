"""An agency's old stories come in as drafts. docs/import.md says how."""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from members.models import Member, User
from members.roles import may_approve
from stories.importing import report
from stories.importing.cells import CannotRead
from stories.importing.columns import Columns, understand
from stories.importing.reading import Table, read
from stories.importing.writing import Import, Line, Outcome
from stories.models import StoryIndexPage

TOLD_EVERY = 100


class Command(BaseCommand):
    help = "Bring old stories in as drafts from a CSV, Excel or JSON file. Safe to run again; nothing is submitted, published or mailed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="A .csv, .xlsx or .json file; docs/import.md names its columns.")
        parser.add_argument("--as", dest="email", default="", help="E-mail address of the member or editor whose drafts they become.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and write nothing.")
        parser.add_argument("--sheet", default="", help="Which sheet of an Excel file; the first one when left out.")
        parser.add_argument("--report", default="", metavar="FILE.csv", help="Write the report into this file too.")

    def handle(self, *args: object, **options) -> None:
        if not options["file"]:
            raise CommandError(_("Name the file: manage.py import_stories FILE --as EMAIL"))
        path = Path(options["file"])
        by = _person(options["email"])
        target = _report_path(options["report"], path)
        table, columns = _understood(path, options["sheet"])
        if not StoryIndexPage.objects.exists():
            raise CommandError(_("There is no shelf for stories yet. Run manage.py set_up first."))
        self._tell([*table.remarks, *report.about_columns(columns), report.heading()], options["verbosity"])
        coming = Import(columns, by, path.name, dry_run=options["dry_run"])
        lines = self._bring_in(coming, table, options["verbosity"])
        if target:
            report.write(target, lines)
        found = Counter(line.outcome for line in lines)
        self.stdout.write(report.counts(found, dry_run=coming.dry_run))
        if len(lines) < len(table.rows):
            raise CommandError(_("Stopped before the end. Run it again: it goes on where it was."))

    def _bring_in(self, coming: Import, table: Table, verbosity: int) -> list[Line]:
        """Each line is told when its row is written, so that a run that is cut off has told what it did."""
        lines: list[Line] = []
        try:
            for line in coming.lines(table.rows):
                lines.append(line)
                if verbosity > 1 or line.outcome is not Outcome.UNCHANGED or line.notes or len(table.rows) <= TOLD_EVERY:
                    self._tell([report.as_text(line)], verbosity)
                if len(lines) % TOLD_EVERY == 0 and verbosity:
                    words = _("… %(n)s of %(total)s rows")
                    self.stderr.write(words % {"n": f"{len(lines):,}", "total": f"{len(table.rows):,}"})
        except KeyboardInterrupt:
            pass
        return lines

    def _tell(self, words: list[str], verbosity: int) -> None:
        if verbosity:
            self.stdout.write("\n".join(words))
            self.stdout.flush()


def _person(email: str) -> User:
    if not email:
        raise CommandError(_("Say whose drafts they become: --as EMAIL, the address of a member or editor."))
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None or not (may_approve(user) or Member.objects.active().filter(user=user).exists()):
        raise CommandError(_("Nobody here signs in with %(email)s as a member or editor. Look at the address.") % {"email": email})
    return user


def _report_path(wanted: str, source: Path) -> Path | None:
    """Known to be writable before the first row is."""
    if not wanted:
        return None
    path = Path(wanted)
    if path.suffix.lower() != ".csv":
        raise CommandError(_("The report is a CSV file: give it a name that ends in .csv."))
    if path.exists() and source.exists() and path.samefile(source):
        raise CommandError(_("The report would overwrite your stories. Give it another name."))
    try:
        path.open("a").close()
    except OSError as problem:
        raise CommandError(_("The report cannot be written to %(file)s: %(why)s") % {"file": path, "why": problem.strerror}) from None
    return path


def _understood(path: Path, sheet: str) -> tuple[Table, Columns]:
    try:
        table = read(path, sheet=sheet)
    except CannotRead as problem:
        raise CommandError(str(problem)) from None
    columns = understand(table.headings)
    if columns.twice:
        words = _("The columns “%(one)s” and “%(other)s” mean the same. Take one of them out.")
        raise CommandError(words % {"one": columns.twice[0], "other": columns.twice[1]})
    if "title" not in columns.answers:
        raise CommandError(_("No column is called “title”. The first row holds the headings; docs/import.md names them."))
    return table, columns
