// At sign-up the browser does about a second of arithmetic, so that the person need not type a word.
// Where that is not possible, the word stays.
const place = document.querySelector("[data-proof]");
const word = place?.querySelector("[data-word]");

function show(widget, works) {
  widget.hidden = !works;
  word.hidden = works;
}

function start() {
  globalThis.$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(place.dataset.worker));
  const widget = document.createElement("altcha-widget");
  widget.setAttribute("name", "altcha");
  widget.setAttribute("challenge", place.dataset.challenge);
  widget.setAttribute("language", place.dataset.language);
  widget.setAttribute("auto", "onload");
  widget.setAttribute("configuration", JSON.stringify({ hideFooter: true, hideLogo: true }));
  widget.addEventListener("statechange", (event) => show(widget, !["error", "expired"].includes(event.detail.state)));
  place.append(widget);
  show(widget, true);
}

const wordWasWrong = place?.querySelector("[aria-invalid]");
if (place && !wordWasWrong && globalThis.crypto?.subtle && globalThis.Worker) {
  customElements.whenDefined("altcha-widget").then(start);
}
