// Passkeys, and small comforts. Every page does its work without this file, but for passkeys, which need a script.
"use strict";

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readOptions(text) {
  const options = JSON.parse(text);
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    for (const each of options[list] || []) each.id = toBytes(each.id);
  }
  return options;
}

function writeAnswer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: toText(credential.rawId), type: credential.type, response });
}

async function answer(form) {
  const publicKey = readOptions(form.dataset.options);
  const ask = form.dataset.passkey === "create" ? "create" : "get";
  const credential = await navigator.credentials[ask]({ publicKey });
  form.elements.credential.value = writeAnswer(credential);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    answer(form).catch(() => { failed.hidden = false; });
  });
}

// On a wide window a folded list stands open in browsers that keep a closed <details> closed whatever the style says.
for (const folded of document.querySelectorAll("[data-open-from]")) {
  const wide = window.matchMedia(`(min-width: ${folded.dataset.openFrom})`);
  const follow = () => { folded.open = wide.matches; };
  follow();
  wide.addEventListener("change", follow);
}

const errors = document.getElementById("errors");
if (errors) errors.focus();
