// @ts-check
/** The steps of the story: what each writes, from the numbers of one example. */
import { h, math } from "../dom.js";
import { figure, percent } from "./layers.js";
import { formula, line, number, result, sign, single, sum } from "./example-terms.js";

/**
 * @typedef {import("./example-data.js").Pass} Pass
 * @typedef {import("./example-data.js").Step} Step
 * @typedef {{title: string, lines: Node[], words: string}} Page
 */

const FLAT = 0.05;
const sup = (text) => h("sup", null, text);
const sub = (text) => h("sub", null, text);

/** @type {Object<string, (meta: any, layers: Pass[], step: Step, before: number|null) => Page>} */
const PAGES = { example, forward, loss, delta, gradient, check, update };

/**
 * @param {any} meta of the lens
 * @param {Pass[]} layers
 * @param {Step} step
 * @param {number|null} before the loss before the update that was just made
 * @returns {Page}
 */
export const page = (meta, layers, step, before) => PAGES[step.kind](meta, layers, step, before);

/** @param {any} meta */
export function who(meta) {
  if (meta.part === "free") return `A free point, taken for ${said(meta.truth)} like the example next to it`;
  return `${meta.part === "test" ? "Test" : "Training"} example ${meta.example + 1}`;
}

const said = (value) => (typeof value === "number" ? figure(value, 3) : value);

function example(meta, layers) {
  const inputs = layers[0].inputs;
  const order = Array.from(inputs, (_, i) => i).sort((a, b) => Math.abs(inputs[b]) - Math.abs(inputs[a]));
  const shown = order.slice(0, 8).sort((a, b) => a - b);
  const more = inputs.length > 8 ? ` Of its ${inputs.length} features the largest 8 are shown.` : "";
  return {
    title: "This is what the network is given",
    lines: [line(shown.map((i) => result(number(inputs[i], 3, shown.length > 4 ? "" : "example-big"), math(meta.inputs[i]))))],
    words: `${who(meta)}.${more} ${verdict(meta)}`,
  };
}

/** @param {any} meta */
function verdict(meta) {
  if (meta.answer_class === undefined) return `It should be ${said(meta.truth)}; the network says ${said(meta.answer)}.`;
  const right = meta.answer_class === meta.truth_class;
  if (right) return `The network will say ${meta.answer}, which is right.`;
  return `It is ${meta.truth}, but the network will say ${meta.answer}: follow where that comes from.`;
}

function forward(meta, layers, step) {
  const layer = layers[step.layer];
  const { unit, about } = layer;
  const terms = sum(layer.incoming, layer.inputs, layer.names, [[layer.bias, "bias"]]);
  const z = layer.z[unit];
  const lines = [
    line(formula(`${about.normalized ? "s" : "z"} = Σ w·a + b`), sign("="), terms, sign("="), result(number(layer.sums[unit]), math(about.normalized ? "s" : "z"))),
    line(
      about.normalized && [formula("z"), sign("="), single(z, "s normalized"), sign(",")],
      ...bent(about, z), sign("="),
      result(number(layer.values[unit], 3, "example-big"), about.residual ? math("f") : math("a")),
      about.residual && [sign("+"), single(layer.inputs[unit], "its input"), sign("="), result(number(layer.outputs[unit], 3, "example-big"), math("a"))],
    ),
  ];
  return { title: capital(layer.name), lines, words: forwardWords(layer, meta) };
}

/** What matters in a unit's sum. @param {Pass} layer @param {any} meta */
function forwardWords(layer, meta) {
  const products = Array.from(layer.incoming, (w, i) => w * layer.inputs[i]);
  const most = products.reduce((best, value, i) => (Math.abs(value) > Math.abs(products[best]) ? i : best), 0);
  const size = products.reduce((total, value) => total + Math.abs(value), 0);
  const last = layer.place === meta.layers.length - 1;
  const parts = [];
  if (size > 0) parts.push(`${layer.names[most]} weighs most in this sum (${percent(Math.abs(products[most]) / size)}).`);
  if (layer.values[layer.unit] === 0 && layer.slopes[layer.unit] === 0) parts.push("The unit is silent for this example.");
  else if (saturated(layer)) parts.push("The activation is nearly flat here: the unit is saturated.");
  if (!last) parts.push("Choose any unit of the network to open it here.");
  else parts.push(meta.answer_class === undefined ? `Its value is the answer; it should be ${said(meta.truth)}.` : answerWords(meta));
  return parts.join(" ");
}

const answerWords = (meta) => `The network says ${meta.answer}; it is ${meta.truth}.`;

/** @param {Pass} layer */
function saturated(layer) {
  const bounded = ["tanh", "sigmoid", "hard_tanh", "hard_sigmoid", "gaussian"].includes(layer.about.activation);
  return bounded && Math.abs(layer.slopes[layer.unit]) < FLAT;
}

