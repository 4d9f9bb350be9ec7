from .change_idea import ChangeIdea
from .imported_row import ImportedRow
from .invitation import Invitation
from .lesson_page import LessonAuthor, LessonIndexPage, LessonPage
from .series import Series, SeriesEntry
from .story_measure import StoryMeasure
from .story_page import StoryIndexPage, StoryPage
from .story_parts import PDSACycle, StatedResult, StoryAuthor, StoryFile, StoryImage, StoryLink, StorySource, StoryVideo

__all__ = [
    "ChangeIdea",
    "ImportedRow",
    "Invitation",
    "LessonAuthor",
    "LessonIndexPage",
    "LessonPage",
    "PDSACycle",
    "Series",
    "SeriesEntry",
    "StatedResult",
    "StoryAuthor",
    "StoryFile",
    "StoryImage",
    "StoryIndexPage",
    "StoryLink",
    "StoryMeasure",
    "StoryPage",
    "StorySource",
    "StoryVideo",
]
