"""The review task, the notices on pages, and a row for every effect of a publication."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask

from members.roles import may_approve


class ReviewTask(AbstractGroupApprovalTask):
    """Editors and reviewers read a page before it goes live. Nobody approves what they wrote: refused, not hidden."""

    class Meta:
        verbose_name = _("review task")
        verbose_name_plural = _("review tasks")

    @staticmethod
    def _wrote(page, user) -> bool:
        return page.get_latest_revision_as_object().is_author(user)

    def get_actions(self, page, user):
        if self._wrote(page, user):
            return []
        actions = super().get_actions(page, user)
        if may_approve(user):
            return actions
        return [action for action in actions if action[0] != "approve"]

    def get_task_states_user_can_moderate(self, user, **kwargs):
        waiting = super().get_task_states_user_can_moderate(user, **kwargs)
        own = [state.pk for state in waiting.select_related("revision") if self._wrote(state.revision.as_object(), user)]
        return waiting.exclude(pk__in=own)

    def on_action(self, task_state, user, action_name, **kwargs):
        page = task_state.workflow_state.content_object
        if self._wrote(page, user):
            raise PermissionDenied(_("You wrote this. Somebody else has to review it."))
        if action_name == "approve" and not may_approve(user):
            raise PermissionDenied(_("Reviewers comment and send back; an editor approves."))
        return super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls):
        return _("Editors approve, reviewers comment and send back. Authors never review their own work.")


class Notice(models.Model):
    """A dated public notice on a page: what was corrected, or why it was retracted, and by whom."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        RETRACTION = "retraction", _("Retraction")

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    reason = models.TextField(_("what and why"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(_("who says so"), max_length=160)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Effect(models.Model):
    """Something that follows from a publication or a withdrawal. One row each; doing it twice changes nothing."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        DROPPED = "dropped", _("Not needed any more")

    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="effects")
    revision_key = models.CharField(max_length=40)  # the revision that went live, or what else makes it one event
    name = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")
        constraints = [models.UniqueConstraint(fields=["page", "revision_key", "name"], name="one_effect_each")]
        indexes = [models.Index(fields=["state", "queued_at"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"
