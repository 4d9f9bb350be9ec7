"""Believable things for tests: a default says what a reader would expect, a trait names a state."""

from .measures import a_chart, a_measure
from .pages import a_lesson, a_live_lesson, a_live_resource, a_live_story, a_resource, a_story
from .people import a_member, an_editor, an_organization, someone_with_role

__all__ = [
    "a_chart",
    "a_lesson",
    "a_live_lesson",
    "a_live_resource",
    "a_live_story",
    "a_measure",
    "a_member",
    "a_resource",
    "a_story",
    "an_editor",
    "an_organization",
    "someone_with_role",
]
