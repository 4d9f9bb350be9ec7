"""Old stories come in from files: what is understood, what is refused, and that nothing leaves as it was not meant to."""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError
from django.http import QueryDict
from django.urls import reverse
from openpyxl import Workbook
from wagtail.models import Page, PageLogEntry, Revision, WorkflowState

from content.models import Hashtag, Method, MethodAlias, Stamp
from editorial import publishing
from editorial.models import Effect
from members.models import Mail
from stories.composer import drafts, limits
from stories.composer.steps import LessonsStep
from stories.importing.columns import understand
from stories.models import ImportedRow, StoryPage
from tests.content import bad_files
from tests.factories import a_live_story, a_member, an_editor, an_organization

SAMPLES = Path(__file__).parents[2] / "fixtures" / "import"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return a_member("Ana")


def bring_in(path, by, *more: str) -> str:
    out = io.StringIO()
    call_command("import_stories", str(path), "--as", by.email, *more, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def refusal(path, by, *more: str) -> str:
    with pytest.raises(CommandError) as problem:
        bring_in(path, by, *more)
    assert problem.value.returncode == 1
    return str(problem.value)


def a_csv(folder, *rows: dict, name: str = "stories.csv", coding: str = "utf-8", separator: str = ",") -> Path:
    out = io.StringIO()
    table = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)), delimiter=separator)
    table.writeheader()
    table.writerows(rows)
    path = folder / name
    path.write_bytes(out.getvalue().encode(coding))
    return path


def a_workbook(folder, *lines: list, formats: dict[str, str] | None = None, name: str = "stories.xlsx") -> Path:
    book = Workbook()
    sheet = book.active
    for line in lines:
        sheet.append(line)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    book.save(folder / name)
    return folder / name


def a_json(folder, stories: object) -> Path:
    path = folder / "stories.json"
    path.write_text(json.dumps(stories), encoding="utf-8")
    return path


def drafts_of(user) -> list[StoryPage]:
    return [page.get_latest_revision_as_object() for page in StoryPage.objects.filter(owner=user).order_by("path")]


def the_draft_of(user) -> StoryPage:
    [draft] = drafts_of(user)
    return draft


# --- The sample ---


@pytest.mark.database
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_the_sample_comes_in_whole_from_every_kind_of_file(ana, kind):
    agency = an_organization("Northern Lights Community Care (fictional)")

    told = bring_in(SAMPLES / f"sample-stories.{kind}", ana)

    assert "4 rows: 4 new, 0 changed, 0 unchanged, 0 left alone, 0 refused" in told
    assert "not found" not in told
    first = drafts_of(ana)[0]
    assert first.title == "Sample: fewer missed first visits (fictional)"
    assert first.what_we_did.splitlines()[1].startswith("Then we rewrote it")
    assert (first.status, first.year, first.language, first.licence) == ("improved", 2019, "en", "cc-by-4.0")
    assert [thing.slug for thing in first.organizations.all()] == [agency.slug]
    assert {method.slug for method in first.methods.all()} == {"pdsa", "process-mapping"}
    assert [(author.name, author.affiliation) for author in first.authors.all()] == [
        ("Avery Sample", "intake worker"),
        ("Robin Sample", "peer worker"),
    ]
    missed, waited = first.stated_results.all()
    assert (missed.before_numerator, missed.before_denominator, str(missed.after.value)) == (78, 300, "18.9")
    assert (missed.unit, missed.direction, missed.aim_value, waited.after_value) == ("%", "lower", 18, 31)
    assert [source.url for source in first.sources.all()] == ["https://example.org/sample-report"]
    assert sorted(tag.name for tag in first.hashtags.all()) == ["EQIPON", "FirstVisits"]
    assert drafts_of(ana)[2].language == "fr"


def test_the_three_samples_are_the_same_stories(ana):
    bring_in(SAMPLES / "sample-stories.csv", ana)

    told = bring_in(SAMPLES / "sample-stories.xlsx", ana) + bring_in(SAMPLES / "sample-stories.json", ana)

    assert told.count("0 new, 0 changed, 4 unchanged") == 2


# --- Nothing leaves ---


