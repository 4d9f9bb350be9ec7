"use strict";
// Help in the grid: keys, blocks pasted into a cell, rows that come and go, mends in place. composer.js saves it; every act works without either.
{
  const form = document.querySelector("form.figures:not([data-closed])");
  if (form) helpToCount(form);

  function helpToCount(form) {
    const MOST_IN_PLACE = 150; // rows; a larger block is put in by the server
    const MOST_ROWS = 400; // on one page, so that a form never holds more fields than the server takes
    const MOST_UNDONE = 50;
    const grid = form.querySelector(".grid-input"), body = grid.tBodies[0];
    const pattern = document.getElementById("grid-row").content.querySelector("tr");
    const names = [...pattern.querySelectorAll("input")].map((input) => input.name);
    const undoButton = form.querySelector("[data-undo-grid]");
    const before = []; // the cells as they were, newest last
    let told = null; // what the server has said of the rows, as they were then

    // --- Rows ---

    const rows = () => [...body.rows].filter((row) => !row.matches(".says"));
    const inputs = (row) => [...row.querySelectorAll("input")];
    const cellsOf = (row) => inputs(row).map((input) => input.value);
    const start = Number(grid.dataset.start);

    function addRow(after = null) {
      const row = pattern.cloneNode(true);
      if (after) after.after(row); else body.append(row);
      return row;
    }

    function number() {
      rows().forEach((row, place) => {
        const n = start + place + 1;
        if (row.cells[0].textContent === String(n)) return;
        row.cells[0].textContent = n;
        for (const input of inputs(row)) {
          input.id = `${input.name}-${n}`;
          input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/-?\d+$/, n));
        }
        const off = row.querySelector("button[name=away]");
        off.value = n;
        off.setAttribute("aria-label", off.getAttribute("aria-label").replace(/-?\d+/, n));
      });
    }

    // Each change is a step that can be undone: a cell that was left, a block, a row, a mend.
    const picture = () => rows().map(cellsOf);
    let now = picture();
    function step() {
      const next = picture();
      if (JSON.stringify(next) === JSON.stringify(now)) return;
      before.push(now);
      if (before.length > MOST_UNDONE) before.shift();
      now = next;
      undoButton.hidden = false;
    }
    grid.addEventListener("change", step);

    function changed() {
      step();
      number();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function fill(values) {
      for (const says of body.querySelectorAll(".says")) says.remove();
      while (rows().length < values.length) addRow();
      rows().forEach((row, place) => {
        if (place >= values.length) return row.remove();
        inputs(row).forEach((input, column) => { input.value = values[place][column]; });
      });
    }

    undoButton.addEventListener("click", () => {
      step();
      const values = before.pop();
      if (values) fill(values);
      now = picture();
      undoButton.hidden = !before.length;
      changed();
      (undoButton.hidden ? rows()[0]?.querySelector("input") : undoButton)?.focus();
    });

    // --- Keys ---

    function move(input, step) {
      const all = rows(), row = input.closest("tr"), column = inputs(row).indexOf(input);
      let place = all.indexOf(row) + step;
      if (place < 0) return;
      if (place >= all.length) { if (grid.dataset.after === "1" || all.length >= MOST_ROWS) return; addRow(); number(); }
      const to = inputs(rows()[place])[column];
      to.focus();
      to.select();
    }

    grid.addEventListener("keydown", (event) => {
      if (!event.target.matches("input") || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
      const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      move(event.target, step);
    });

    // --- Blocks ---

    grid.addEventListener("paste", (event) => {
      const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
      if (!event.target.matches("input") || !/[\t\n]/.test(text)) return;
      event.preventDefault();
      const block = text.split("\n").map((line) => line.split("\t"));
      if (needsReading(event.target, block)) return pasteAtOnce(text);
      if (block.length > MOST_IN_PLACE || rows().length + block.length > MOST_ROWS) return pasteAtOnce(text);
      step();
      const row = event.target.closest("tr"), first = inputs(row).indexOf(event.target);
      // A heading above the figures is no figure.
      const isHeading = block.length > 1 && first === 0 && block[0].every((cell) => !/\d/.test(cell)) && block[1].some((cell) => /\d/.test(cell));
      let place = rows().indexOf(row);
      for (const line of isHeading ? block.slice(1) : block) {
        const at = rows()[place++] ?? addRow();
        const cells = inputs(at);
        line.forEach((cell, column) => { if (cells[first + column]) cells[first + column].value = cell.trim(); });
      }
      changed();
    });

    // Into an empty grid: other columns than the grid has, headings, or a CSV. The server finds out which column is what.
    function needsReading(input, block) {
      if (names.length < 2 || input.name !== names[0] || rows().some((row) => cellsOf(row).some(Boolean))) return false;
      const isTable = block[0].length > 1, isCsv = !isTable && block.filter(([line]) => /[;,]/.test(line)).length * 2 > block.length;
      return isCsv || isTable && (block[0].length > names.length || block[0].every((cell) => !/\d/.test(cell)));
    }

    function pasteAtOnce(text) {
      const area = form.querySelector("#paste");
      area.value = text;
      form.requestSubmit(form.querySelector("button[value=paste]"));
    }

    // --- Buttons ---

    form.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.matches("[data-add-row]")) {
        if (rows().length >= MOST_ROWS) return; // kept, and shown on a new page
        event.preventDefault();
        const row = addRow();
        for (let more = 0; more < 4; more++) addRow();
        number();
        row.querySelector("input").focus();
      } else if (button.name === "away") {
        event.preventDefault();
        takeAway(button.closest("tr"));
      } else if (button.name === "settle") {
        event.preventDefault();
        const answer = Object.assign(document.createElement("input"), { type: "hidden", name: "settle", value: button.value });
        form.append(answer);
        onward(button);
        changed();
      } else if (button.name === "mend" && (button.dataset.cells || button.dataset.away !== undefined)) {
        const row = rows()[Number(button.dataset.row) - start - 1];
        if (!row) return; // it lies on another page
        event.preventDefault();
        if (button.dataset.away !== undefined) { onward(button); return takeAway(row); }
        step();
        for (const [name, text] of Object.entries(JSON.parse(button.dataset.cells))) {
          const input = row.querySelector(`input[name="${name}"]`);
          if (input) input.value = text;
        }
        onward(button, row);
        changed();
      }
    }, true);

    // Where the finger or the keyboard goes on when the button that it pressed will vanish.
    function onward(button, row) {
      const list = button.closest(".problems");
      if (list) { list.tabIndex = -1; list.focus({ preventScroll: true }); } else (row ?? button.closest("tr").previousElementSibling).querySelector("input")?.focus();
    }

    function takeAway(row) {
      step();
      const next = rows()[rows().indexOf(row) + 1] ?? rows()[rows().indexOf(row) - 1] ?? addRow();
      if (row.nextElementSibling?.matches(".says")) row.nextElementSibling.remove();
      row.remove();
      changed();
      next.querySelector("input").focus({ preventScroll: true });
    }

    // --- What the server says of each row ---

    form.addEventListener("heard", ({ detail }) => {
      if (!detail.rows) return;
      told = { rows: detail.rows, cells: picture() };
      for (const answer of form.querySelectorAll("input[name=settle]")) if (!detail.checks["figures-live"].includes(answer.value)) answer.remove();
      mark();
    });
    grid.addEventListener("focusout", () => setTimeout(mark));

    // Never under the hands: the row in which one types is marked when it was left.
    function mark() {
      if (!told) return;
      const busy = document.activeElement?.closest?.(".grid-input tr");
      rows().forEach((row, place) => {
        const says = told.rows[place] ?? { computed: "", tone: "", wrong: [] };
        const isSame = (told.cells[place] ?? []).join("\t") === cellsOf(row).join("\t");
        if (!isSame) return;
        const out = row.querySelector(".out");
        if (out) out.textContent = says.computed;
        if (row === busy && says.tone) return;
        row.className = says.tone;
        const below = row.nextElementSibling?.matches(".says") ? row.nextElementSibling : null;
        if (below && below === busy) return;
        for (const input of inputs(row)) {
          if (says.wrong.includes(input.name)) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
          if (says.html) input.setAttribute("aria-describedby", `says-${start + place + 1}`); else input.removeAttribute("aria-describedby");
        }
        if (!says.html) return void below?.remove();
        const made = document.createElement("template");
        made.innerHTML = says.html;
        if (below?.textContent !== made.content.textContent) { below?.remove(); row.after(made.content); }
      });
    }

    // --- Words found on this device ---

    form.addEventListener("putback", ({ detail: values }) => {
      step();
      const wanted = Math.max(...names.map((name) => values.get(name)?.length ?? 0));
      for (const says of body.querySelectorAll(".says")) says.remove();
      while (rows().length < wanted) addRow();
      for (const row of rows().slice(wanted)) for (const input of inputs(row)) input.value = "";
      number();
    });
  }
}