function loss(meta, layers, _step, before) {
  const output = layers[layers.length - 1].outputs;
  const { name, formula: law, value, target, label } = meta.loss;
  const numbers = LOSS_NUMBERS[name]?.(output[0], target[0], value);
  const one = output.length === 1 || name === "softmax_cross_entropy";
  const terms = one && numbers
    ? [h("span", { class: "example-top" }, numbers)]
    : Array.from(output).flatMap((out, i) => [i ? sign(",") : null, h("span", { class: "example-term" }, h("span", { class: "example-top" }, `${figure(out, 3)} → ${figure(target[i], 2)}`), h("small", null, layers[layers.length - 1].units[i]))]).filter(Boolean).slice(0, 11);
  const change = before === null ? "" : ` Before the update it was ${figure(before, 4)}.`;
  return {
    title: "How wrong is it?",
    lines: [
      line(formula("L = ", law)),
      line(formula("L"), sign("="), terms, sign("="), result(h("b", { class: "number example-big" }, figure(value, 4)), label)),
    ],
    words: `The loss measures the error of this one example.${change} ${hangsOn(layers)}Now it goes backwards: how would each number have to change to make it smaller?`,
  };
}

/**
 * The hidden unit that matters most: without its answer a the loss would change by −a · dL/da, as far
 * as the slope goes.
 * @param {Pass[]} layers
 */
function hangsOn(layers) {
  const effects = layers.slice(0, -1).flatMap(({ outputs, pulls, place }) =>
    Array.from(outputs, (value, unit) => ({ place, unit, effect: -value * pulls[unit] })));
  if (!effects.length) return "";
  const most = effects.reduce((best, each) => (Math.abs(each.effect) > Math.abs(best.effect) ? each : best));
  if (most.effect === 0) return "";
  return `It hangs most on unit ${most.unit + 1} of layer ${most.place + 1}: by the slope alone, it would be about ${figure(Math.abs(most.effect), 2)} ${most.effect < 0 ? "smaller" : "larger"} without that unit's answer. `;
}

const LOSS_NUMBERS = {
  half_squared: (out, y) => `½ (${figure(out, 3)} − ${bracket(y)})²`,
  squared: (out, y) => `(${figure(out, 3)} − ${bracket(y)})²`,
  huber: (out, y) => (Math.abs(out - y) <= 1 ? `½ (${figure(out, 3)} − ${bracket(y)})²` : `|${figure(out, 3)} − ${bracket(y)}| − ½`),
  hinge: (out, y) => `max(0, 1 − ${bracket(y)} × ${bracket(out)})`,
  binary_cross_entropy: (_out, _y, value) => `−ln ${figure(Math.exp(-value), 3)}`,
  softmax_cross_entropy: (_out, _y, value) => `−ln ${figure(Math.exp(-value), 3)}`,
};

const bracket = (value) => (value < 0 ? `(${figure(value, 3)})` : figure(value, 3));

/** How the loss's slope at the output comes about, for those with a short formula. */
const PULLS = {
  half_squared: "out − y",
  squared: "2 (out − y)",
  binary_cross_entropy: "p − y",
  softmax_cross_entropy: "p − y",
};

function delta(meta, layers, step) {
  const layer = layers[step.layer];
  const next = layers[step.layer + 1];
  const { unit } = layer;
  const rate = layer.slopes[unit];
  const pull = next ? handedBack(layer, next) : [formula("dL/da"), ...(PULLS[meta.loss.name] ? [sign("="), formula(PULLS[meta.loss.name])] : [])];
  const place = sub(next ? String(step.layer + 1) : "out");
  return {
    title: `The error at ${layer.name}`,
    lines: [
      line(pull, sign("="), result(number(layer.pulls[unit]), math("dL/da"))),
      line(
        formula("δ", place, " = dL/da · f′(z)"), sign("="),
        single(layer.pulls[unit], "dL/da"), sign("×"), single(rate, "slope f′(z)"), sign("="),
        result(number(layer.deltas[unit], 3, "example-big"), "δ"),
        layer.about.normalized && [sign("→"), single(layer.sumDeltas[unit], "δ of the sum, through the normalization")],
      ),
    ],
    words: deltaWords(layer, next),
  };
}

/** @param {Pass} layer @param {Pass} next */
function handedBack(layer, next) {
  const own = next.about.residual ? [[next.pulls[layer.unit], "past the layer"]] : [];
  const names = next.units;
  return [formula("Σ w·δ", sup("next")), sign("="), sum(layer.outgoing, next.sumDeltas, names, /** @type {any} */ (own))];
}

/** @param {Pass} layer @param {Pass|undefined} next */
function deltaWords(layer, next) {
  const rate = layer.slopes[layer.unit];
  const value = layer.deltas[layer.unit];
  if (rate === 0) return "The slope is 0 here: no error passes through this unit, and none of its weights will move for this example.";
  if (saturated(layer)) return `The activation is nearly flat here (slope ${figure(rate, 2)}): hardly any error passes through.`;
  const way = value < 0 ? "larger" : "smaller";
  const came = next ? "The errors of the next layer come back along the weights." : "The error starts here.";
  return `${came} δ is ${value < 0 ? "negative" : "positive"}: a ${way} sum z would lower the loss.`;
}

