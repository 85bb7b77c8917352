// @ts-check
export const name = "gradients";
export const options = () => null;
export function mount() {}
export function draw() {}
export function table() { return null; }
