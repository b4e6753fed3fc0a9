// The preview beside the story, made by the server from what is typed. Without this file a button makes it.
"use strict";

for (const form of document.querySelectorAll("form[data-preview]")) {
  const field = form.elements.story;
  const becomes = form.querySelector("[data-becomes]");
  let waiting = 0;
  const show = async () => {
    const body = new URLSearchParams({ story: field.value, csrf_token: form.elements.csrf_token.value });
    const answer = await fetch(form.dataset.preview, { method: "POST", body });
    if (answer.ok) becomes.innerHTML = await answer.text();
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => show().catch(() => {}), 400);
  });
}
