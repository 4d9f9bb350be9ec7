"use strict";
// While an aim is written: who has tried this? Asked for beside the saving of the form, which never waits for it.
for (const place of document.querySelectorAll("[data-tried]")) {
  const PAUSE = 900; // milliseconds without typing
  const field = document.getElementById(place.dataset.field), list = place.querySelector("[data-tried-list]");
  let timer = 0, asked = null, under = null;

  async function ask() {
    const aim = field.value.trim();
    if (aim === asked) return;
    asked = aim;
    under?.abort();
    under = new AbortController();
    const token = field.form.elements.namedItem("csrfmiddlewaretoken").value;
    try {
      const answer = await fetch(place.dataset.tried, {
        method: "POST", signal: under.signal, headers: { "X-Requested-With": "fetch" },
        body: new URLSearchParams({ aim, story: place.dataset.story, csrfmiddlewaretoken: token }),
      });
      if (answer.ok && !answer.redirected) list.innerHTML = await answer.text();
    } catch { asked = null; } // offline, or a newer question is under way
  }

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  ask();
}
