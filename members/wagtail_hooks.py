"""What editors keep about organizations and professions."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from content.wagtail_hooks import VocabularyViewSet
from members.models import Organization, Profession


class OrganizationForm(WagtailAdminModelForm):
    """A tick in place of a date: verified means that an editor has made sure."""

    is_checked = forms.BooleanField(
        label=_("Verified"), required=False, help_text=_("You have made sure that the people who speak for it here are its people.")
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_checked"].initial = self.instance.is_verified

    def save(self, commit: bool = True) -> Organization:
        wanted = self.cleaned_data["is_checked"]
        if wanted != self.instance.is_verified:
            self.instance.verified_at = timezone.now() if wanted else None
        return super().save(commit)


class OrganizationViewSet(SnippetViewSet):
    """Organizations with their people: editors verify, name stewards, and mend."""

    model = Organization
    icon = "group"
    menu_label = _("Organizations")
    menu_name = "organizations"
    menu_order = 320
    add_to_admin_menu = True
    list_display = ["name", "region", "sector", BooleanColumn("is_verified", label=_("Verified"), width="10%")]
    list_filter = ["sector", "is_demo"]
    search_fields = ["name", "name_fr", "region"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("name_fr"),
            FieldPanel("slug"),
            FieldPanel("about"),
            FieldPanel("logo"),
            FieldRowPanel([FieldPanel("region"), FieldPanel("country"), FieldPanel("sector")]),
            FieldPanel("website"),
            MultiFieldPanel([FieldPanel("is_checked"), FieldPanel("is_demo")], heading=_("Marks")),
            InlinePanel(
                "affiliations", panels=[FieldPanel("member"), FieldRowPanel([FieldPanel("role"), FieldPanel("state")])], label=_("Person")
            ),
        ],
        base_form_class=OrganizationForm,
    )


class ProfessionViewSet(VocabularyViewSet):
    """What members work as."""

    model = Profession
    icon = "user"


register_snippet(OrganizationViewSet)
register_snippet(ProfessionViewSet)
