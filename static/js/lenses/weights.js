// @ts-check
export const name = "weights";
export const options = () => null;
export function mount() {}
export function draw() {}
export function table() { return null; }
