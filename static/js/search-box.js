// Suggestions in each box with data-suggests (the address that knows them), and the key that opens a box.
// Without this file a box is a form like any other.
const WAIT = 160; // milliseconds after the last letter
const SHORTEST = 2;
let boxes = 0;

// A box as a combobox, as the ARIA pattern has it: the words stay in the field, the arrows go through the list.
const combobox = (field) => {
  const list = document.createElement("div"), said = document.createElement("p"), id = `suggestions-${++boxes}`;
  let timer, asking, chosen = -1, shown = "";
  list.className = "suggestions";
  list.id = id;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.label);
  said.className = "vh";
  said.setAttribute("role", "status");
  field.after(list, said);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off" })) field.setAttribute(name, value);

  const options = () => list.querySelectorAll("[role=option]");
  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    shown = "";
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const choose = (number) => {
    chosen = number;
    options().forEach((option, place) => option.setAttribute("aria-selected", place === number));
    if (number < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", `${id}-${number}`);
    options()[number].scrollIntoView({ block: "nearest" });
  };
  const show = (html) => {
    list.innerHTML = html; // drawn and escaped by the site
    options().forEach((option, place) => { option.id = `${id}-${place}`; });
    const many = options().length;
    list.hidden = !many;
    field.setAttribute("aria-expanded", many > 0);
    said.textContent = list.querySelector("[data-said]")?.dataset.said ?? "";
    choose(-1);
  };
  const ask = async () => {
    const typed = field.value.trim();
    if (typed === shown) return;
    asking?.abort();
    if (typed.length < SHORTEST) return close();
    asking = new AbortController();
    try {
      const answer = await fetch(`${field.dataset.suggests}?${new URLSearchParams({ q: typed })}`, { signal: asking.signal });
      if (!answer.ok || document.activeElement !== field) return;
      const html = await answer.text();
      shown = typed;
      show(html);
    } catch { /* overtaken by the next letter, or no network: then there are none */ }
  };
  const go = (option) => {
    const { url, words } = option.dataset;
    close();
    if (url) return location.assign(url);
    field.value = words;
    field.form.requestSubmit();
  };

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) go(option); });
  field.addEventListener("keydown", (event) => {
    const many = options().length;
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); event.stopPropagation(); close(); }
    else if (event.key === "Enter" && !list.hidden && chosen >= 0) { event.preventDefault(); go(options()[chosen]); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return event.key === "ArrowDown" && ask();
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(chosen + step >= many ? -1 : chosen + step < -1 ? many - 1 : chosen + step); // -1 is the field itself
    }
  });
};
document.addEventListener("focusin", (event) => { if (event.target.dataset?.suggests && !event.target.hasAttribute("role")) combobox(event.target); });

// "/" opens a box, unless somebody writes or has turned it off; the browser remembers that.
const KEY = "search-key";
const isOn = () => localStorage.getItem(KEY) !== "off";
const open = () => {
  const field = [...document.querySelectorAll("[data-suggests]")].find((each) => each.checkVisibility());
  if (field) { field.focus(); field.select(); return true; }
  const sheet = document.getElementById("site-search");
  if (!sheet?.showPopover) return false;
  sheet.showPopover();
  sheet.querySelector("input").focus();
  return true;
};
document.addEventListener("keydown", (event) => {
  const isWriting = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !isWriting && !event.ctrlKey && !event.metaKey && !event.altKey && isOn() && open()) event.preventDefault();
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-opens-search]") && open()) event.preventDefault(); });
document.addEventListener("change", (event) => { if (event.target.matches("[data-search-key]")) localStorage.setItem(KEY, event.target.checked ? "on" : "off"); });
const showKey = () => { for (const box of document.querySelectorAll("[data-search-key]")) box.checked = isOn(); };
document.addEventListener("htmx:afterSettle", showKey);
showKey();
