"""The resources that come with a new site."""

import pytest

from home import library
from resources.models import ResourceLink, ResourcePage

pytestmark = pytest.mark.django_db


def test_the_papers_resources_come_once_and_what_was_deleted_stays_away():
    library.load()
    ResourcePage.objects.get(slug="bc-health-quality-matrix").delete()

    again = library.load()

    assert again == 0
    assert not ResourcePage.objects.filter(slug="bc-health-quality-matrix").exists()


def test_each_of_them_has_a_source_a_link_that_nobody_has_checked_and_passes_the_check(client):
    library.load()

    resources = ResourcePage.objects.open_to_all()

    assert {"e-qip-project-profiles", "hqo-quality-improvement-guide", "lhins-and-what-came-after"} <= set(
        resources.values_list("slug", flat=True)
    )
    for resource in resources:
        resource.check_ready_to_submit()
    assert not ResourceLink.objects.exclude(seen_on=None).exists()
    assert "became part of Ontario Health" in client.get("/en/resources/hqo-quality-improvement-guide/").content.decode()
