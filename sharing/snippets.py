"""What editors keep for sharing: which pages need no second look, the texts that posts start from, and whom posts mention."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from sharing import composing, template_example
from sharing.channels import CHANNELS
from sharing.models import ExternalAccount, ShareRule, ShareTemplate

NETWORKS = [(key, channel.label) for key, channel in CHANNELS.items()]
MENTIONING = [(key, label) for key, label in NETWORKS if key != "by-hand"]


def network_label(row: Any) -> str:
    """As the network writes its own name; its key for one that we no longer speak to."""
    return dict(NETWORKS).get(row.network, row.network)


class DatedForm(WagtailAdminModelForm):
    """Remembers when a person changed something: a rule approves nothing that was changed after a page was read."""

    def save(self, commit: bool = True) -> Any:
        if self.instance.pk is None or self.has_changed():
            self.instance.changed_at = timezone.now()
        return super().save(commit)


# --- Rules ---
class RuleForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        same = ShareRule.objects.filter(organization=data.get("organization"), content_kind=data.get("content_kind"))
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a rule for these pages already. Change that one."))
        return data


class RuleViewSet(SnippetViewSet):
    """Ask always, or send after the page's approval."""

    model = ShareRule
    icon = "tasks"
    menu_label = _("Rules")
    list_display = [
        Column("content_kind", label=_("Kind"), accessor="get_content_kind_display", sort_key="content_kind"),
        Column("organization", label=_("Organization"), accessor=lambda rule: rule.organization or _("Every other organization")),
        Column("mode", label=_("What happens"), accessor="get_mode_display", sort_key="mode"),
    ]
    list_filter = ["content_kind", "mode"]
    list_export = ["content_kind", "organization", "mode"]
    list_per_page = 50
    search_fields = ["organization__name"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            HelpPanel(template="sharing/snippets/rule_words.html"),
            FieldRowPanel([FieldPanel("content_kind"), FieldPanel("organization")]),
            FieldPanel("mode", widget=forms.RadioSelect),
        ],
        base_form_class=RuleForm,
    )

    def get_queryset(self, request):
        return ShareRule.objects.select_related("organization")


# --- Templates ---
class TemplateForm(DatedForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        same = ShareTemplate.objects.filter(**{name: data.get(name) for name in ("network", "content_kind", "language")})
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a text for this network, kind and language already. Change that one."))
        return data

    def clean_network(self) -> str:
        if (network := self.cleaned_data["network"]) not in CHANNELS:
            raise ValidationError(_("Choose a network."))
        return network

    def clean_text(self) -> str:
        if problems := composing.check_template(self.cleaned_data["text"]):
            raise ValidationError([ValidationError(problem) for problem in problems])
        return self.cleaned_data["text"]


class ExamplePanel(Panel):
    """The placeholders with what each stands for, and a made-up example as the network would show it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "sharing/snippets/template_example.html"

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            row, is_bound = self.instance, self.form.is_bound
            values = {name: (self.form[name].value() if is_bound else getattr(row, name)) or "" for name in template_example.NAMES}
            values["network"] = values["network"] or NETWORKS[0][0]
            return {**super().get_context_data(parent_context), **template_example.example(**values)}


class TemplateViewSet(SnippetViewSet):
    """The text that a post starts from."""

    model = ShareTemplate
    icon = "doc-full"
    menu_label = _("Texts")
    list_display = [
        Column("content_kind", label=_("Kind"), accessor="get_content_kind_display", sort_key="content_kind"),
        Column("network", label=_("Network"), accessor=network_label, sort_key="network"),
        Column("language", label=_("Language"), accessor="get_language_display", sort_key="language"),
        Column("text", label=_("Text"), accessor=lambda row: row.text[:120]),
    ]
    list_filter = ["content_kind", "language"]
    list_export = ["content_kind", "network", "language", "text"]
    list_per_page = 50
    search_fields = ["text", "network"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            HelpPanel(_("Where there is no text here, the site's own is used. A new text is for posts drafted from now on.")),
            FieldRowPanel(
                [FieldPanel("content_kind"), FieldPanel("network", widget=forms.Select(choices=NETWORKS)), FieldPanel("language")]
            ),
            FieldPanel("text", widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "true"})),
            ExamplePanel(heading=_("Words in braces, and an example")),
        ],
        base_form_class=TemplateForm,
    )


# --- Outside accounts ---
class ExternalAccountForm(DatedForm):
    def save(self, commit: bool = True) -> ExternalAccount:
        """The key is made once; the name may be mended."""
        if not self.instance.slug:
            self.instance.slug = free_slug(self.cleaned_data["name"])
        return super().save(commit)


def free_slug(name: str) -> str:
    wanted = slugify(name)[:70] or "account"
    taken = set(ExternalAccount.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def handles_of(account: ExternalAccount) -> str:
    return ", ".join(f"{network_label(handle)} {handle}" for handle in account.handles.all())


class DirectoryFilter(WagtailFilterSet):
    """By list, and by the network on which they have a name."""

    network = ChoiceFilter(field_name="handles__network", label=_("Network"), choices=MENTIONING, distinct=True)

    class Meta:
        model = ExternalAccount
        fields = ["shelf"]


class ExternalAccountViewSet(SnippetViewSet):
    """The directory of those whom posts mention, in three lists."""

    model = ExternalAccount
    icon = "group"
    menu_label = _("Outside accounts")
    list_display = [
        "name",
        Column("handles", label=_("Handles"), accessor=handles_of),
        Column("shelf", label=_("List"), accessor="get_shelf_display", sort_key="shelf"),
        Column("organization", label=_("Organization")),
        DateColumn(
            "checked_on",
            label=_("Checked on"),
            accessor=lambda account: max((h.checked_on for h in account.handles.all() if h.checked_on), default=None),
        ),
    ]
    filterset_class = DirectoryFilter
    list_export = ["name", "shelf", "organization", "about", "source"]
    list_per_page = 50
    search_fields = ["name", "about", "handles__handle"]
    search_backend_name = None
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            HelpPanel(_("A post mentions an account only where its page names the organization. A handle is written without @.")),
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("shelf"), FieldPanel("organization")]),
            InlinePanel(
                "handles",
                panels=[
                    FieldRowPanel([FieldPanel("network", widget=forms.Select(choices=MENTIONING)), FieldPanel("handle")]),
                    FieldRowPanel([FieldPanel("remote_id"), FieldPanel("checked_on")]),
                ],
                heading=_("Handles"),
                label=_("Handle"),
            ),
            FieldPanel("about", widget=forms.Textarea(attrs={"rows": 3})),
            FieldPanel("source"),
        ],
        base_form_class=ExternalAccountForm,
    )

    def get_queryset(self, request):
        return ExternalAccount.objects.select_related("organization").prefetch_related("handles")


class SharingWords(SnippetViewSetGroup):
    menu_label = _("Sharing rules")
    menu_icon = "list-ul"
    menu_order = 251
    items = (RuleViewSet, TemplateViewSet, ExternalAccountViewSet)


register_snippet(SharingWords)
