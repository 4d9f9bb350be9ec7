// The sharing calendar: a post may be dragged to another day, arrows walk from day to day. Without this, "Move" and Tab do the same.
(() => {
  const form = document.getElementById("move-dragged");
  let dragged = null;
  for (const entry of form ? document.querySelectorAll("[data-move]") : []) {
    entry.draggable = true;
    entry.addEventListener("dragstart", (event) => {
      dragged = entry;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", entry.dataset.move);
    });
    entry.addEventListener("dragend", () => { dragged = null; });
  }
  for (const day of document.querySelectorAll("[data-day]")) {
    day.addEventListener("dragover", (event) => {
      if (!dragged || day.contains(dragged)) return;
      event.preventDefault();
      day.classList.add("over");
    });
    day.addEventListener("dragleave", (event) => { if (!day.contains(event.relatedTarget)) day.classList.remove("over"); });
    day.addEventListener("drop", (event) => {
      day.classList.remove("over");
      if (!dragged || day.contains(dragged)) return;
      event.preventDefault();
      form.action = dragged.dataset.move;
      form.elements.day.value = day.dataset.day;
      form.submit();
    });
  }
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const numbers = [...document.querySelectorAll(".cal-month .day-number")];
  for (const [place, number] of numbers.entries()) {
    number.addEventListener("keydown", (event) => {
      const next = numbers[place + (steps[event.key] ?? NaN)];
      if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      next.focus();
    });
  }
})();
