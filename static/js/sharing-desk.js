/* Quick help on the sharing desk. Every button works without it: the server counts, draws and decides. */
"use strict"

// While somebody types, the server says how long it is and how it will look: the same code as the sender.
const look = document.querySelector("[data-look]")
const words = document.getElementById("words")
if (look && words) {
  let timer = 0
  let asked = 0
  const ask = async () => {
    const mine = ++asked
    const answer = await fetch(look.dataset.look, { method: "POST", body: new FormData(words) }).catch(() => null)
    if (!answer?.ok || mine !== asked) return
    look.innerHTML = await answer.text()
    document.getElementById("look-said").textContent = [...look.querySelectorAll(".facts span")].map(each => each.textContent).join(", ")
  }
  words.querySelector("[data-words]")?.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(ask, 400)
  })
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy)
    field.select()
    const said = document.querySelector("[data-copied]")
    await navigator.clipboard?.writeText(field.value).then(() => { said.textContent = said.dataset.copied }, () => {})
  })
}

for (const form of document.querySelectorAll("[data-ticks]")) {
  const all = form.querySelector("[data-tick-all]")
  all.hidden = false
  all.addEventListener("change", event => {
    for (const box of form.querySelectorAll("[name=post]")) box.checked = event.target.checked
  })
}

document.getElementById("problem")?.focus()