function gradient(meta, layers) {
  const { weight } = meta;
  const layer = layers[weight.layer];
  return {
    title: `The gradient of one weight`,
    lines: [
      line(formula("dW = δ · a", sup("T")), h("span", { class: "example-note" }, weight.bias ? "the bias's a is 1" : "every δ of the layer times every value it was given")),
      line(
        formula("dL/dw"), sign("="), single(weight.delta, "δ"), sign("×"), single(weight.factor, weight.bias ? "1" : `a of ${weight.from}`), sign("="),
        result(number(weight.gradient, 3, "example-big"), math("dL/dw")),
      ),
    ],
    words: gradientWords(weight, layer),
  };
}

/** @param {any} weight @param {Pass} layer */
function gradientWords(weight, layer) {
  const what = weight.bias ? `the bias of ${layer.name}` : `the weight from ${weight.from} to ${layer.name}`;
  if (weight.gradient === 0) return `For this example ${what} has no slope: a factor is 0.`;
  return `If ${what} grew by 0.01, the loss of this example would ${weight.gradient > 0 ? "rise" : "fall"} by about ${figure(Math.abs(weight.gradient) * 0.01, 2)}. The picture shows all of dW.`;
}

function check(meta) {
  const { weight, check: found } = meta;
  if (!found) return { title: "Is that true? Measure it", lines: [line("…")], words: "" };
  const exact = (value) => figure(value, 8);
  return {
    title: "Is that true? Measure it",
    lines: [
      line(
        formula("L(w ± h)"), sign(":"), result(exact(found.below), `w − ${figure(found.nudge, 1)}`), result(exact(found.above), `w + ${figure(found.nudge, 1)}`),
        sign("→"), formula("(L", sub("+"), " − L", sub("−"), ") / 2h"), sign("="), result(number(found.measured, 7), "measured"),
      ),
      line(
        formula("δ · a"), sign("="), result(number(weight.gradient, 7), "computed"),
        h("span", { class: `example-verdict ${found.verdict === "agree" || found.verdict === "zero" ? "good" : "odd"}` }, verdictOf(found)),
      ),
    ],
    words: CHECK_WORDS[found.verdict](found),
  };
}

const verdictOf = (found) =>
  ({ agree: "✓ They agree", zero: "✓ Both are 0", kink: "A corner of the loss", differ: "They differ" })[found.verdict] +
  (found.verdict === "agree" || found.verdict === "differ" ? `; relative difference ${figure(found.difference, 1)}` : "");

const CHECK_WORDS = {
  agree: () => "The weight was moved both ways in a copy of the network, in double precision, and the loss computed anew.",
  zero: () => "Nothing happens to the loss when the weight moves: no error reaches it from this example.",
  kink: (found) => `The activation has a corner here: the slope is ${figure(found.left, 3)} to the left and ${figure(found.right, 3)} to the right, so no single number can be right. Training takes one of them.`,
  differ: () => "At numbers this steep or this large, moving the weight is no longer a small change; the measured slope is only rough.",
};

function update(meta) {
  const { weight, update: next } = meta;
  if (!next) return { title: "The update that will be made", lines: [line("…")], words: "" };
  const batch = next.batch === 1 ? "the next example" : `mean over the next ${next.batch} examples`;
  const plain = next.optimizer === "sgd" && !next.frozen && !next.penalty;
  const step = plain
    ? [sign("−"), single(next.rate, "learning rate"), sign("×"), single(next.gradient, `dL/dw, ${batch}`)]
    : [sign(next.change < 0 ? "−" : "+"), single(Math.abs(next.change), `by ${next.label}, from dL/dw = ${figure(next.gradient, 3)}`)];
  return {
    title: "The update that will be made",
    lines: [
      line(formula(next.formula)),
      line(formula("w"), sign("="), single(next.before, "now"), step, sign("="), result(number(next.after, 5, "example-big"), `moves by ${figure(next.change, 2)}`)),
    ],
    words: updateWords(meta, weight, next),
  };
}

function updateWords(meta, weight, next) {
  if (next.frozen) return "The layer is frozen, so the weight stays.";
  const parts = [
    next.in_batch
      ? `This example is one of the next ${next.batch}; alone it would give ${figure(weight.gradient, 3)}.`
      : `This example is not among the next ${next.batch}; alone it would give ${figure(weight.gradient, 3)}.`,
  ];
  if (next.penalty) parts.push(`${next.penalty} takes its part too.`);
  if (next.clip) parts.push("The gradient is clipped.");
  if (meta.dropout) parts.push("In training dropout silences some units, here it does not.");
  return parts.join(" ");
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** @param {any} about @param {number} z */
function bent(about, z) {
  if (about.activation === "linear") return [formula("a = z")];
  const name = about.activation.replaceAll("_", " ");
  return [formula(`a = ${name}(z)`), sign("="), h("span", { class: "example-top" }, `${name}(${figure(z, 3)})`)];
}
