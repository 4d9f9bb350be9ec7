"""Seeing what the fakes stored: a plain page for people (/), the same for programs (/_log), and faults on command (/_faults)."""

import json
from datetime import UTC, datetime
from html import escape
from typing import Any

from tests.fakes.networks.faults import KINDS
from tests.fakes.networks.server import Answer, Request, World, page, redirect, told
from tests.fakes.networks.shelf import Thing

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; color: #1c1b19; background: #faf9f7 }
article { background: #fff; border: 1px solid #8a857c; border-radius: .5rem; padding: 1rem; margin: 1rem 0; overflow-wrap: anywhere }
.text { white-space: pre-wrap } .gone { border-style: dashed } .mark { background: #8a1c1c; color: #fff; padding: .1rem .5rem }
figure { margin: .75rem 0; border: 1px solid #8a857c; padding: .5rem } img { max-width: 100%; height: auto; display: block }
.small { color: #55514a; font-size: .9rem } a { color: #0b5394 } table { border-collapse: collapse } td, th { padding: .2rem .6rem; text-align: left }
label { margin-inline-end: .75rem } button, select, input { font: inherit; min-height: 2rem }
"""


def own_pages(world: World, request: Request) -> Answer | None:
    """The answer for the fakes' own addresses, else None."""
    match request.method, request.path:
        case "GET", "/":
            return page(watched(world, request.one("network")))
        case "GET", "/_log":
            return told({"posts": world.posts(request.one("network")), "requests": list(world.requests), "mistakes": world.mistakes})
        case "GET", "/_faults":
            return told([fault.told() for fault in world.faults.waiting])
        case "POST", "/_faults":
            return ordered(world, request)
        case "DELETE", "/_faults":
            world.faults.clear()
            return told([])
        case "POST", "/_counts":
            return counted(world, request)
        case "POST", "/_clear":
            world.clear()
            return redirect("/")
        case "GET", path if path.startswith("/_pictures/"):
            return pictured(world, path)
    return None


def ordered(world: World, request: Request) -> Answer:
    """One fault, or a list of them, as JSON; or the page's own form."""
    is_form = request.mime == "application/x-www-form-urlencoded"
    wanted: Any = request.form() if is_form else request.json()
    try:
        for each in wanted if isinstance(wanted, list) else [wanted]:
            if not isinstance(each, dict):
                raise ValueError('As JSON: {"kind": "timeout-after-commit", "network": "x", "route": "create", "times": 1}')
            world.faults.add(**{**each, **({"times": int(each.get("times") or 1)} if is_form else {})})
    except ValueError as problem:
        return told({"error": str(problem)}, 400)
    return redirect("/") if is_form else told([fault.told() for fault in world.faults.waiting])


def counted(world: World, request: Request) -> Answer:
    """Somebody likes, reposts or answers it: {"network": "x", "id": "12", "likes": 1}. As JSON or by the page's buttons."""
    is_form = request.mime == "application/x-www-form-urlencoded"
    wanted: Any = request.form() if is_form else request.json()
    network = next((each for each in world.networks if isinstance(wanted, dict) and each.name == wanted.get("network")), None)
    if network is None or not (post := network.post(str(wanted.get("id")))):
        return told({"error": "There is no such post."}, 404)
    more = {name: post.get(name, 0) + int(wanted.get(name) or 0) for name in ("likes", "reposts", "replies")}
    network.shelf.change("post", post["id"], **more)
    return redirect(f"/#{network.name}-{post['id']}") if is_form else told(more)


def pictured(world: World, path: str) -> Answer:
    _, _, network, key = path.split("/", 3) if path.count("/") == 3 else ("", "", "", "")
    found = next((each.shelf.picture(key) for each in world.networks if each.name == network), None)
    return Answer(200, found[1], {"Content-Type": found[0], "X-Content-Type-Options": "nosniff"}) if found else Answer(404)


def watched(world: World, network: str = "") -> str:
    posts = world.posts(network)
    live = sum(post["deleted_at"] is None for post in posts)
    links = "".join(f'<li><a href="/?network={each.name}">{each.label}</a></li>' for each in world.networks)
    shown = "".join(shown_post(world, post) for post in posts[:200]) or "<p>Nothing was posted yet.</p>"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Fake networks</title>'
        f"<style>{STYLE}</style><main><h1>Fake networks</h1><p>What was posted here stays on this machine. {live} live, {len(posts) - live}"
        f' taken back. <a href="/">Look again</a></p><nav aria-label="Networks"><ul>{links}</ul></nav>{shown}'
        f"{fault_form(world)}{last_requests(world)}</main></html>"
    )


def shown_post(world: World, post: Thing) -> str:
    label = world[post["network"]].label
    gone = f'<p><span class="mark">Taken back</span> {clock(post["deleted_at"])}</p>' if post["deleted_at"] else ""
    language = f", language {escape(post['language'])}" if post.get("language") else ""
    said = [
        f"<h2>{escape(label)}: {escape(str(post.get('handle') or post['account']))}</h2>{gone}",
        f'<p class="small">{clock(post["created_at"])}, number {escape(post["id"])}{language}</p>',
    ]
    if post.get("note"):
        said.append(f"<p><strong>Content note:</strong> {escape(post['note'])}</p>")
    if post.get("reply_to"):
        said.append(f"<p>Answers {escape(str(post['reply_to']))}</p>")
    said.append(f'<p class="text" lang="{escape(post.get("language") or "en")}">{escape(post["text"])}</p>')
    for picture in post.get("pictures") or []:
        said.append(shown_picture(post["network"], picture["picture"], picture.get("alt", "")))
    if card := post.get("card"):
        said.append(shown_picture(post["network"], card.get("picture", ""), card.get("alt", ""), card))
    for before in post.get("was") or []:
        said.append(f'<details><summary>Before the edit</summary><p class="text">{escape(before)}</p></details>')
    if not post["deleted_at"]:
        said.append(reactions(post))
    return f'<article{" class=gone" if gone else ""} id="{post["network"]}-{escape(post["id"])}">{"".join(said)}</article>'


def reactions(post: Thing) -> str:
    counts = ", ".join(f"{post.get(name, 0)} {name}" for name in ("likes", "reposts", "replies"))
    buttons = "".join(
        f'<button name="{name}" value="1">{word}</button> '
        for name, word in (("likes", "Like it"), ("reposts", "Repost it"), ("replies", "Answer it"))
    )
    hidden = f'<input type="hidden" name="network" value="{post["network"]}"><input type="hidden" name="id" value="{escape(post["id"])}">'
    return f'<form method="post" action="/_counts"><p class="small">{counts}</p>{hidden}{buttons}</form>'


def shown_picture(network: str, key: str, alt: str, card: Thing | None = None) -> str:
    image = f'<img src="/_pictures/{network}/{escape(key)}" alt="{escape(alt)}">' if key else ""
    words = f'<p class="small">Alt text: {escape(alt) or "none"}</p>' if key else ""
    if card:
        url = escape(str(card.get("url", "")))
        href = f'<a href="{url}">{url}</a>' if url.startswith(("http://", "https://")) else url
        words += f"<p><strong>{escape(str(card.get('title', '')))}</strong><br>{escape(str(card.get('description', '')))}<br>{href}</p>"
    return f"<figure>{image}<figcaption>{words}</figcaption></figure>"


def fault_form(world: World) -> str:
    networks = "".join(f"<option>{name}</option>" for name in ["any", *(each.name for each in world.networks)])
    routes = sorted({each.name for network in world.networks for each in network.routes if not each.is_human})
    named = "".join(f"<option>{name}</option>" for name in ["any", *routes])
    kinds = "".join(f"<option>{kind}</option>" for kind in KINDS)
    waiting = escape(json.dumps([fault.told() for fault in world.faults.waiting], indent=1))
    return (
        '<h2>Order a fault</h2><form method="post" action="/_faults">'
        f'<label>Network <select name="network">{networks}</select></label><label>Request <select name="route">{named}</select></label>'
        f'<label>What goes wrong <select name="kind">{kinds}</select></label>'
        '<label>Times <input name="times" type="number" min="1" value="1"></label><button>Order</button></form>'
        f"<details><summary>Faults ordered: {len(world.faults.waiting)}</summary><pre>{waiting}</pre></details>"
    )


def last_requests(world: World) -> str:
    rows = "".join(
        f"<tr><td>{each['method']}</td><td>{escape(each['path'])}</td><td>{each['status'] or 'none'}</td><td>{each['fault']}</td></tr>"
        for each in list(world.requests)[-30:][::-1]
    )
    head = "<tr><th scope=col>Method</th><th scope=col>Path</th><th scope=col>Answer</th><th scope=col>Fault</th></tr>"
    return f"<details><summary>The last requests</summary><table>{head}{rows}</table></details>"


def clock(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"
