"""The fake networks themselves: what they keep, what they show, and that faults come as they were ordered."""

import signal
import subprocess
import sys

import pytest

from sharing.channels import CHANNELS
from sharing.channels.base import Login
from sharing.channels.http import ask
from tests.fakes.networks.faults import Faults
from tests.sharing.faked import TOKENS, a_card, a_message, emptied, login_to, started_once  # noqa: F401


def test_the_page_shows_each_post_with_its_card_and_alternative_text_and_what_was_taken_back(fakes):
    login, linkedin = login_to(fakes, "x"), login_to(fakes, "linkedin")
    gone = CHANNELS["x"].send(login, a_message("<script>alert(1)</script> taken back soon"))
    CHANNELS["x"].send(login, a_message(picture=a_card("A chart of falls").picture))
    CHANNELS["linkedin"].send(linkedin, a_message(card=a_card()))
    CHANNELS["x"].delete(login, gone)

    page = ask("GET", f"{fakes.url}/").text

    assert "2 live, 1 taken back" in page
    assert 'alt="A chart of falls"' in page and "Alt text: A chart of falls" in page
    assert "<strong>Fewer falls</strong>" in page
    assert "Taken back" in page
    assert "<script" not in page


def test_the_log_tells_programs_the_same(fakes):
    CHANNELS["x"].send(login_to(fakes, "x"), a_message())

    log = ask("GET", f"{fakes.url}/_log?network=x").said

    assert [post["text"] for post in log["posts"]] == [a_message().text]
    assert log["requests"][-1] | {"at": 0} == {
        "method": "POST",
        "path": "/2/tweets",
        "network": "x",
        "at": 0,
        "route": "create",
        "fault": "",
        "status": 201,
    }
    assert "fake-x-token" not in str(log)


def test_a_fault_comes_as_often_as_it_was_ordered_and_to_nobody_else(fakes):
    ordered = {"kind": "502", "network": "x", "route": "whoami", "times": 2}
    asked = {"headers": {"Authorization": "Bearer fake-x-token-9001"}}

    ask("POST", f"{fakes.url}/_faults", json=ordered)

    other = ask("GET", f"{fakes.url}/v26.0/701", headers={"Authorization": "Bearer fake-facebook-token-701"})
    assert other.status == 200
    assert [ask("GET", f"{fakes.url}/2/users/me", **asked).status for _each in range(3)] == [502, 502, 200]


def test_a_fault_that_there_is_not_is_answered_with_a_sentence(fakes):
    for wrong in ({"kind": "earthquake"}, {"kind": "502", "networks": "x"}, "502", None):
        answer = ask("POST", f"{fakes.url}/_faults", json=wrong)
        assert answer.status == 400
        assert answer.said["error"]


def test_with_a_seed_chance_falls_the_same_each_time():
    def drawn() -> list[bool]:
        faults = Faults()
        faults.add(kind="reset", probability=0.3, seed=7, times=None)
        return [faults.take("x", "create") is not None for _each in range(50)]

    first = drawn()

    assert first == drawn()
    assert 5 < sum(first) < 25


def test_people_can_like_a_post_and_order_a_fault_without_scripts(fakes):
    remote = CHANNELS["x"].send(login_to(fakes, "x"), a_message())

    ask("POST", f"{fakes.url}/_counts", data={"network": "x", "id": remote.id, "likes": "1"})
    ask("POST", f"{fakes.url}/_faults", data={"network": "x", "route": "create", "kind": "429", "times": "1"})

    assert CHANNELS["x"].counts(login_to(fakes, "x"), [remote])[remote.id].likes == 1
    assert fakes.world.faults.waiting[0].kind == "429"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_killed_at_once_it_remembers_everything_it_answered_for(tmp_path):
    words = [sys.executable, "-m", "tests.fakes.networks", "--port", "0", "--state", str(tmp_path / "networks.db")]
    remote_id, handle, token = TOKENS["x"]

    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as first:
        login = Login(first.stdout.readline().split()[2].rstrip("/"), remote_id, handle, {"access_token": token})
        remote = CHANNELS["x"].send(login, a_message(picture=a_card().picture))
        first.kill()
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as second:
        url = second.stdout.readline().split()[2].rstrip("/")
        posts = ask("GET", f"{url}/_log").said["posts"]
        picture = ask("GET", f"{url}/_pictures/x/{posts[0]['pictures'][0]['picture']}")
        second.terminate()

    assert [post["id"] for post in posts] == [remote.id]
    assert picture.body == a_card().picture.content
    assert second.returncode == 0
