"""Stories and lessons, as the composer knows them."""

from django.utils.translation import gettext_lazy as _

from stories.models import LessonAuthor, LessonIndexPage, LessonPage, StoryAuthor, StoryIndexPage, StoryPage

from .kinds import Kind, register
from .lesson_form import LessonForm
from .steps import STORY_STEPS

EDITORS_CHECK = _(
    "They check that nobody can be recognized and that the result says no more than the figures. They write to you if something should "
    "change; nobody changes your words without telling you. Once an editor accepts it, everybody can read it."
)


def register_own() -> None:
    register(
        Kind(
            model=StoryPage,
            shelf=StoryIndexPage,
            author=StoryAuthor,
            steps=STORY_STEPS,
            write_view="write_story",
            check_view="check_story",
            heading=_("Write a story"),
            lede=_(
                "A short story takes about ten minutes, a full one about forty, in pieces: it saves itself, and you can leave at any time. "
                "Work that stopped or did not work is as welcome as work that held."
            ),
            other_view="new_lesson",
            other_words=_("Only one lesson to tell? That is shorter."),
            editors_check=EDITORS_CHECK,
        )
    )
    register(
        Kind(
            model=LessonPage,
            shelf=LessonIndexPage,
            author=LessonAuthor,
            steps=(LessonForm,),
            write_view="write_lesson",
            check_view="check_lesson",
            heading=_("Write a lesson"),
            lede=_("A lesson takes about five minutes: one thing that you would tell the next team, also when it failed."),
            other_view="new_story",
            other_words=_("More to tell? Write a story."),
            editors_check=EDITORS_CHECK,
        )
    )
