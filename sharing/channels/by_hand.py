"""Every network that we do not speak to: a person copies text, card and link, posts it there, and brings back its address."""

from .base import Channel, Count, Counts, Json, Login, Outgoing, Refused, Remote, Who


class ByHand(Channel):
    network = "by-hand"
    label = "By hand"
    icon = "edit"
    has_threads = False
    can_edit = False
    can_delete = False
    can_reply = False
    makes_cards = True
    takes_content_note = False
    is_idempotent = False
    signs_in_by = ()
    form_fields = ()

    def count(self, text: str, *, content_note: str = "", limits: Json | None = None) -> Count:
        """Without a limit: 0, as each network has its own."""
        return Count(len(text), 0, "characters", () if text.strip() else ("empty",))

    def send(self, login: Login, post: Outgoing) -> Remote:
        raise Refused("A person posts this.", code="by-hand")

    def find(self, login: Login, post: Outgoing) -> Remote | None:
        return None  # nothing of it was ever sent by us

    def delete(self, login: Login, remote: Remote) -> None:
        raise Refused("A person has to delete it there.", code="by-hand")

    def edit(self, login: Login, remote: Remote, post: Outgoing) -> Remote:
        raise Refused("A person has to edit it there.", code="by-hand")

    def counts(self, login: Login, remotes: list[Remote]) -> dict[str, Counts]:
        return {}

    def whoami(self, login: Login) -> Who:
        return Who(login.remote_id, login.handle)


CHANNEL = ByHand()
