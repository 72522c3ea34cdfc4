/** A difference that is meant. */
export interface Difference {
  readonly reason: string;
  /** Calls for which it may be the reason, and what is said of them then. */
  readonly call: RegExp;
  readonly says: RegExp;
}

/** A rule for the function, and one for what is said of the call. */
export const where = (reason: string, call: RegExp, says: RegExp): Difference => ({ reason, call, says });

/** Among differences the one for which something is said of a call. */
export const differenceOf = (all: readonly Difference[], text: string, said: string): Difference | undefined =>
  all.find(({ call, says }) => call.test(text) && says.test(said));

/** All differences from JAX that are meant. */
export const differences: readonly Difference[] = [
  where("factorisations take halves, in single precision", /^linalg\.\w+\(b?float16/, /^JAX refuses it/),
  where(
    "distributions and samplers take halves, in single precision, and quantiles integers as floats",
    /^(stats\.(norm|truncnorm)\.\w+\((b?float16|u?int|bool)|random\.\w+\(.*"b?float16")/,
    /^JAX refuses it/,
  ),
  where(
    "no transform has a result of length 0, as in NumPy",
    /^fft\.\w+fft|^fft\.fft/,
    /^it is refused: \w+fft\w* received \w+\[/,
  ),
  where(
    "no transform has a result of length 0, as in NumPy",
    /^fft\.fft[2n]?\(/,
    /^it is refused: fft\w* received \w+\[/,
  ),
  where("transforms over two axes take one or none too, as in NumPy", /^fft\.\w*fft2\(/, /^JAX refuses it/),
  where("there are frequencies of at least one sample", /^fft\.r?fftfreq\((0|-1)/, /^it is refused/),
  where(
    "frequencies have the dtype that is asked for",
    /^fft\.rfftfreq\(.*"dtype":"int32"/,
    /^int32\[3\] instead of float32/,
  ),
  where("places beyond the end part nothing off, as in NumPy", /^(array_?[sS]plit|split)\(/, /^JAX refuses it/),
  where("of no bits, none are made; JAX refuses it", /^unpackbits\(uint8\[2,0\]/, /^JAX refuses it/),
  where(
    "what is left of a scalar where axes are kept is a scalar",
    /^(nan)?(quantile|percentile|median)\(\w+\[\]/,
    /\[(3|)\] instead of \S+\[(3,)?1\]/,
  ),
  where("a histogram has at least one bin, as in NumPy", /^histogram\(float32\[7\],0/, /^it is refused/),
  where(
    "points without coordinates are counted in the one bin that there is",
    /^histogramdd\(float32\[2,0\]/,
    /^JAX refuses it/,
  ),
  where("sets of no elements may be asked for", /^(intersect1d|setxor1d)\(.*"size":0/, /^JAX refuses it/),
  where(
    "of nothing too there are as many places as are asked for",
    /^uniqueAll\(float32\[0\]/,
    /int32\[4\] instead of int32\[0\]/,
  ),
  where("polynomials without coefficients are 0", /^poly(add|sub)\(/, /^JAX refuses it/),
  where("scalars are vectors of one element, as in NumPy", /^meshgrid\(float32\[\],/, /^JAX refuses it/),
  where(
    "a number beside an array of integers is an integer where it is whole",
    /^diff\(int8.*"append":2/,
    /instead of weak float32/,
  ),
  where("positions have 32 bits", /^argmax\(int64/, /^int32\[\] instead of int64/),
  where(
    "singular values and variances are real numbers",
    /^(linalg\.lstsq|nanvar)\(/,
    /float32\S* instead of complex64/,
  ),
  where("numbers are floats", /^clip\(bool/, /weak float32\[8\] instead of weak int32\[8\]/),
  where(
    "complex numbers have an order, by which they are also clipped and found",
    /^(clip|lax\.topK)\(complex64/,
    /^JAX refuses it/,
  ),
  where(
    "the least integer has no negative, by which JAX finds the largest",
    /^partition\(int8\[8\]/,
    /^element 0 is -128 instead of 0,/,
  ),
  where("the number of axes to sum over is not negative", /^tensordot\(.*,-1$|^tensordot\(.*,-1\)/, /^it is refused/),
  where(
    "means and spreads of booleans are booleans, if that is asked for",
    /^nan(std|mean|var)\(.*"dtype":"bool"/,
    /^JAX refuses it/,
  ),
  where("there is nothing to convolve", /^signal\.fftconvolve\(float32\[0,2\]/, /^it is refused/),
  where(
    "segments of an odd length may be put together, as in SciPy",
    /^signal\.istft\(.*"nperseg":5/,
    /^JAX refuses it/,
  ),
  where("activations take integers and booleans, as floats", /^nn\.\w+\((bool|u?int)/, /^JAX refuses it/),
  where(
    "activations take integers as floats; JAX squares them first, which wraps around",
    /^nn\.squareplus\(int32\[8\]/,
    /^element 0 is 2147483648 instead of 1073741824,/,
  ),
  where("batches are factored too", /^linalg\.(lu|hessenberg)\(/, /^JAX refuses it/),
  where("determinants of complex matrices are found by QR too", /^linalg\.slogdet\(complex128/, /^JAX refuses it/),
  where("either method finds polar forms of either side", /^linalg\.polar\(/, /^JAX refuses it/),
  where(
    "a matrix without elements has rank 0, and is its own root",
    /^linalg\.(matrixRank|sqrtm)\(\w+\[0,[03]\]/,
    /^JAX refuses it/,
  ),
  where(
    "exponentials have more digits; those of JAX lose some in squaring, less than a thousand units",
    /^linalg\.expm\(/,
    /^element .* off by up to \d{1,3} units/,
  ),
  where("one matrix is no product, as in NumPy", /^linalg\.multiDot\(\[[^ ]*\]\)$/, /^it is refused/),
  where("samples are real numbers", /^random\.(normal|rademacher|orthogonal)\(.*"(complex64|bool)"/, /^it is refused/),
  where(
    "there are samples of no parameters",
    /^random\.generalizedNormal\(uint32\[2\],float32\[0\]/,
    /^JAX refuses it/,
  ),
  where(
    "each sample has a draw of its own; JAX gives one draw to all",
    /^random\.weibullMin\(/,
    /: \[1\.717594, 1\.960465\] instead of \[1\.717594, 1\.717594\]$|^it is refused/,
  ),
  where("the elements of a number have no order", /^random\.permutation\(uint32\[2\],int32\[\]/, /^it is refused/),
  where("there is no distribution over nothing", /^random\.dirichlet\(uint32\[2\],float32\[0\]/, /^it is refused/),
  where("a negative number counts as its 32 bits", /^random\.foldIn\(uint32\[2\],-1/, /^JAX refuses it/),
  where(
    "signs are drawn by 32 bits; where it has 64-bit types, JAX draws them by 64",
    /^random\.(ball|doubleSidedMaxwell)\(.*"float64"/,
    /^element \d is (1|[\d.]{9,})\d* instead of -\1/,
  ),
  where(
    "far above 0 the logarithm of a probability has all digits; JAX takes that of a number rounded to 1 or 0",
    /^stats\.(norm|cauchy)\.log(cdf|sf)\(/,
    /^element \d+ is (-Infinity instead of -18\.8895|-0\.00135).* off by up to (\d{1,3}) units/,
  ),
  where(
    "results of distributions are strong; in JAX a weak argument makes some of them weak, by how each is written",
    /^stats\.\w+\.\w+\(bool/,
    /instead of weak /,
  ),
  where(
    "no density is infinite where both its factors are at their ends",
    /^stats\.gumbel[LR]\.pdf\(/,
    /NaN instead of Infinity/,
  ),
  where(
    "probabilities have their limits at infinity",
    /^stats\.(chi2|gamma|poisson)\.\w+\(/,
    /is (0|1|-Infinity) instead of NaN, off by up to \d units/,
  ),
  where("a negative scale is none", /^stats\.truncnorm\./, /NaN instead of -2\.7/),
  where("a mean has as many coordinates as its covariance", /^stats\.multivariateNormal\.\w+\(/, /^it is refused/),
  where("of no points there are no densities", /^stats\.multivariateNormal\.pdf\(float32\[0,2\]/, /^JAX refuses it/),
];
