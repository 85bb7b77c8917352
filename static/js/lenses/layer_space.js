// @ts-check
export const name = "layer_space";
export const options = () => null;
export function mount() {}
export function draw() {}
export function table() { return null; }
