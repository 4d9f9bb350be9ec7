// Reading a chart point by point, by pointer or arrow keys; and a picture of it for slides. The page says the same without this file.
for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const frame = figure.querySelector(".chart-read");
  const line = figure.querySelector(".chart-says");
  if (!frame || !line) continue;
  const table = document.querySelector(`table[data-of="${figure.dataset.chart}"]`);
  const places = [...new Set([...figure.querySelectorAll(".chart-svg [data-place]")].map((mark) => Number(mark.dataset.place)))].sort((a, b) => a - b);
  if (!places.length) continue;
  let at = -1;

  const words = (place) => {
    const row = table?.querySelector(`tr[data-place="${place}"]`);
    if (!row) return figure.querySelector(`.chart-svg [data-place="${place}"] title`)?.textContent ?? "";
    const said = [row.querySelector("th"), ...row.querySelectorAll("td.figure, td.rules, td.note")].map((cell) => cell?.textContent.trim()).filter(Boolean);
    return `${said.slice(0, 2).join(": ")}${said.length > 2 ? `. ${said.slice(2).join(". ")}` : ""}`;
  };
  const show = (place) => {
    at = places.indexOf(place);
    for (const mark of figure.querySelectorAll(".chart-svg .is-read")) mark.classList.remove("is-read");
    for (const mark of figure.querySelectorAll(`.chart-svg [data-place="${place}"]`)) mark.classList.add("is-read");
    line.textContent = words(place);
  };

  frame.tabIndex = 0;
  line.textContent = line.dataset.hint;
  frame.addEventListener("keydown", (event) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at < 0 ? places.length - 1 : at - 1, Home: 0, End: places.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    show(places[Math.min(Math.max(to, 0), places.length - 1)]);
  });
  // The point nearest to the pointer from left to right: nobody need hit a mark of seven pixels.
  frame.addEventListener("pointermove", (event) => {
    let near = null;
    for (const mark of event.target.closest(".chart-svg")?.querySelectorAll("[data-place]") ?? []) {
      const box = mark.getBoundingClientRect();
      const far = Math.abs(box.x + box.width / 2 - event.clientX);
      if (!near || far < near.far) near = { far, place: Number(mark.dataset.place) };
    }
    if (near && places[at] !== near.place) show(near.place);
  });
}

// The picture goes to the clipboard where the browser can; elsewhere the link opens it.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copy-picture]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard?.write || !window.ClipboardItem) return;
  event.preventDefault();
  try {
    const picture = fetch(link.href).then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.blob(); });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    link.querySelector("span").textContent = link.dataset.copied;
  } catch {
    location.assign(link.href);
  }
});
