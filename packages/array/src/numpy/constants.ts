/** The ratio of a circle's circumference to its diameter. */
export const pi = 3.141592653589793;

/** The base of the natural logarithm. */
export const e = 2.718281828459045;

/** The limit of 1 + 1/2 + … + 1/n - log n. */
export const eulerGamma = 0.5772156649015329;

/** Positive infinity. */
export const inf = Infinity;

/** Not a number. */
export const nan = NaN;

/** Inserts an axis of length 1 where it stands in an index; it is `null`. */
export const newaxis = null;

/** The dtype of booleans; dtypes are texts, and this is `"bool"`. */
export const bool_ = "bool";

/** The dtype of signed integers of 8 bits, `"int8"`. */
export const int8 = "int8";

/** The dtype of signed integers of 16 bits, `"int16"`. */
export const int16 = "int16";

/** The dtype of signed integers of 32 bits, `"int32"`. */
export const int32 = "int32";

/** The dtype of signed integers of 64 bits, `"int64"`, whose elements are bigints; on the host only. */
export const int64 = "int64";

/** The dtype of unsigned integers of 8 bits, `"uint8"`. */
export const uint8 = "uint8";

/** The dtype of unsigned integers of 16 bits, `"uint16"`. */
export const uint16 = "uint16";

/** The dtype of unsigned integers of 32 bits, `"uint32"`. */
export const uint32 = "uint32";

/** The dtype of unsigned integers of 64 bits, `"uint64"`, whose elements are bigints; on the host only. */
export const uint64 = "uint64";

/** The dtype of floats of 16 bits with the exponents of single precision, `"bfloat16"`. */
export const bfloat16 = "bfloat16";

/** The dtype of half precision, `"float16"`. */
export const float16 = "float16";

/** The dtype of single precision, `"float32"`, in which numbers are kept unless said otherwise. */
export const float32 = "float32";

/** The dtype of double precision, `"float64"`. */
export const float64 = "float64";

/** The dtype of complex numbers with parts of single precision, `"complex64"`. */
export const complex64 = "complex64";

/** The dtype of complex numbers with parts of double precision, `"complex128"`. */
export const complex128 = "complex128";
