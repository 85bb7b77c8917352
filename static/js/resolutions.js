// @ts-check
/**
 * How many pixels maps have along each side. All of a frame come from one evaluation of the
 * network: the output and the chosen unit have every pixel of it, the units of the network every
 * second, third … where there are many. So the coarser ones divide the finest.
 */
const FINEST = 72;

/** Of pictures of the plane: the output, the chosen unit. */
export const PICTURE_RESOLUTION = FINEST;

/** Of the units of the network, finest first. */
export const UNIT_RESOLUTIONS = [1, 2, 3, 4, 6].map((step) => FINEST / step);
