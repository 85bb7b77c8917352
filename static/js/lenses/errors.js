// @ts-check
export const name = "errors";
export const rate = 2;
export const options = () => null;
export function mount() {}
export function draw() {}
export const table = () => null;
