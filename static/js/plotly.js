// @ts-check
/**
 * Plotly, loaded after the first picture of the network: it is five times as large as all else
 * together and takes a good part of a second to run, and the page is already alive without it.
 */
/** The config of every figure: nothing is sent anywhere, and no logo, no tool bar. */
export const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: "",
  showTips: false,
  doubleClick: "reset",
};

/** @type {Promise<any>|null} */
let loading = null;

/** @type {Promise<any>} what is to be on screen before */
let before = Promise.resolve();

/** @param {Promise<any>} first what is to be on screen before Plotly is loaded */
export function loadPlotlyAfter(first) {
  before = first;
}

/** @returns {Promise<any>} Plotly; the bundle is requested once */
export function plotly() {
  loading ??= load();
  return loading;
}

async function load() {
  await before;
  await afterPaint();
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.body.dataset.plotly ?? "";
    script.async = true;
    script.onload = resolve;
    script.onerror = () => reject(new Error("The chart library could not be loaded."));
    document.head.append(script);
  });
  // @ts-ignore: the bundle defines a global
  return window.Plotly;
}

/** Two frames later what was in the document is on screen. */
function afterPaint() {
  return new Promise((resolve) => {
    // A hidden page paints nothing, so do not wait for it.
    if (document.hidden) resolve(undefined);
    else requestAnimationFrame(() => requestAnimationFrame(resolve));
  });
}

/**
 * Keep a figure as large as its element. Plotly's own `responsive` hears only the window.
 * @param {any} Plotly
 * @param {HTMLElement} element
 * @param {() => void} [after]
 */
export function fit(Plotly, element, after = () => {}) {
  let size = "";
  const observer = new ResizeObserver(() => {
    const now = `${element.clientWidth}x${element.clientHeight}`;
    if (now === size || !element.clientWidth || !element.clientHeight) return;
    size = now;
    Promise.resolve(Plotly.Plots.resize(element)).then(after, () => {});
  });
  observer.observe(element);
}

/**
 * Plotly's pictures come without role or name.
 * @param {HTMLElement} element
 * @param {string} label
 */
export function describe(element, label) {
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", label);
}