@pytest.mark.admin_search
def test_an_import_is_never_sent_shared_mailed_or_found(ana, client, django_capture_on_commit_callbacks):
    before = (Effect.objects.count(), Mail.objects.count())

    with django_capture_on_commit_callbacks(execute=True):
        bring_in(SAMPLES / "sample-stories.csv", ana)

    assert (Effect.objects.count(), Mail.objects.count()) == before
    assert not WorkflowState.objects.exists()
    assert not StoryPage.objects.filter(owner=ana, live=True).exists()
    assert not StoryPage.objects.open_to_all().filter(owner=ana).exists()
    assert not StoryPage.objects.live().search("Sample").count()
    for address in (f"{reverse('search')}?q=fewer+missed+first+visits+fictional", reverse("story_index"), "/en/"):
        shown = client.get(address)
        assert shown.status_code == 200
        assert "Sample: fewer missed" not in shown.content.decode()
    for page in StoryPage.objects.filter(owner=ana):
        assert client.get(page.get_absolute_url()).status_code == 404


@pytest.mark.database
def test_the_drafts_stand_under_my_stories_and_their_history_says_where_they_came_from(ana, client):
    bring_in(SAMPLES / "sample-stories.csv", ana)
    client.force_login(ana)

    mine = client.get(reverse("my_stories")).content.decode()
    page = StoryPage.objects.filter(owner=ana).first()
    standing = client.get(reverse("story_status", args=[page.pk])).content.decode()

    assert "fewer missed first visits" in mine
    assert "Ana brought it in from a file." in standing


def test_an_import_does_not_use_up_what_its_owner_may_begin_in_a_day(ana, settings):
    settings.NEW_DRAFTS_PER_DAY = 2

    bring_in(SAMPLES / "sample-stories.csv", ana)

    limits.allow_new_draft(ana)
    assert PageLogEntry.objects.filter(user=ana, action="throughline.import").count() == 4


# --- Understanding ---


@pytest.mark.parametrize(
    ("heading", "answer"),
    [
        ("TITRE", "title"),
        ("Ce que nous avons fait", "what_we_did"),
        ("ce qui n’a pas fonctionné", "what_did_not_work"),
        ("Leçons apprises", "lessons"),
        ("lecons", "lessons"),
        ("Objectif : pour qui", "aim_for_whom"),
        ("What_we_did", "what_we_did"),
        ("Result 2 before numerator", "result_2_before_numerator"),
        ("Before value", "result_1_before_value"),
        ("After numerator 3", "result_3_after_numerator"),
        ("Résultat 2 après dénominateur", "result_2_after_denominator"),
        ("results 1 before out_of", "result_1_before_denominator"),
        ("DOI", "source_doi"),
        ("Your reference", "reference"),
        ("Mots-clics", "hashtags"),
    ],
)
def test_a_heading_is_understood_in_either_language(heading, answer):
    columns = understand([heading])

    assert columns.answers == {answer: heading}


def test_every_sample_heading_is_known():
    with (SAMPLES / "sample-stories.csv").open(encoding="utf-8-sig", newline="") as file:
        headings = next(csv.reader(file))

    assert understand(headings).unknown == {}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_comes_in_whatever_its_coding_and_separator(ana, tmp_path, coding, separator):
    story = {"Titre": "Où en êtes-vous, déjà ?", "Problème": 'Une lettre; "longue", et\nen deux lignes.', "Année": "2019"}

    told = bring_in(a_csv(tmp_path, story, coding=coding, separator=separator), ana)

    draft = the_draft_of(ana)
    assert (draft.title, draft.problem, draft.year) == (*list(story.values())[:2], 2019)
    assert ("Windows-1252" in told) == (coding == "cp1252")


def test_excel_says_itself_which_separator_it_used(ana, tmp_path):
    (tmp_path / "stories.csv").write_text("sep=;\r\ntitle;problem\r\nA door, a letter, a call;Many\r\n", encoding="utf-8-sig")

    bring_in(tmp_path / "stories.csv", ana)

    assert the_draft_of(ana).title == "A door, a letter, a call"


