"""The review: who may decide, and what each decision sets going."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState

from content.models import BasePage
from editorial import effects
from editorial.forms import NoteForm, OptionalNoteForm
from members.models import User
from members.roles import may_approve


class ReviewTask(AbstractGroupApprovalTask):
    """Editors and reviewers read a page before it goes live. Nobody approves what they wrote: refused, not hidden."""

    class Meta:
        verbose_name = _("review task")
        verbose_name_plural = _("review tasks")

    def start(self, workflow_state, user=None):
        task_state = super().start(workflow_state, user=user)
        page = workflow_state.content_object.specific
        if isinstance(page, BasePage):
            effects.submitted(page, task_state=task_state, to=[reader for reader in self.readers() if not page.was_written_by(reader)])
        return task_state

    def readers(self) -> list[User]:
        return list(User.objects.filter(groups__in=self.groups.all(), is_active=True).select_related("member").distinct())

    def get_actions(self, page, user):
        if _wrote(page, user):
            return []
        actions = super().get_actions(page, user)
        if may_approve(user):
            return actions
        return [action for action in actions if action[0] != "approve"]

    def get_form_for_action(self, action):
        return NoteForm if action == "reject" else OptionalNoteForm

    def get_task_states_user_can_moderate(self, user, **kwargs):
        waiting = super().get_task_states_user_can_moderate(user, **kwargs)
        pages = Page.objects.in_bulk([int(key) for key in waiting.values_list("workflow_state__object_id", flat=True)])
        own = [str(page.pk) for page in pages.values() if _wrote(page, user)]
        return waiting.exclude(workflow_state__object_id__in=own)

    @transaction.atomic
    def on_action(self, task_state, user, action_name, comment="", **kwargs):
        """Every decision passes here: the admin's buttons, a forged form, `publishing`. What else the form sends is not listened to."""
        task_state = TaskState.objects.select_for_update().get(pk=task_state.pk).specific
        page = task_state.workflow_state.content_object.specific
        note = str(comment).strip()
        self._refuse(task_state, page, user, action_name, note)
        if action_name == "approve":
            self._count_own_edits_as_read(task_state, page, user)
        outcome = super().on_action(task_state, user, action_name, comment=note)
        if isinstance(page, BasePage):
            effects.decided(page, action_name, task_state=task_state, by=user, note=note)
        return outcome

    def _refuse(self, task_state, page, user, action_name: str, note: str) -> None:
        if task_state.status != TaskState.STATUS_IN_PROGRESS:
            raise PermissionDenied(_("Somebody else has already decided."))
        if _wrote(page, user):
            raise PermissionDenied(_("You wrote this. Somebody else has to review it."))
        if action_name not in [name for name, _label, _modal in super().get_actions(page, user)]:
            raise PermissionDenied(_("Only reviewers and editors decide on a page."))
        if action_name == "approve" and not may_approve(user):
            raise PermissionDenied(_("Reviewers comment and send back; an editor approves."))
        if action_name == "reject" and not note:
            raise PermissionDenied(_("Say what has to change."))

    def _count_own_edits_as_read(self, task_state, page, user) -> None:
        """Whoever approves has read their own corrections. After anybody else's, Wagtail asks for a second look."""
        newer = page.revisions.filter(created_at__gt=task_state.revision.created_at)
        if newer and all(revision.user_id == user.pk for revision in newer.only("user_id")):
            task_state.revision = page.get_latest_revision()
            task_state.save(update_fields=["revision"])

    @classmethod
    def get_description(cls):
        return _("Editors approve, reviewers comment and send back. Authors never review their own work.")


def _wrote(page, user) -> bool:
    page = page.specific
    return page.was_written_by(user) if isinstance(page, BasePage) else page.owner_id is not None and page.owner_id == user.pk
