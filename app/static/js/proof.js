// While a petition is under attack its form carries a proof of work: a number, looked for while somebody types.
"use strict";

const PATIENCE_MILLISECONDS = 30000;
const AT_ONCE = 2000;
const encoder = new TextEncoder();

// SHA-256 (FIPS 180-4), here because crypto.subtle takes a task of the browser for each of many thousand numbers.
const START = [];
const ROUND = [];
for (let prime = 2; ROUND.length < 64; prime += 1) {
  let divisor = 2;
  while (divisor * divisor <= prime && prime % divisor) divisor += 1;
  if (divisor * divisor <= prime) continue;
  if (START.length < 8) START.push((Math.sqrt(prime) * 2 ** 32) | 0);
  ROUND.push((Math.cbrt(prime) * 2 ** 32) | 0);
}
const turned = (word, by) => (word >>> by) | (word << (32 - by));

function mix(state, block, at) {
  const words = new Int32Array(64);
  for (let i = 0; i < 16; i += 1) words[i] = block.getInt32(at + 4 * i);
  for (let i = 16; i < 64; i += 1) {
    const early = words[i - 15];
    const late = words[i - 2];
    const small = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    words[i] = words[i - 16] + small + words[i - 7] + (turned(late, 17) ^ turned(late, 19) ^ (late >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + words[i];
    const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]) | 0);
}

function sha256(text) {
  const bytes = encoder.encode(text);
  const padded = new Uint8Array(64 * Math.ceil((bytes.length + 9) / 64));
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const block = new DataView(padded.buffer);
  block.setUint32(padded.length - 4, 8 * bytes.length);
  let state = START;
  for (let at = 0; at < padded.length; at += 64) state = mix(state, block, at);
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

async function solve(address) {
  const answer = await fetch(address, { credentials: "omit", cache: "no-store" });
  const { algorithm, challenge, maxnumber, salt, signature } = await answer.json();
  for (let number = 0; number <= maxnumber; number += 1) {
    if (sha256(salt + number) === challenge) {
      return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    }
    if (number % AT_ONCE === 0) await new Promise((go) => window.setTimeout(go));
  }
  return "";
}

const form = document.querySelector("form[data-proof]");
if (form) {
  let solution;
  let isReady = false;
  const take = (found) => {
    form.elements.proof.value = found;
    isReady = true;
  };
  const begin = () => (solution ??= solve(form.dataset.proof).catch(() => "").then(take));
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    [solution, isReady] = [undefined, false]; // what was shown once proves nothing twice
    form.removeAttribute("aria-busy");
  });
  form.addEventListener("focusin", begin, { once: true });
  form.addEventListener("submit", async (event) => {
    if (isReady) return; // a form cannot be sent anew from within its own submit event, so it must not be stopped now
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    await Promise.race([begin(), new Promise((resolve) => window.setTimeout(resolve, PATIENCE_MILLISECONDS))]);
    isReady = true;
    form.requestSubmit(event.submitter);
  });
}
