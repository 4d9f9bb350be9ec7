// On the search page: choices count at once, the new list is said, and the place in the page is kept. htmx fetches; links and forms work without both.
const room = matchMedia("(min-width: 60rem)");

// In the column each choice asks at once. In the sheet of a phone the button tells how many there would be.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form.facets");
  if (!form) return;
  if (room.matches) return form.requestSubmit();
  if (!window.htmx) return;
  const asked = new URLSearchParams(new FormData(form));
  window.htmx.ajax("GET", `${form.action}?${asked}`, { target: "#show-results", select: "#show-results", swap: "outerHTML" });
});

// What is empty need not stand in the address.
document.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData.entries()]) if (value === "") formData.delete(name);
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "found" && event.detail.elt?.id !== "found") return;
  const heading = document.getElementById("results-h");
  document.getElementById("said").textContent = heading?.textContent ?? "";
  if (document.activeElement !== document.body && document.activeElement) return;
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "nearest" });
});

// For the editors' report: that one of the results was opened. Not by whom, and not which.
document.addEventListener("click", (event) => {
  const found = event.target.closest("a[data-click]")?.closest("[data-clicks]");
  if (found?.dataset.words) navigator.sendBeacon(found.dataset.clicks, new URLSearchParams({ q: found.dataset.words }));
});
