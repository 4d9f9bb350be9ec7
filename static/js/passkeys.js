// Passkeys: their buttons are shown once they work; what did not work is said in words.
document.addEventListener("DOMContentLoaded", () => {
  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = !globalThis.PublicKeyCredential;
});

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.querySelector(".passkey-words");
  if (!place) return;
  const name = event.detail.exception?.name;
  const isNumber = /^[\d.]+$|^\[/.test(location.hostname);
  place.textContent = isNumber ? place.dataset.address : name === "NotAllowedError" ? place.dataset.cancelled : place.dataset.failed;
});
