// While an update is held or goes out, the part of the page that says where it stands renews itself.
"use strict";

const renew = async () => {
  const old = document.querySelector("[data-renew]");
  if (!old || document.hidden) return;
  const answer = await fetch(old.dataset.renew, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("standing");
  if (!fresh) return;
  if (!fresh.dataset.renew) location.reload();
  else old.replaceWith(fresh);
};
setInterval(() => renew().catch(() => {}), 3000);
