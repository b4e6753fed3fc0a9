// Choosing the focal point on the picture itself, and looking again while a worker makes it. The page works without.
"use strict";

const WIDEST = 640;
const ASPECT = 4 / 5;
const FOCUS_HEIGHT = 0.42;

function cropOf(width, height, x, y) {
  const across = Math.min(width, height * ASPECT);
  const down = across / ASPECT;
  const clamp = (value, most) => Math.min(Math.max(value, 0), most);
  return [clamp(x * width - across / 2, width - across), clamp(y * height - down * FOCUS_HEIGHT, height - down), across, down];
}

function watchForm(form) {
  const stage = form.querySelector("[data-stage]");
  const canvas = stage.querySelector("canvas");
  const name = form.dataset.focal;
  const fields = [form.elements[`${name}-x`], form.elements[`${name}-y`]];
  const pen = canvas.getContext("2d");
  let picture = null;

  function point() {
    const chosen = (form.elements[name].value || "50-42").split("-");
    return fields.map((field, at) => (field.value === "" ? Number(chosen[at]) : Number(field.value)) / 100);
  }

  function draw() {
    if (!picture) return;
    const [x, y] = point();
    const [left, top, width, height] = cropOf(canvas.width, canvas.height, x, y);
    const style = getComputedStyle(stage);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    pen.save();
    pen.globalAlpha = 0.6;
    pen.fillStyle = style.getPropertyValue("--night");
    pen.beginPath();
    pen.rect(0, 0, canvas.width, canvas.height);
    pen.rect(left, top, width, height);
    pen.fill("evenodd");
    pen.restore();
    pen.lineWidth = 3;
    pen.strokeStyle = style.getPropertyValue("--light");
    pen.strokeRect(left, top, width, height);
    pen.beginPath();
    pen.arc(x * canvas.width, y * canvas.height, 9, 0, 2 * Math.PI);
    pen.stroke();
  }

  async function show(content) {
    picture = content ? await createImageBitmap(content, { resizeWidth: WIDEST }).catch(() => null) : null;
    stage.hidden = !picture;
    if (!picture) return;
    canvas.width = picture.width;
    canvas.height = picture.height;
    draw();
  }

  if (form.dataset.whole) fetch(form.dataset.whole).then((answer) => answer.ok && answer.blob()).then(show).catch(() => {});
  else form.elements.picture.addEventListener("change", () => show(form.elements.picture.files[0]));
  canvas.addEventListener("click", (event) => {
    const place = canvas.getBoundingClientRect();
    const parts = [(event.clientX - place.left) / place.width, (event.clientY - place.top) / place.height];
    fields.forEach((field, at) => { field.value = Math.round(100 * Math.min(Math.max(parts[at], 0), 1)); });
    draw();
  });
  form.addEventListener("input", (event) => {
    if (event.target.name === name) fields.forEach((field) => { field.value = ""; });
    draw();
  });
}

for (const form of document.querySelectorAll("form[data-focal]")) watchForm(form);
// Whoever has begun to type is not interrupted: what the page shows then is old, what was typed is not lost.
let isTouched = false;
document.addEventListener("input", () => { isTouched = true; });
if (document.querySelector("[data-reload]")) setTimeout(() => { if (!isTouched) location.reload(); }, 2000);