def test_a_sheet_is_read_as_a_person_reads_it(ana, tmp_path):
    headings = ["title", "year", "period", "before value", "before period", "after value", "unit", "what happened", "lessons"]
    values = ["From a sheet", 2019.0, date(2017, 6, 1), 0.641509, datetime(2018, 3, 5), 1 / 3, "", 204, "one_x000D_\ntwo"]
    path = a_workbook(tmp_path, [], headings, values, formats={"C3": "mmm yyyy", "D3": "0.0%", "E3": "yyyy-mm-dd"})

    bring_in(path, ana)

    draft = the_draft_of(ana)
    [result] = draft.stated_results.all()
    assert (draft.year, draft.period, draft.what_happened, draft.lessons) == (2019, "2017-06", "204", "one\ntwo")
    assert (str(result.before_value), result.unit, result.before_period) == ("64.1509", "%", "2018-03-05")
    assert str(result.after_value) == "0.3333"


def test_the_sheet_can_be_named(ana, tmp_path):
    book = Workbook()
    book.active.append(["notes"])
    book.create_sheet("Old stories").append(["title"])
    book["Old stories"].append(["On the second sheet"])
    book.save(tmp_path / "stories.xlsx")

    bring_in(tmp_path / "stories.xlsx", ana, "--sheet", "old stories")

    assert the_draft_of(ana).title == "On the second sheet"
    assert refusal(tmp_path / "stories.xlsx", ana, "--sheet", "New") == "It has no sheet “New”. There are: Sheet, Old stories."


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("=SUM(1,2)", "2: year: Its formula has no saved result. Open the file in a spreadsheet program, save it, then try again."),
        ("#DIV/0!", "2: year: Its formula gives #DIV/0!. Mend it in the sheet."),
    ],
)
def test_a_formula_without_a_result_refuses_its_row_only(ana, tmp_path, value, sentence):
    told = bring_in(a_workbook(tmp_path, ["title", "year"], ["With a formula", value], ["Without", 2020]), ana)

    _row, _sign, words = sentence.partition(": ")
    assert words in told
    assert the_draft_of(ana).title == "Without"


def test_nested_lists_in_json_are_read(ana, tmp_path):
    story = {
        "title": "Nested",
        "aim": {"what": "Missed visits", "how much": "by half"},
        "methods": ["PDSA", "Lean"],
        "results": [{"label": "Missed", "before": {"numerator": 3, "denominator": 9}, "after": {"value": 12.5}}],
        "year": 2021,
        "lessons": None,
    }

    told = bring_in(a_json(tmp_path, [story]), ana)

    draft = the_draft_of(ana)
    assert "not found" not in told
    assert (draft.aim_what, draft.aim_how_much, draft.year, draft.lessons) == ("Missed visits", "by half", 2021, "")
    assert draft.methods.count() == 2
    assert [(result.before_numerator, float(result.after_value)) for result in draft.stated_results.all()] == [(3, 12.5)]


@pytest.mark.parametrize("word", ["pdsa", "PDSA cycle", "Cycle PDSA", "CYCLE  pdsa", "Plan-Do-Study-Act", "old-pdsa"])
def test_a_method_is_found_by_every_name_it_has(ana, tmp_path, word):
    method = Method.objects.get(slug="pdsa")
    Method.objects.filter(pk=method.pk).update(name_en="PDSA cycle", name_fr="Cycle PDSA", synonyms="Plan-Do-Study-Act")
    MethodAlias.objects.create(key="old-pdsa", method=method)

    bring_in(a_csv(tmp_path, {"title": "A test", "methods": word}), ana)

    assert [found.slug for found in the_draft_of(ana).methods.all()] == ["pdsa"]


def test_an_unknown_word_is_reported_with_the_nearest_and_the_story_comes_in(ana, tmp_path):
    row = {"title": "A test", "methods": "PDSA; Proces maping; Zzz", "status": "Wonderful", "scale": "Team"}

    told = bring_in(a_csv(tmp_path, row), ana)

    assert "methods: not found: “Proces maping”. Did you mean “Process mapping”?" in told
    assert "methods: not found: “Zzz”. The draft goes without it." in told
    assert "status: not found: “Wonderful”. The draft says “Testing”: look whether that is right." in told
    draft = the_draft_of(ana)
    assert [method.slug for method in draft.methods.all()] == ["pdsa"]
    assert draft.scale.slug == "team"


