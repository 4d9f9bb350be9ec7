"""The editors' form of a story: a measure that is linked without a revision shows the newest one."""

from content.forms import BasePageForm


class StoryPageForm(BasePageForm):
    def save(self, commit: bool = True):
        for form in self.formsets["measure_links"].forms if "measure_links" in self.formsets else ():
            if form.is_valid() and form.instance.measure_id and not form.cleaned_data.get("DELETE"):
                form.instance.page = self.instance
                form.instance.pin()
        return super().save(commit)
