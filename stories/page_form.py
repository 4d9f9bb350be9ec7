"""The editors' form of a story: a measure that is linked without a revision shows the newest one."""

from content.forms import BasePageForm


class StoryPageForm(BasePageForm):
    def save(self, commit: bool = True):
        page = super().save(commit)
        for link in page.measure_links.all():
            link.pin()
        return page