def test_an_unknown_column_is_named_and_kept_out(ana, tmp_path):
    told = bring_in(a_csv(tmp_path, {"title": "A test", "Lesons": "Ask first.", "Chart number": "7"}), ana)

    assert "The column “Lesons” is unknown and kept out of the drafts. Did you mean “lessons”?" in told
    assert "The column “Chart number” is unknown and kept out of the drafts." in told
    assert "Lesons: This column is unknown: it is not in the draft." in told
    assert the_draft_of(ana).lessons == ""


def test_only_the_person_named_is_credited_as_a_member(ana, tmp_path):
    ben = a_member("Ben")

    bring_in(a_csv(tmp_path, {"title": "A test", "authors": "ben (nurse); ANA (coach)"}), ana)

    authors = the_draft_of(ana).authors.all()
    assert [(author.name, author.affiliation, author.member) for author in authors] == [
        ("ben", "nurse", None),
        ("ANA", "coach", ana.member),
    ]
    assert not drafts.written_by(ben).exists()


def test_nobody_is_credited_whom_the_file_does_not_name(ana, tmp_path):
    bring_in(a_csv(tmp_path, {"title": "A test"}), ana)

    assert not the_draft_of(ana).authors.exists()


def test_a_share_that_does_not_fit_its_parts_is_pointed_out(ana, tmp_path):
    row = {"title": "A test", "before value": "58.6%", "before numerator": "204", "before denominator": "318"}

    told = bring_in(a_csv(tmp_path, row), ana)

    assert "before value: 204 of 318 is 64.2%, not 58.6%. Readers will see 64.2%." in told
    assert the_draft_of(ana).stated_results.count() == 1


# --- Refusing one row ---


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": "", "problem": "p"}, "title: Give it a title that a colleague would look for."),
        ({"title": "t" * 300}, "title: Ensure this value has at most 255 characters"),
        ({"year": "last year"}, "year: Enter a whole number."),
        ({"year": "19"}, "year: Write the year with four digits, such as 2024."),
        ({"result 2 before value": "a lot"}, "result 2 before value: Write a number, such as 58.6."),
        ({"after numerator": "20", "after denominator": "10"}, "after numerator: The number is larger than the whole."),
        ({"after numerator": "20"}, "Out of how many?"),
        ({"source url": "javascript:alert(1)"}, "source url: Write a web address"),
        ({"hashtags": "#one #two-three"}, "hashtags: “two-three” cannot be a hashtag"),
        ({"problem": "p" * 20_001}, "problem: This is 20001 characters long"),
        ({"authors": "n" * 200}, "authors: Ensure this value has at most 120 characters"),
        ({"reference": "r" * 201}, "reference: A reference has at most 200 characters."),
    ],
)
def test_a_row_that_fails_says_where_and_why_and_the_others_come_in(ana, tmp_path, wrong, sentence):
    rows = [{"title": "Before it"}, {"title": "Wrong", **wrong}, {"title": "After it"}]

    told = bring_in(a_csv(tmp_path, *rows), ana)

    assert "     3  refused" in told
    assert sentence in told
    assert [draft.title for draft in drafts_of(ana)] == ["Before it", "After it"]


def test_a_cell_under_no_heading_refuses_its_row(ana, tmp_path):
    (tmp_path / "stories.csv").write_text("title,problem\nA door, a letter, a call\nRight,Yes\n", encoding="utf-8")

    told = bring_in(tmp_path / "stories.csv", ana)

    assert "cell 3: It stands under no heading." in told
    assert the_draft_of(ana).title == "Right"


@pytest.mark.database
def test_a_row_that_breaks_in_the_middle_leaves_nothing(ana, tmp_path, monkeypatch):
    def break_off(*args, **kwargs):
        raise IntegrityError("the disk is full")

    monkeypatch.setattr(StoryPage, "save_revision", break_off)

    told = bring_in(a_csv(tmp_path, {"title": "Half", "hashtags": "#HalfWritten"}), ana)

    assert "It could not be written, and nothing of it was kept." in told
    assert not StoryPage.objects.exists()
    assert not ImportedRow.objects.exists()
    assert not Hashtag.objects.filter(name="HalfWritten").exists()


