"use strict";
// Help for those who write: the form saves itself, words are never lost, rows come and go. Every step works without this file.
{
  const KEPT = "throughline-words:"; // one copy for each person, draft and step, on this device only
  const MONTH = 30 * 24 * 60 * 60 * 1000;
  const QUIET = /^(unit|direction|credit|kind|member)$/; // answers that do not make a row by themselves
  const form = document.getElementById("write");

  // --- Words kept on this device ---

  const keptOf = (key) => { try { return JSON.parse(localStorage.getItem(KEPT + key)); } catch { return null; } };
  const keep = (key, copy) => { try { localStorage.setItem(KEPT + key, JSON.stringify(copy)); return true; } catch { return false; } };
  const forget = (which) => {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(KEPT)).map((key) => key.slice(KEPT.length));
    for (const key of keys.filter(which)) localStorage.removeItem(KEPT + key);
  };

  // What two copies have to say, past spaces, empty rows and how the rows are numbered.
  function essence(words) {
    const lines = [], rows = new Map();
    for (const [name, value] of words) {
      const [, list, number, field] = /^(\w+?)-(\d+)-(\w+)$/.exec(name) ?? [];
      if (!value.trim() || name.endsWith("_FORMS")) continue;
      if (!list) { lines.push([name, value.trim()]); continue; }
      const row = `${list} ${number.padStart(4, "0")}`;
      rows.set(row, [...(rows.get(row) ?? []), [list, field, value.trim()]]);
    }
    const stays = (row) => row.some(([, field]) => !QUIET.test(field)) && !row.some(([, field]) => field === "take_away");
    return JSON.stringify([lines, [...rows.keys()].sort().map((key) => rows.get(key)).filter(stays)]);
  }

  try { tidy(); } catch { /* this browser keeps nothing */ }

  function tidy() {
    forget((key) => !(Date.now() - keptOf(key)?.at < MONTH));
    // This page answers a form that was sent by a button: what it carried has arrived.
    const [key, path] = JSON.parse(sessionStorage.getItem("sent") ?? "[]");
    sessionStorage.removeItem("sent");
    if (key && document.referrer && new URL(document.referrer).pathname === path && !form?.hasAttribute("data-closed")) forget((other) => other === key);
    for (const sending of document.querySelectorAll("form[data-forgets]")) {
      sending.addEventListener("submit", () => forget((other) => other.startsWith(sending.dataset.forgets)));
    }
  }

  if (form && !form.hasAttribute("data-closed")) helpToWrite();

  function helpToWrite() {
    const { key, saving, offline, failed, signedOut } = form.dataset;
    const field = (name) => form.elements.namedItem(name);
    let busy = null; // the one request under way
    let unanswered = null; // words of a request whose answer was lost: they are sent again first, so that nobody conflicts with themselves
    let trouble = ""; // why words are not saved yet: offline, failed or signed-out
    let conflict = false, closed = false, leaving = false;
    let tries = 0, timer = 0, wrong = [];
    const pause = Number(form.dataset.pause ?? 2000); // milliseconds without typing
    let saved = document.querySelector(".error-summary") ? "" : JSON.stringify(words());

    // What the form says now. A picture that is taken away goes with the page, so that it can be put back until then.
    function words(atLast = false) {
      return [...new FormData(form)].filter(([name, value]) =>
        typeof value === "string" && name !== "version" && name !== "csrfmiddlewaretoken" && (atLast || !/^(images|files)-\d+-take_away$/.test(name)));
    }
    const isUnsaved = (atLast) => unanswered !== null || JSON.stringify(words(atLast)) !== saved;
    const keepCopy = () => keep(key, { at: Date.now(), version: field("version").value, words: words(true) });

    // --- Saving ---

    function save() {
      clearTimeout(timer);
      if (trouble && !isUnsaved()) [trouble, tries] = ["", 0]; // taken back meanwhile
      if (!busy && !closed && isUnsaved()) {
        busy = ask(unanswered ?? words()).finally(() => {
          busy = null;
          if (!trouble && isUnsaved()) timer = setTimeout(save, 500); // typed while it was under way
        });
      }
      return busy ?? Promise.resolve();
    }

    const post = (sent, more) => fetch(location.pathname, {
      method: "POST", headers: { Accept: "application/json" }, ...more,
      body: new URLSearchParams([...sent, ["version", field("version").value], ["csrfmiddlewaretoken", field("csrfmiddlewaretoken").value]]),
    });

    async function ask(sent) {
      say("saving", saving, true);
      unanswered = sent;
      try {
        let answer = await post(sent);
        if (answer.status === 403 && await takeNewToken()) answer = await post(sent);
        const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
        if (answer.status < 502) unanswered = null;
        if (answer.ok && isJson || answer.status === 409 || answer.status === 423) return hear(answer.status, await answer.json(), sent);
        wait(answer.ok || [401, 403].includes(answer.status) ? "signed-out" : "failed");
      } catch {
        wait("offline");
      }
    }

    // After signing in again in another tab the form's token is an old one.
    async function takeNewToken() {
      const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
      const token = page.querySelector("#write [name=csrfmiddlewaretoken]")?.value;
      if (token) field("csrfmiddlewaretoken").value = token;
      return Boolean(token);
    }

    function hear(status, told, sent) {
      trouble = "";
      tries = 0;
      saved = JSON.stringify(sent);
      conflict = Boolean(told.conflict);
      closed = status === 423;
      field("version").value = told.version ?? field("version").value;
      wrong = told.wrong ?? [];
      if (conflict || closed || wrong.length || !told.saved) keepCopy();
      else forget((other) => other === key);
      say(conflict || closed || wrong.length ? "trouble" : "saved", told.said);
      showWrong();
      for (const [id, html] of Object.entries(told.checks ?? {})) showCheck(document.getElementById(id), html);
      form.dispatchEvent(new CustomEvent("heard", { detail: told }));
    }

    function wait(why) {
      trouble = why;
      say("trouble", keepCopy() ? { offline, failed, "signed-out": signedOut }[why] : failed);
      timer = setTimeout(save, Math.min(300, 5 * 2 ** tries++) * 1000);
    }

    // --- Saying ---

    function say(state, what, quietly = false) {
      for (const place of document.querySelectorAll("[data-saved]")) {
        if (quietly && place.getAttribute("role") === "status") continue; // only what became of it is read out
        place.dataset.state = state;
        if (place.querySelector(".said").textContent !== what) place.querySelector(".said").textContent = what;
      }
      document.getElementById("sign-in").hidden = trouble !== "signed-out";
      document.querySelector(".save-button").classList.toggle("is-needed", conflict || trouble === "failed");
    }

    // Beside each field, never under the hands: a field is told after it was left.
    function showWrong() {
      const ids = wrong.map(({ id }) => id);
      for (const told of form.querySelectorAll(".error[id$='_error']")) if (!ids.includes(told.id.slice(0, -6))) unmark(told.id.slice(0, -6));
      if (!ids.length) document.querySelector(".error-summary")?.remove();
      for (const { id, says } of wrong) {
        const place = document.getElementById(id);
        if (place && place !== document.activeElement) mark(place, says);
      }
    }

    function mark(place, says) {
      let told = document.getElementById(`${place.id}_error`);
      if (!told) {
        told = document.getElementById("error-beside").content.firstElementChild.cloneNode(true);
        told.id = `${place.id}_error`;
        if (place.matches("fieldset")) (place.querySelector(":scope > .hint") ?? place.querySelector("legend")).after(told);
        else if (place.matches(".ask-heading")) place.after(told);
        else place.before(told);
        place.setAttribute("aria-describedby", `${place.getAttribute("aria-describedby") ?? ""} ${told.id}`.trim());
        if (place.matches(".input")) place.setAttribute("aria-invalid", "true");
      }
      told.querySelector("p").textContent = says;
    }

    function unmark(id) {
      const place = document.getElementById(id);
      document.getElementById(`${id}_error`).remove();
      place?.removeAttribute("aria-invalid");
      place?.setAttribute("aria-describedby", (place.getAttribute("aria-describedby") ?? "").replace(`${id}_error`, "").trim());
    }

    function showCheck(place, html) {
      const told = document.createElement("template");
      told.innerHTML = html;
      if (place && place.textContent.trim() !== told.content.textContent.trim()) place.replaceChildren(told.content);
    }

    // --- Rows ---

    function addRow(list) {
      const total = field(`${list}-TOTAL_FORMS`);
      const pattern = form.querySelector(`template[data-row-of="${list}"]`);
      const number = Number(total.value);
      if (!pattern || number >= Number(field(`${list}-MAX_NUM_FORMS`).value)) return null;
      const place = form.querySelector(`[data-rows="${list}"]`);
      place.insertAdjacentHTML("beforeend", pattern.innerHTML.replaceAll("__prefix__", number));
      const row = place.lastElementChild;
      row.querySelector("legend").textContent = pattern.dataset.each.replace("%(n)s", place.children.length);
      total.value = number + 1;
      return row;
    }

    function takeAway(box) {
      const row = box.closest(".row");
      row.classList.toggle("is-away", box.checked);
      row.querySelector(":scope > .undo")?.remove();
      if (!box.checked) return row.querySelector(".input")?.focus();
      const undo = document.getElementById("undo-row").content.firstElementChild.cloneNode(true);
      undo.querySelector(".said").textContent = undo.dataset.says.replace("%s", row.querySelector("legend").textContent);
      row.append(undo);
      undo.querySelector("button").focus();
    }

    // --- Words found on this device ---

    function offerKept() {
      const copy = keptOf(key), box = document.getElementById("kept-copy");
      if (!copy) return;
      if (essence(copy.words) === essence(words())) return forget((other) => other === key);
      const at = new Date(copy.at), today = at.toDateString() === new Date().toDateString();
      const said = at.toLocaleString(document.documentElement.lang, today ? { timeStyle: "short" } : { dateStyle: "long", timeStyle: "short" });
      box.querySelector(".kept-words").textContent = box.dataset.words.replace("%s", said);
      box.hidden = false;
      box.addEventListener("click", ({ target }) => {
        const choice = target.closest("[data-kept]")?.dataset.kept;
        if (!choice) return;
        box.hidden = true;
        if (choice === "back") putBack(copy);
        else forget((other) => other === key);
        form.querySelector(".input").focus();
      });
    }

    function putBack(copy) {
      const values = new Map();
      for (const [name, value] of copy.words) values.set(name, [...(values.get(name) ?? []), value]);
      for (const [name, [total]] of values) {
        const list = name.endsWith("-TOTAL_FORMS") && name.slice(0, -12);
        while (list && Number(field(name)?.value) < Number(total) && addRow(list));
      }
      form.dispatchEvent(new CustomEvent("putback", { detail: values })); // a form that has other rows than ours makes room for them
      for (const control of form.elements) {
        const told = values.get(control.name);
        if (control.matches("[type=radio], [type=checkbox]")) control.checked = Boolean(told?.includes(control.value));
        else if (told?.length && !control.name.endsWith("_FORMS")) control.value = told.shift(); // of fields with one name, each its own
        control.dispatchEvent(new Event("input", { bubbles: true }));
      }
      field("version").value = copy.version; // what they had seen when they wrote: later words of others are asked about, not overwritten
      save();
    }

    // --- What the writer does ---

    function grow(area) {
      if (CSS.supports("field-sizing", "content")) return;
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 4}px`;
    }
    for (const area of form.querySelectorAll("textarea")) grow(area);

    form.addEventListener("input", ({ target }) => {
      if (target.matches("textarea")) grow(target);
      if (trouble || closed) return void keepCopy(); // the next try is under way by itself
      clearTimeout(timer);
      timer = setTimeout(save, pause);
    });
    form.addEventListener("change", ({ target }) => {
      if (target.matches(".take-away input")) takeAway(target);
      const list = target.closest(".choose");
      if (list) list.querySelector(".chosen").replaceChildren(...[...list.querySelectorAll("label:has(:checked) > span")].map((name) => name.cloneNode(true)));
    });
    form.addEventListener("focusout", () => { setTimeout(showWrong); if (!trouble && !form.hasAttribute("data-unhurried")) save(); });

    // Lists copied from Word come with bullets and a tab; here a line that begins with a dash is a list.
    form.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const clean = text.replace(/^[•·▪◦●o§]\t/gmu, "- ").replace(/\u00ad/gu, "");
      if (clean === text || !event.target.matches("textarea")) return;
      event.preventDefault();
      document.execCommand("insertText", false, clean); // the one way that the browser's own undo still knows
    });

    form.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const row = button.dataset.more && addRow(button.dataset.more);
      if (row || button.name === "use" || button.dataset.undo !== undefined) event.preventDefault();
      if (row) return row.querySelector(".input").focus();
      if (button.name === "use") return mend(button, event.detail > 0);
      if (button.dataset.undo === undefined) return;
      const box = button.closest(".row").querySelector(".take-away input");
      box.checked = false;
      takeAway(box);
      save();
    });

    function mend(button, byPointer) {
      const [name, value] = button.value.split("=");
      const place = button.closest(".checks");
      place.tabIndex = -1;
      field(name).value = value;
      (byPointer ? place : field(name)).focus(); // no keypad rises over the page of those who tapped
      save();
    }

    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      const hasFile = [...form.querySelectorAll("[type=file]")].some((chosen) => chosen.files.length);
      const wantsPage = conflict || closed || hasFile || trouble === "failed" || (isUnsaved(true) && !isUnsaved());
      if (button?.value === "save" && !wantsPage) {
        event.preventDefault();
        if (!isUnsaved()) say("saved", document.querySelector("[role=status][data-saved] .said").textContent);
        save();
      } else if (busy || unanswered || ["offline", "signed-out"].includes(trouble)) {
        event.preventDefault();
        save().then(() => { if (!["offline", "signed-out"].includes(trouble)) form.requestSubmit(button); });
      } else {
        leaving = true;
        if (isUnsaved(true)) keepCopy();
        try { sessionStorage.setItem("sent", JSON.stringify([key, location.pathname])); } catch { /* it is offered once more, and no harm done */ }
      }
    });

    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[value=save]"));
    });

    // --- Coming back, going away ---

    const tryNow = () => { if (trouble) save(); };
    addEventListener("online", tryNow);
    addEventListener("focus", tryNow);
    addEventListener("pageshow", () => { leaving = false; });
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); else tryNow(); });
    addEventListener("beforeunload", (event) => { if (!leaving && isUnsaved(true) && !keepCopy()) event.preventDefault(); });
    addEventListener("pagehide", () => {
      if (leaving || closed || !isUnsaved(true)) return;
      keepCopy();
      if (!busy && !trouble) post(words(true), { keepalive: true }).catch(() => {});
    });

    try { offerKept(); } catch { /* this browser keeps nothing */ }
  }
}
