// A page whose work moves on follows it: what is marked is fetched anew every two seconds, until nothing moves.
"use strict";

const PAUSE_MILLISECONDS = 2000;

async function follow() {
  const here = document.querySelector("[data-follow]");
  if (!here || document.hidden) return Boolean(here);
  const answer = await fetch(window.location.href, { credentials: "same-origin" });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(here.id);
  if (!fresh) return false;
  if (!fresh.hasAttribute("data-follow")) {
    window.location.reload();
    return false;
  }
  here.replaceChildren(...fresh.childNodes);
  return true;
}

async function keepFollowing() {
  try {
    if (!(await follow())) return;
  } catch {
    // The line is down for a moment: the next look will tell.
  }
  window.setTimeout(keepFollowing, PAUSE_MILLISECONDS);
}

window.setTimeout(keepFollowing, PAUSE_MILLISECONDS);
