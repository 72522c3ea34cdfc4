/** The ratio of a circle's circumference to its diameter. */
export const pi = 3.141592653589793;

/** The base of the natural logarithm. */
export const e = 2.718281828459045;

/** Positive infinity. */
export const inf = Infinity;

/** Not a number. */
export const nan = NaN;

/** Inserts an axis of length 1 where it stands in an index; it is `null`. */
export const newaxis = null;