@pytest.mark.database
def test_a_row_that_meets_a_busy_database_is_tried_again(ana, tmp_path, monkeypatch):
    really, calls = StoryPage.save_revision, []

    def busy_once(self, *args, **kwargs):
        calls.append(self.title)
        if len(calls) == 1:
            raise OperationalError("database is locked")
        return really(self, *args, **kwargs)

    monkeypatch.setattr(StoryPage, "save_revision", busy_once)

    told = bring_in(
        a_csv(tmp_path, {"title": "At last", "before value": "58.6%", "before numerator": "204", "before denominator": "318"}), ana
    )

    assert "1 new" in told
    assert told.count("Readers will see 64.2%.") == 1
    assert the_draft_of(ana).title == "At last"


# --- Refusing a file ---


def test_a_file_that_cannot_be_read_is_refused_with_one_sentence(ana, tmp_path):
    bad = {name: data for name, data in bad_files.BAD_FILES.items() if name.endswith((".csv", ".xlsx"))}
    bad |= {
        "bare.json": b"",
        "blank.csv": b" \n \n",
        "headings.csv": b"title,problem\n",
        "word.json": b'"a"',
        "object.json": b'{"title": "a"}',
        "cut.json": b'[{"title": "a"',
        "none.json": b"[]",
        "twice.json": b'[{"title": "a", "title": "b"}]',
        "deep.json": b"[" * 100_000,
        "binary.json": b"\xff\xfe\x00\xd8",
        "open quote.csv": b'title,problem\n"A,b\nC,d\n',
        "stray quote.csv": b'title\n"A" b\n',
        "twice.csv": b"title,title\na,b\n",
        "alike.csv": b"title,Titre\na,b\n",
        "no title.csv": b"problem\na\n",
        "long cell.csv": b"title\n" + b"x" * 200_000,
        "coding.csv": b"title\n\x81\x8d\xff",
        "wide.csv": b",".join(b"c%d" % n for n in range(300)) + b"\nx\n",
        "many.csv": b"title\n" + b"a\n" * 10_001,
        "many.json": json.dumps([{"title": "a"}] * 10_001).encode(),
        "old.xls": b"\xd0\xcf\x11\xe0",
        "stories.docx": bad_files.office("word/document.xml"),
        "no ending": b"title\na\n",
        "no sheet.xlsx": bad_files.office("xl/workbook.xml"),
        "entities.xlsx": bad_files.office(
            "xl/workbook.xml", more={"xl/worksheets/sheet1.xml": b'<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'}
        ),
    }

    told = {}
    for name, data in bad.items():
        path = tmp_path / name
        path.write_bytes(data)
        told[name] = refusal(path, ana)

    assert all(sentence.endswith((".", ")", "].")) and "\n" not in sentence for sentence in told.values()), told
    assert "more than 10,000 rows" in told["many.csv"]
    assert "more than 10,000 rows" in told["many.json"]
    assert "far too large" in told["bomb.xlsx"]
    assert "look at row 2" in told["open quote.csv"]
    assert "“title” and “Titre” mean the same" in told["alike.csv"]
    assert not StoryPage.objects.exists()


def test_a_place_that_is_no_file_is_refused_with_one_sentence(ana, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "large.csv").write_bytes(b"title\n" + b"a" * 21 * 1024 * 1024)

    assert "is a folder" in refusal(tmp_path / "folder.csv", ana)
    assert "There is no file" in refusal(tmp_path / "nowhere.csv", ana)
    assert "larger than 20 MB" in refusal(tmp_path / "large.csv", ana)
    assert "There is no file" in refusal("/dev/null.csv", ana)


