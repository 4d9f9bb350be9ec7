"""A button of the review pressed twice, or by two people in the same moment: one decision, and no broken page."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import TaskState

from editorial import publishing
from tests.editorial.editor_form import editor_form
from tests.editorial.test_own_work import edit_address
from tests.factories import a_story, an_editor

pytestmark = pytest.mark.database
RETURN = {"action-workflow-action": "1", "workflow-action-name": "reject", "workflow-action-extra-data": '{"comment": "Count again."}'}


@pytest.mark.django_db(transaction=True)
def test_two_presses_in_one_moment_are_one_decision(monkeypatch):
    """Between Wagtail's look whether it may be decided and the decision there is time for another one."""
    asked = EditView.workflow_action_is_valid
    monkeypatch.setattr(EditView, "workflow_action_is_valid", lambda view: [asked(view), threading.Event().wait(1)][0])
    story = a_story()
    publishing.submit(story, by=story.owner)
    browsers = [Client(raise_request_exception=False), Client(raise_request_exception=False)]
    for browser in browsers:
        browser.force_login(an_editor())
    forms = [editor_form(browser, edit_address(story), **RETURN) for browser in browsers]
    together = threading.Barrier(2)

    def press(browser: Client, form: dict) -> int:
        try:
            together.wait(10)
            return browser.post(edit_address(story), form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor() as threads:
        answers = list(threads.map(press, browsers, forms))

    assert answers == [302, 302]
    assert TaskState.objects.filter(status=TaskState.STATUS_REJECTED).count() == 1


@pytest.mark.django_db
def test_who_comes_second_hears_that_it_is_decided():
    story, browser = a_story(), Client()
    browser.force_login(an_editor())
    publishing.submit(story, by=story.owner)
    form = editor_form(browser, edit_address(story), **RETURN)
    browser.post(edit_address(story), form)

    answer = browser.post(edit_address(story), form)

    assert story.title in str(next(iter(get_messages(answer.wsgi_request))))
    assert answer.url == "/admin/"
    assert TaskState.objects.filter(status=TaskState.STATUS_REJECTED).count() == 1
