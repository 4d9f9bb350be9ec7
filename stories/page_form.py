"""The editors' form of a story: a measure that is linked without a revision shows the newest one; of resources, only open ones are offered."""

from django.db.models import Q

from content.forms import BasePageForm


class StoryPageForm(BasePageForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("resources"):  # a reviewer reads this form, too, and knows no drafts of others
            chosen = [resource.pk for resource in self.instance.resources.all()]
            is_open = field.queryset.model.objects.open_to_all().values("pk")
            field.queryset = field.queryset.filter(Q(pk__in=is_open) | Q(pk__in=chosen))

    def save(self, commit: bool = True):
        for form in self.formsets["measure_links"].forms if "measure_links" in self.formsets else ():
            if form.is_valid() and form.instance.measure_id and not form.cleaned_data.get("DELETE"):
                form.instance.page = self.instance
                form.instance.pin()
        return super().save(commit)
