"""The composer's own steps check a row, so that the same holds as for a person typing."""

from members.models import Member
from stories.composer.figure_questions import questions_about
from stories.composer.forms import StepForm
from stories.composer.steps import STORY_STEPS
from stories.models import StoryPage

from .answers import Answers, Note

ROW_ANSWERS = {"authors": "authors", "sources": "source_{name}", "stated_results": "result_{number}_{name}"}


def fill(story: StoryPage, answers: Answers, *, writer: Member | None) -> list[StepForm]:
    """Put every answer that is right into the story, in memory. Ask the forms afterwards whether all were."""
    forms = [step(answers.data, draft=story, writers=[writer] if writer else []) for step in STORY_STEPS]
    if all(form.is_valid() for form in forms):
        for form in forms:
            form.apply(story, form.merged_names)
    return forms


def problems_in(forms: list[StepForm], answers: Answers) -> list[Note]:
    """Each with the heading of its column."""
    notes = []
    for form in forms:
        notes += [Note(answers.column(name), sentence) for name, sentences in form.errors.items() for sentence in sentences]
        for name, rows in form.lists.items():
            if not rows.is_posted:
                continue
            notes += [Note(answers.column(name), sentence) for sentence in rows.non_form_errors()]
            for number, row in enumerate(rows.forms, 1):
                for field, sentences in row.errors.items():
                    column = answers.column(ROW_ANSWERS.get(name, name).format(number=number, name=field))
                    notes += [Note(column, sentence) for sentence in sentences]
    return notes


def doubts_in(forms: list[StepForm], answers: Answers) -> list[Note]:
    """Figures that do not add up, as the composer asks about them: the story comes in, its writer will see."""
    return [
        Note(answers.column(f"result_{number}_{question.field}"), question.sentence)
        for form in forms
        if "stated_results" in form.lists
        for number, row in enumerate(form.lists["stated_results"].forms, 1)
        if row.has_changed()
        for question in questions_about(row.instance)
    ]
