"""Stories, lessons and resources, as drafts and live."""

from itertools import count

from content.models import Topic
from members.models import User
from resources.models import ResourceAuthor, ResourceIndexPage, ResourceLink, ResourcePage
from stories.models import LessonAuthor, LessonIndexPage, LessonPage, StoryAuthor, StoryIndexPage, StoryPage

from .people import a_member

_numbers = count(1)


def a_topic() -> Topic:
    return Topic.objects.get_or_create(slug="missed-appointments", defaults={"name_en": "Missed appointments"})[0]


def a_story(*, by: User | None = None, **fields) -> StoryPage:
    """A draft that is ready to be submitted."""
    author = by or a_member()
    number = next(_numbers)
    story = StoryPage(
        **{
            "title": f"Fewer missed first appointments {number}",
            "slug": f"missed-first-appointments-{number}",
            "owner": author,
            "live": False,
            "aim": "Cut missed first appointments from 22% to 15% by December.",
            "problem": "One in five people did not come to a first appointment.",
            "what_we_did": "We asked how people want to be reminded.",
            "result_statement": "From 22.1% to 15.3% on average; the aim of 15% is not yet met.",
            "lessons": "Ask before you remind.",
            "people_consent": "nobody",
            "ethics_screen": "improvement",
            "community_data": "none",
            **fields,
        }
    )
    StoryIndexPage.objects.get().add_child(instance=story)
    story.topics = [a_topic()]
    story.authors = [StoryAuthor(member=author.member, name=author.member.name)]
    story.save()
    story.save_revision(user=author)
    return StoryPage.objects.get(pk=story.pk)


def a_live_story(*, by: User | None = None, **fields) -> StoryPage:
    story = a_story(by=by, **fields)
    story.get_latest_revision().publish()
    return StoryPage.objects.get(pk=story.pk)


def a_lesson(*, by: User | None = None, **fields) -> LessonPage:
    author = by or a_member()
    number = next(_numbers)
    lesson = LessonPage(
        **{
            "title": f"Ask before you remind {number}",
            "slug": f"ask-before-you-remind-{number}",
            "owner": author,
            "live": False,
            "lesson": "The reason was in the letter, not in people's memory.",
            **fields,
        }
    )
    LessonIndexPage.objects.get().add_child(instance=lesson)
    lesson.topics = [a_topic()]
    lesson.authors = [LessonAuthor(member=author.member, name=author.member.name)]
    lesson.save()
    lesson.save_revision(user=author)
    return LessonPage.objects.get(pk=lesson.pk)


def a_live_lesson(*, by: User | None = None, **fields) -> LessonPage:
    lesson = a_lesson(by=by, **fields)
    lesson.get_latest_revision().publish()
    return LessonPage.objects.get(pk=lesson.pk)


def a_resource(*, by: User | None = None, **fields) -> ResourcePage:
    author = by or a_member()
    number = next(_numbers)
    resource = ResourcePage(
        **{
            "title": f"A card for the first visit {number}",
            "slug": f"a-card-for-the-first-visit-{number}",
            "owner": author,
            "live": False,
            "kind": ResourcePage.Kind.FORM,
            "summary": "One page that a client and a worker fill in together.",
            "what_it_is": "Four questions, and the way to the door.",
            "publisher": "A team in Timmins",
            "year": 2024,
            "licence": ResourcePage.Licence.CC_BY,
            **fields,
        }
    )
    ResourceIndexPage.objects.get().add_child(instance=resource)
    resource.topics = [a_topic()]
    resource.authors = [ResourceAuthor(member=author.member, name=author.member.name)]
    resource.links = [ResourceLink(url="https://example.org/card", label="The card")]
    resource.save()
    resource.save_revision(user=author)
    return ResourcePage.objects.get(pk=resource.pk)


def a_live_resource(*, by: User | None = None, **fields) -> ResourcePage:
    resource = a_resource(by=by, **fields)
    resource.get_latest_revision().publish()
    return ResourcePage.objects.get(pk=resource.pk)
