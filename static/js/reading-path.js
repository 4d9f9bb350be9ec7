"use strict";
// A visitor's place in a reading path: kept in this browser alone, sent to nobody. Members keep theirs by the forms of the page.
for (const path of document.querySelectorAll("[data-path]")) {
  const parts = [...path.querySelectorAll("[data-page]")], progress = path.querySelector("[data-progress]");
  const keptAs = `reading-path:${path.dataset.path}`, words = path.dataset;
  let read = new Set();
  try { read = new Set(JSON.parse(localStorage.getItem(keptAs) ?? "[]")); } catch { /* storage is closed or spoiled: begin anew */ }

  function show() {
    for (const part of parts) {
      const isRead = read.has(part.dataset.page), title = part.querySelector(".line-title").textContent;
      const [badge, button] = part.querySelector(".button-row").children;
      badge.hidden = !isRead;
      button.firstChild.data = isRead ? words.undo : words.read;
      button.lastChild.textContent = `: ${title}`;
    }
    const number = parts.filter((part) => read.has(part.dataset.page)).length;
    if (!number) return;
    const rest = parts.find((part) => !read.has(part.dataset.page))?.querySelector(".line-title");
    let said = 0;
    progress.textContent = words.soFar.replace(/%s/g, () => [number, parts.length][said++]);
    if (!rest) return;
    const next = Object.assign(document.createElement("a"), { href: rest.href, textContent: `${words.on} ${rest.textContent}` });
    progress.append(". ", next);
  }

  for (const part of parts) {
    const row = Object.assign(document.createElement("div"), { className: "button-row" });
    const badge = Object.assign(document.createElement("span"), { className: "badge good", textContent: words.done });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: words.read });
    button.append(Object.assign(document.createElement("span"), { className: "vh" }));
    button.addEventListener("click", () => {
      const page = part.dataset.page;
      if (!read.delete(page)) read.add(page);
      try { localStorage.setItem(keptAs, JSON.stringify([...read])); } catch { /* it counts until the page is left */ }
      show();
    });
    row.append(badge, button);
    part.append(row);
  }
  show();
}
