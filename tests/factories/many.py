"""Thousands of live stories, written straight into the tables: for bounds and benchmarks, not for behaviour."""

import random
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page

from content.models import CareSetting, Hashtag, Method, QualityDomain, TaggedPage, Topic
from members.models import Organization
from stories.models import StatedResult, StoryAuthor, StoryIndexPage, StoryPage

WORDS = [
    "clients",
    "appointment",
    "reminder",
    "letter",
    "waiting",
    "ward",
    "safety",
    "huddle",
    "recovery",
    "plan",
    "peer",
    "worker",
    "naloxone",
    "medication",
    "review",
    "family",
    "follow-up",
    "discharge",
    "team",
    "clinic",
    "hour",
    "phone",
    "measure",
    "change",
    "test",
    "result",
    "month",
    "community",
    "referral",
    "assessment",
    "visit",
    "nurse",
]


def _sentence(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(words)).capitalize() + "."


def _terms(model, names: list[str]) -> list:
    return [model.objects.get_or_create(slug=name, defaults={"name_en": name.replace("-", " ").title()})[0] for name in names]


@transaction.atomic
def many_stories(number: int, *, seed: int = 1) -> list[int]:
    """Write `number` live stories below the story index and return their keys."""
    rng = random.Random(seed)
    shelf = StoryIndexPage.objects.get()
    first = shelf.numchild
    now, content_type = timezone.now(), ContentType.objects.get_for_model(StoryPage)
    locale = Locale.get_default()
    pages = [
        Page(
            path=Page._get_path(shelf.path, shelf.depth + 1, first + step + 1),
            depth=shelf.depth + 1,
            title=f"{_sentence(rng, 7)[:-1]} {first + step}",
            slug=f"generated-{first + step}",
            url_path=f"{shelf.url_path}generated-{first + step}/",
            content_type=content_type,
            locale=locale,
            live=True,
            first_published_at=now - timedelta(hours=step),
            last_published_at=now - timedelta(hours=step),
        )
        for step in range(number)
    ]
    for page in pages:
        page.draft_title = page.title
    Page.objects.bulk_create(pages, batch_size=500)
    Page.objects.filter(pk=shelf.pk).update(numchild=first + number)
    paths = [page.path for page in pages]
    keys = (
        dict(Page.objects.filter(path__gte=paths[0], path__lte=paths[-1], depth=shelf.depth + 1).values_list("path", "pk")) if pages else {}
    )
    statuses = StoryPage.Status.values
    stories = []
    for page in pages:
        page.pk = page.id = keys[page.path]
        stories.append(
            StoryPage(
                page_ptr_id=page.pk,
                aim=_sentence(rng, 14),
                problem=_sentence(rng, 40),
                what_we_did=_sentence(rng, 60),
                what_happened=_sentence(rng, 60),
                what_did_not_work=_sentence(rng, 25),
                lessons=_sentence(rng, 30),
                result_statement=_sentence(rng, 14),
                status=rng.choice(statuses),
                year=rng.randint(2014, 2026),
                reading_minutes=rng.randint(2, 9),
            )
        )
    for start in range(0, len(stories), 500):  # the rows of the story table alone: Django has no bulk_create for a page type
        StoryPage.objects.all()._insert(stories[start : start + 500], fields=StoryPage._meta.local_concrete_fields, using="default")
    _terms_of_stories([page.pk for page in pages], rng)
    return [page.pk for page in pages]


def _terms_of_stories(keys: list[int], rng: random.Random) -> None:
    kinds = {
        "methods": _terms(Method, [f"method-{n}" for n in range(20)]),
        "topics": _terms(Topic, [f"topic-{n}" for n in range(20)]),
        "quality_domains": _terms(QualityDomain, [f"domain-{n}" for n in range(6)]),
        "care_settings": _terms(CareSetting, [f"care-setting-{n}" for n in range(10)]),
        "organizations": [
            Organization.objects.get_or_create(slug=f"generated-{n}", defaults={"name": f"Generated organization {n}"})[0]
            for n in range(40)
        ],
    }
    for field, terms in kinds.items():
        link = StoryPage._meta.get_field(field)
        through = link.remote_field.through
        rows = []
        for key in keys:
            for term in rng.sample(terms, rng.randint(1, 2)):
                rows.append(through(**{link.m2m_field_name() + "_id": key, link.m2m_reverse_field_name() + "_id": term.pk}))
        through.objects.bulk_create(rows, batch_size=1000)
    tags = [Hashtag.objects.get_or_create(name=f"Generated{n}")[0] for n in range(30)]
    TaggedPage.objects.bulk_create(
        [TaggedPage(tag=tag, content_object_id=key) for key in keys for tag in rng.sample(tags, 2)], batch_size=1000
    )
    StatedResult.objects.bulk_create(
        [
            StatedResult(page_id=key, label="Missed appointments", unit="%", direction="lower", before_value=22, after_value=15)
            for key in keys
        ],
        batch_size=1000,
    )
    StoryAuthor.objects.bulk_create([StoryAuthor(page_id=key, name="Generated author") for key in keys], batch_size=1000)
