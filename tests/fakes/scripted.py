"""A network in memory that does what a test tells it: for the ledger and the sender, without HTTP."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sharing.channels.base import ChannelError, Count, Counts, Json, Login, Outgoing, Refused, Remote, Unsure


@dataclass
class ScriptedChannel:
    """`will` names what happens next, one act after the other: an error, or an error that comes `after` the post was stored."""

    network: str = "scripted"
    label: str = "Scripted"
    icon: str = "link"
    limit: int = 2000
    has_threads: bool = True
    can_edit: bool = True
    can_delete: bool = True
    can_reply: bool = True
    makes_cards: bool = True
    takes_content_note: bool = True
    is_idempotent: bool = False
    signs_in_by: tuple[str, ...] = ("form",)
    form_fields: tuple[str, ...] = ("token",)
    live: dict[str, Outgoing] = field(default_factory=dict)  # by remote id
    asked: list[str] = field(default_factory=list)  # every act, such as "send" and "find"
    sent: list[Outgoing] = field(default_factory=list)  # every message that was stored, also those deleted since
    script: list[tuple[ChannelError, bool]] = field(default_factory=list)
    in_between: Callable[[], None] | None = None  # happens while the network answers

    @property
    def texts(self) -> list[str]:
        return [post.text for post in self.live.values()]

    def will(self, *errors: ChannelError) -> None:
        self.script += [(error, False) for error in errors]

    def will_after_storing(self, *errors: ChannelError) -> None:
        self.script += [(error, True) for error in errors]

    def _next(self, act: str) -> ChannelError | None:
        """The next error of the script; one that comes after storing is left for `send`."""
        self.asked.append(act)
        if self.in_between:
            self.in_between, happens = None, self.in_between
            happens()
        if self.script and not (self.script[0][1] and act != "send"):
            error, is_after = self.script.pop(0)
            if not is_after:
                raise error
            return error
        return None

    def count(self, text: str, *, content_note: str = "", limits: Json | None = None) -> Count:
        problems = ("too-long",) if len(text) > self.limit else ()
        return Count(len(text), self.limit, "characters", problems if text else ("empty",))

    def send(self, login: Login, post: Outgoing) -> Remote:
        after = self._next("send")
        if self.is_idempotent and (known := next((key for key, there in self.live.items() if there.key == post.key), None)):
            return Remote(known, f"https://scripted.example/{known}")
        key = f"r{len(self.sent) + 1}"
        self.live[key] = post
        self.sent.append(post)
        if after:
            raise after
        return Remote(key, f"https://scripted.example/{key}")

    def find(self, login: Login, post: Outgoing) -> Remote | None:
        self._next("find")
        key = next((key for key, there in self.live.items() if there.key == post.key), None)
        return Remote(key, f"https://scripted.example/{key}") if key else None

    def delete(self, login: Login, remote: Remote) -> None:
        self._next("delete")
        self.live.pop(remote.id, None)

    def edit(self, login: Login, remote: Remote, post: Outgoing) -> Remote:
        self._next("edit")
        if remote.id not in self.live:
            raise Refused("gone")
        self.live[remote.id] = post
        return remote

    def counts(self, login: Login, remotes: list[Remote]) -> dict[str, Counts]:
        return {remote.id: Counts(likes=1) for remote in remotes if remote.id in self.live}


TIMEOUT = Unsure("timeout")
