from .change_idea import ChangeIdea
from .lesson_page import LessonAuthor, LessonIndexPage, LessonPage
from .series import Series, SeriesEntry
from .story_page import (
    PDSACycle,
    StatedResult,
    StoryAuthor,
    StoryFile,
    StoryImage,
    StoryIndexPage,
    StoryLink,
    StoryPage,
    StorySource,
    StoryVideo,
)

__all__ = [
    "ChangeIdea",
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
    "StoryPage",
    "StorySource",
    "StoryVideo",
]