def test_a_file_that_one_may_not_read_is_refused_with_one_sentence(ana, tmp_path, monkeypatch):
    path = a_csv(tmp_path, {"title": "a"})

    def forbidden(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", forbidden)

    assert "You have no right to read" in refusal(path, ana)


@pytest.mark.parametrize("name", ["shelf", "sheet1"])
def test_a_sheet_name_for_a_file_without_sheets_is_refused(ana, tmp_path, name):
    assert refusal(a_csv(tmp_path, {"title": "a"}), ana, "--sheet", name) == "Only Excel files have sheets. Leave --sheet out."


# --- In whose name ---


def test_the_person_must_be_named_and_known(ana, tmp_path):
    path = a_csv(tmp_path, {"title": "a"})
    stranger = a_member("Left")
    stranger.is_active = False
    stranger.save()

    with pytest.raises(CommandError, match="Say whose drafts they become: --as EMAIL"):
        call_command("import_stories", str(path))
    with pytest.raises(CommandError, match="Name the file"):
        call_command("import_stories")
    assert "Nobody here signs in with" in refusal(path, stranger)
    assert not StoryPage.objects.exists()


def test_an_editor_brings_stories_in_and_cannot_approve_them(tmp_path):
    eva = an_editor("Eva")

    bring_in(a_csv(tmp_path, {"title": "By an editor"}), eva)

    page = StoryPage.objects.get(owner=eva)
    assert page.is_author(eva)
    assert not page.permissions_for_user(eva).can_publish()


# --- Again ---

ROWS = [{"your reference": "1", "title": "First", "problem": "Once"}, {"your reference": "2", "title": "Second", "problem": "Once"}]


def a_changed_csv(folder) -> Path:
    return a_csv(folder, {**ROWS[0], "problem": "Told better"}, ROWS[1], name="again.csv")


@pytest.mark.database
def test_the_same_file_again_changes_nothing(ana, tmp_path):
    path = a_csv(tmp_path, *ROWS)
    bring_in(path, ana)
    before = (Revision.objects.count(), PageLogEntry.objects.count())

    told = bring_in(path, ana)

    assert "0 new, 0 changed, 2 unchanged" in told
    assert (Revision.objects.count(), PageLogEntry.objects.count()) == before


@pytest.mark.database
def test_a_changed_row_changes_its_draft(ana, tmp_path):
    bring_in(a_csv(tmp_path, *ROWS), ana)

    told = bring_in(a_changed_csv(tmp_path), ana)

    assert "0 new, 1 changed, 1 unchanged" in told
    assert [draft.problem for draft in drafts_of(ana)] == ["Told better", "Once"]
    assert "1 changed" not in bring_in(a_changed_csv(tmp_path), ana)


def test_a_cell_that_was_emptied_is_empty_in_the_draft(ana, tmp_path):
    full = {"reference": "1", "title": "A", "methods": "PDSA", "before value": "3", "authors": "Ana", "source": "A report", "year": "2019"}
    bring_in(a_csv(tmp_path, full), ana)

    bring_in(a_csv(tmp_path, {**dict.fromkeys(full, ""), "reference": "1", "title": "A"}), ana)

    draft = the_draft_of(ana)
    assert not any(relation.exists() for relation in (draft.methods, draft.stated_results, draft.authors, draft.sources))
    assert draft.year is None


def edit(page: StoryPage, by) -> None:
    data = QueryDict(mutable=True)
    data.update({"lessons": "Written here."})
    data["version"] = drafts.version_shown(LessonsStep(draft=page.get_latest_revision_as_object()))
    assert drafts.save(page.pk, LessonsStep, data, by=by, by_itself=True).saved


def send(page: StoryPage, by) -> None:
    for name, words in {"aim": "a", "what_we_did": "b", "result_statement": "c", "lessons": "d"}.items():
        setattr(page, name, words)
    page.people_consent, page.ethics_screen, page.community_data = "nobody", "improvement", "none"
    page.methods = [Method.objects.get(slug="pdsa")]
    page.save_revision(user=by)
    publishing.submit(page, by=by)


def send_and_take_back(page: StoryPage, by) -> None:
    send(page, by)
    publishing.take_back(page, by=by)


@pytest.mark.database
@pytest.mark.parametrize(
    ("happened", "reason"),
    [
        (edit, "because somebody has edited it since."),
        (send, "because it was sent to the editors."),
        (send_and_take_back, "because it was sent to the editors."),
        (lambda page, by: page.get_latest_revision().publish(), "because it is published."),
        (lambda page, by: drafts.throw_away(page, by=by), "because its draft was deleted here."),
    ],
    ids=["edited", "sent", "taken back", "published", "deleted"],
)
def test_a_draft_that_went_on_is_left_alone_and_the_report_says_why(ana, tmp_path, happened, reason):
    bring_in(a_csv(tmp_path, *ROWS), ana)
    page = StoryPage.objects.get(title="First")
    happened(page, ana)

    told = bring_in(a_changed_csv(tmp_path), ana)

    assert "0 new, 0 changed, 1 unchanged, 1 left alone" in told
    assert reason in told
    found = StoryPage.objects.filter(pk=page.pk).first()
    assert found is None or found.get_latest_revision_as_object().problem == "Once"


@pytest.mark.database
def test_without_a_reference_title_and_organization_find_the_earlier_draft(ana, tmp_path):
    an_organization("Agency One")
    rows = [{"title": "Shorter waits", "organization": "Agency One"}, {"title": "Shorter waits", "organization": "Agency Two"}]
    bring_in(a_csv(tmp_path, *rows), ana)

    told = bring_in(a_csv(tmp_path, {**rows[0], "title": "SHORTER WAITS!", "problem": "New"}, rows[1]), ana)

    assert "0 new, 1 changed, 1 unchanged" in told
    assert len(drafts_of(ana)) == 2


def test_a_reference_given_later_finds_the_draft_by_its_title(ana, tmp_path):
    bring_in(a_csv(tmp_path, {"title": "Shorter waits"}), ana)

    told = bring_in(a_csv(tmp_path, {"title": "Shorter waits", "reference": "7"}), ana)

    assert "0 new, 1 changed" in told
    assert ImportedRow.objects.get().reference == "7"


def test_the_same_reference_of_another_agency_overwrites_nothing(ana, tmp_path):
    bring_in(a_csv(tmp_path, {"reference": "1", "title": "Shorter waits", "organization": "One"}, name="one.csv"), ana)

    told = bring_in(a_csv(tmp_path, {"reference": "1", "title": "Safer wards", "organization": "Two"}, name="two.csv"), ana)

    assert "Reference 1 belongs to a story of another title, organization and file." in told
    assert the_draft_of(ana).title == "Shorter waits"


@pytest.mark.database
def test_two_people_bring_in_the_same_file_and_each_has_drafts_of_their_own(ana, tmp_path):
    ben = a_member("Ben")
    path = a_csv(tmp_path, *ROWS)

    told = bring_in(path, ana) + bring_in(path, ben)

    assert told.count("2 new") == 2
    assert len(drafts_of(ana)) == len(drafts_of(ben)) == 2


@pytest.mark.parametrize(
    "rows",
    [
        [{"reference": "1", "title": "A"}, {"reference": "1", "title": "B"}],
        [{"reference": "", "title": "A"}, {"reference": "", "title": "a"}],
        [{"reference": "1", "title": "A"}, {"reference": "", "title": "A"}],
        [{"reference": "", "title": "A"}, {"reference": "1", "title": "A"}],
    ],
)
@pytest.mark.parametrize("again", [False, True])
def test_the_same_story_twice_in_a_file_is_refused_the_second_time(ana, tmp_path, rows, again):
    path = a_csv(tmp_path, *rows)
    if again:
        bring_in(path, ana)

    told = bring_in(path, ana)

    assert "     3  refused" in told
    assert "Row 2 of this file is the same story." in told
    assert the_draft_of(ana).title == "A"


def test_stories_of_one_title_with_references_of_their_own_all_come_in(ana, tmp_path):
    told = bring_in(a_csv(tmp_path, {"reference": "1", "title": "A"}, {"reference": "2", "title": "A"}), ana)

    assert "2 new" in told


@pytest.mark.database
def test_a_run_that_was_cut_off_ends_the_same_when_run_again(ana, tmp_path, monkeypatch):
    path = a_csv(tmp_path, *ROWS, {"your reference": "3", "title": "Third", "problem": "Once"})
    really, calls = StoryPage.save_revision, []

    def cut_off(self, *args, **kwargs):
        calls.append(self.title)
        if len(calls) == 2:
            raise SystemExit("killed")
        return really(self, *args, **kwargs)

    monkeypatch.setattr(StoryPage, "save_revision", cut_off)
    with pytest.raises(SystemExit):
        bring_in(path, ana)
    monkeypatch.undo()

    told = bring_in(path, ana)

    assert "2 new, 0 changed, 1 unchanged" in told
    assert [draft.title for draft in drafts_of(ana)] == ["First", "Second", "Third"]
    assert Page.find_problems() == ([], [], [], [], [])


# --- Dry runs and reports ---


@pytest.mark.database
@pytest.mark.parametrize("earlier", [[], ROWS], ids=["first time", "again"])
def test_a_dry_run_says_the_same_and_writes_nothing(ana, tmp_path, earlier):
    if earlier:
        bring_in(a_csv(tmp_path, *earlier, name="earlier.csv"), ana)
    rows = [
        {**ROWS[0], "problem": "New", "hashtags": "#NeverSeen"},
        ROWS[1],
        {"problem": "No title"},
        {"title": "Also", "methods": "Zzz"},
        ROWS[1],
    ]
    path = a_csv(tmp_path, *rows)
    counted = (StoryPage, Revision, ImportedRow, PageLogEntry, Hashtag)
    before = [model.objects.count() for model in counted] + [Stamp.current()]

    tried = bring_in(path, ana, "--dry-run")

    assert [model.objects.count() for model in counted] + [Stamp.current()] == before
    assert "Nothing was written: this was a dry run." in tried
    really = bring_in(path, ana)
    assert tried.splitlines()[:-1] == really.splitlines()[:-1]


def test_the_report_is_a_file_too_in_which_no_title_is_a_formula(ana, tmp_path):
    path = a_csv(tmp_path, {"title": "=cmd()", "methods": "Zzz"}, {"title": "", "methods": "PDSA"})

    bring_in(path, ana, "--report", str(tmp_path / "report.csv"))

    lines = list(csv.reader((tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert lines[1][:3] == ["2", "new", "'=cmd()"]
    assert "not found: “Zzz”" in lines[1][5]
    assert lines[2][1] == "refused"


def test_a_report_that_cannot_be_written_is_said_before_anything_is(ana, tmp_path):
    path = a_csv(tmp_path, {"title": "a"})

    assert "would overwrite your stories" in refusal(path, ana, "--report", str(path))
    assert "cannot be written" in refusal(path, ana, "--report", str(tmp_path / "nowhere" / "r.csv"))
    assert "ends in .csv" in refusal(path, ana, "--report", str(tmp_path / "r.txt"))
    assert not StoryPage.objects.exists()


def test_a_long_import_says_how_far_it_is(ana, tmp_path, monkeypatch):
    monkeypatch.setattr("stories.management.commands.import_stories.TOLD_EVERY", 2)
    err = io.StringIO()

    call_command("import_stories", str(a_csv(tmp_path, *ROWS)), "--as", ana.email, stdout=io.StringIO(), stderr=err)

    assert "… 2 of 2 rows" in err.getvalue()


@pytest.mark.database
def test_what_is_remembered_of_an_import_goes_with_its_owner(ana, tmp_path):
    bring_in(a_csv(tmp_path, *ROWS), ana)

    StoryPage.objects.all().delete()
    ana.delete()

    assert not ImportedRow.objects.exists()


@pytest.mark.database
def test_control_signs_in_a_file_reach_neither_draft_nor_report(ana, tmp_path):
    told = bring_in(a_json(tmp_path, [{"title": "A\x1b[31m red\x00 title\ud800", "odd\x1b[0m": "x"}]), ana)

    assert "\x1b" not in told
    assert the_draft_of(ana).title == "A[31m red title"


def test_published_stories_of_others_are_not_touched(ana, tmp_path):
    live = a_live_story(title="First")

    bring_in(a_csv(tmp_path, *ROWS), ana)

    assert StoryPage.objects.get(pk=live.pk).live
    assert StoryPage.objects.filter(title="First").count() == 2
