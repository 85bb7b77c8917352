// @ts-check
/** The file of an animation: a page by itself, with everything it needs inside. */

const STYLE = `
body { margin: 0; padding: 1.5rem; font: 16px/1.45 system-ui, sans-serif; background: var(--page); color: var(--text); }
main { max-width: 34rem; margin: auto; padding: 1.25rem; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; }
h1 { margin: 0 0 .75rem; font-size: 1.2rem; }
figure { position: relative; margin: 0; aspect-ratio: 1; }
figure > * { position: absolute; inset: 0; width: 100%; height: 100%; border-radius: 6px; }
.halo { stroke-width: 9px; } .dot { stroke-width: 6.5px; }
.row { display: flex; align-items: center; gap: .75rem; margin: .9rem 0 .4rem; }
button { font: inherit; font-weight: 600; min-width: 5.5rem; padding: .4rem .9rem; border: 0; border-radius: 8px; background: var(--accent); color: var(--surface); cursor: pointer; }
input { flex: 1; accent-color: var(--accent); }
p { margin: .4rem 0; } .soft { color: var(--text-soft); font-size: .9rem; overflow-wrap: anywhere; } a { color: inherit; }
output { font-variant-numeric: tabular-nums; }
`;

/** A lens keeps the size at which it was drawn; what is narrower scrolls. @param {number} width */
const lensStyle = (width) => `
main { box-sizing: content-box; max-width: ${width}px; }
figure { aspect-ratio: auto; overflow-x: auto; }
figure > #view { position: relative; width: ${width}px; height: auto; pointer-events: none; }
#view > * { height: 340px; }
`;

/** Runs in the saved file, not here; it is written there as text. */
function player() {
  const find = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));
  const { frames } = JSON.parse(find("content").textContent);
  const slider = find("at");
  let timer = 0;
  const loss = (/** @type {number | null} */ value) => (value === null ? "–" : value.toPrecision(3));
  const show = () => {
    const frame = frames[slider.value];
    const place = `Update ${frame.update.toLocaleString("en-GB")}, epoch ${Math.floor(frame.epoch)}`;
    if (frame.html) find("view").innerHTML = frame.html;
    else find("picture").src = frame.picture;
    find("words").textContent = `${place}. Train loss ${loss(frame.train)}, test loss ${loss(frame.test)}.`;
    slider.setAttribute("aria-valuetext", place);
  };
  const pause = () => {
    clearInterval(timer);
    timer = 0;
    find("play").textContent = "Play";
  };
  const advance = () => {
    if (Number(slider.value) >= frames.length - 1) return pause();
    slider.value = String(Number(slider.value) + 1);
    show();
  };
  find("play").onclick = () => {
    if (timer) return pause();
    if (Number(slider.value) >= frames.length - 1) slider.value = "0";
    find("play").textContent = "Pause";
    show();
    timer = window.setInterval(advance, 100);
  };
  slider.oninput = () => { pause(); show(); };
  show();
}

/** @param {string} text */
const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * @param {{title: string, sentence: string, link: string, colours: Object<string, string>, frames: object[],
 *   dots?: string, subject?: string, rules?: string, width?: number}} content  `dots` lie over pictures of
 *   the output; a lens has a name as its `subject`, the page's `rules`, and the `width` it was drawn at
 * @returns {string} the whole file
 */
export function page({ title, sentence, link, dots = "", colours, frames, subject = "", rules = "", width = 0 }) {
  const tokens = Object.entries(colours).map(([name, value]) => `--${name}:${value}`).join(";");
  const data = JSON.stringify({ frames }).replaceAll("<", "\\u003c");
  const view = width ? '<div id="view"></div>' : `<img id="picture" alt="The network's answer at each point">${dots}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escape(title)}</title><style>${rules.replaceAll("<", "\\3c ")}:root{${tokens}}${STYLE}${width ? lensStyle(width) : ""}</style></head>
<body><main><h1>${escape(title)}${subject ? `: ${escape(subject)}` : ""}</h1>
<figure>${view}</figure>
<div class="row"><button type="button" id="play">Play</button><input type="range" id="at" aria-label="Moment" min="0" max="${frames.length - 1}" value="0" step="1"></div>
<p><output id="words" for="at"></output></p>
<p class="soft">${escape(sentence)}</p>
<p class="soft">The experiment: <a href="${escape(link)}">${escape(link)}</a></p>
</main><script type="application/json" id="content">${data}</script>
<script>(${player.toString()})();</script></body></html>
`;
}
