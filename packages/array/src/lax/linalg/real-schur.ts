/*
 * The real Schur form on the host, in double precision: Householder reduction to Hessenberg form, then Francis's double shifts
 * (G. H. Golub and C. F. Van Loan, "Matrix Computations", 7.5), with blocks of conjugate pairs standardised as LAPACK does.
 */

/** A quasi-triangular t and an orthogonal z with a = z·t·zᵀ; null if an eigenvalue was not found. */
export interface RealSchur {
  readonly t: Float64Array;
  readonly z: Float64Array;
}

const epsilon = 2 ** -52;

/** Rotates rows (or columns) i and j of a matrix from an element on: x ← c·x + s·y, y ← c·y - s·x. */
function rotateRows(a: Float64Array, n: number, i: number, j: number, c: number, s: number, from: number): void {
  for (let k = from; k < n; k++) {
    const [x, y] = [a[i * n + k]!, a[j * n + k]!];
    a[i * n + k] = c * x + s * y;
    a[j * n + k] = c * y - s * x;
  }
}

function rotateColumns(a: Float64Array, n: number, i: number, j: number, c: number, s: number, to: number): void {
  for (let k = 0; k < to; k++) {
    const [x, y] = [a[k * n + i]!, a[k * n + j]!];
    a[k * n + i] = c * x + s * y;
    a[k * n + j] = c * y - s * x;
  }
}

/** Applies 1 - τ·v·vᵀ to rows `first` … of columns `from` …, to columns `first` … of rows before `to`, and to columns of z. */
function reflect(
  { t, z }: RealSchur,
  n: number,
  v: readonly number[],
  tau: number,
  first: number,
  from: number,
  to: number,
): void {
  const alongRow = (a: Float64Array, row: number): void => {
    let sum = 0;
    v.forEach((x, k) => (sum += x * a[row * n + first + k]!));
    v.forEach((x, k) => (a[row * n + first + k]! -= tau * sum * x));
  };
  for (let j = from; j < n; j++) {
    let sum = 0;
    v.forEach((x, k) => (sum += x * t[(first + k) * n + j]!));
    v.forEach((x, k) => (t[(first + k) * n + j]! -= tau * sum * x));
  }
  for (let i = 0; i < to; i++) alongRow(t, i);
  for (let i = 0; i < n; i++) alongRow(z, i);
}

/** The reflector that takes a vector to a multiple of its first element; τ is 0 if it is one already. */
function reflectorOf(x: readonly number[]): { readonly v: number[]; readonly tau: number } {
  const [alpha = 0, ...rest] = x;
  const size = Math.hypot(...x);
  if (rest.every((element) => element === 0)) return { v: [1, ...rest], tau: 0 };
  const beta = alpha >= 0 ? -size : size;
  return { v: [1, ...rest.map((element) => element / (alpha - beta))], tau: (beta - alpha) / beta };
}

/**
 * The rotation that brings [[a, b], [c, d]] to standard form: upper triangular where eigenvalues are real, otherwise with equal
 * diagonal and b·c < 0.
 */
function standardRotation(
  a: number,
  b: number,
  c: number,
  d: number,
): readonly [cosine: number, sine: number, isReal: boolean] {
  if (c === 0) return [1, 0, true];
  if (b === 0) return [0, 1, true];
  const difference = a - d;
  if (difference === 0 && b > 0 !== c > 0) return [1, 0, false];
  const p = difference / 2;
  const large = Math.max(Math.abs(b), Math.abs(c));
  const small = Math.min(Math.abs(b), Math.abs(c)) * Math.sign(b) * Math.sign(c);
  const scale = Math.max(Math.abs(p), large);
  const z = (p / scale) * p + (large / scale) * small;
  if (z >= 4 * epsilon) {
    const root = p + (p >= 0 ? 1 : -1) * Math.sqrt(scale) * Math.sqrt(z);
    const size = Math.hypot(c, root);
    return [root / size, c / size, true];
  }
  const sigma = b + c;
  const size = Math.hypot(sigma, difference);
  const cosine = Math.sqrt((1 + Math.abs(sigma) / size) / 2);
  const sine = -(p / (size * cosine)) * (sigma >= 0 ? 1 : -1);
  // After it the diagonal is equal; if both others have one sign, eigenvalues are real and one more rotation parts them.
  const b1 = (b * cosine - a * sine) * cosine + (d * cosine - c * sine) * sine;
  const c1 = (c * cosine + d * sine) * cosine - (a * cosine + b * sine) * sine;
  if (c1 === 0) return [cosine, sine, true];
  if (b1 === 0) return [-sine, cosine, true];
  if (b1 > 0 !== c1 > 0) return [cosine, sine, false];
  const sum = Math.sqrt(Math.abs(b1) + Math.abs(c1));
  const [c2, s2] = [Math.sqrt(Math.abs(b1)) / sum, Math.sqrt(Math.abs(c1)) / sum];
  return [cosine * c2 - sine * s2, cosine * s2 + sine * c2, true];
}

/** The decomposition of a matrix of n rows. */
export function realSchur(a: ArrayLike<number>, n: number): RealSchur | null {
  const t = Float64Array.from(a);
  const z = new Float64Array(n * n);
  for (let i = 0; i < n; i++) z[i * n + i] = 1;
  const schur = { t, z };
  if (t.some((value) => !Number.isFinite(value))) return null;
  // Products of elements must stay far from both ends of the range.
  const size = largest(t);
  const exponent = size === 0 ? 0 : Math.round(Math.log2(size));
  const scale = Math.abs(exponent) < 400 ? 1 : 2 ** Math.max(-1000, Math.min(1000, -exponent));
  t.forEach((value, at) => (t[at] = value * scale));
  if (!iterate(schur, n)) return null;
  t.forEach((value, at) => (t[at] = value / scale));
  return schur;
}

const largest = (a: Float64Array): number => a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Reduces t, and says whether every eigenvalue was found. */
function iterate(schur: RealSchur, n: number): boolean {
  const { t } = schur;
  const h = (i: number, j: number): number => t[i * n + j]!;
  for (let k = 0; k < n - 2; k++) {
    const { v, tau } = reflectorOf(Array.from({ length: n - k - 1 }, (_, i) => h(k + 1 + i, k)));
    if (tau !== 0) reflect(schur, n, v, tau, k + 1, k, n);
    for (let i = k + 2; i < n; i++) t[i * n + k] = 0;
  }
  let [last, rounds] = [n - 1, 0];
  while (last > 0) {
    let first = last;
    for (; first > 0; first--) {
      const size = Math.abs(h(first - 1, first - 1)) + Math.abs(h(first, first));
      if (Math.abs(h(first, first - 1)) <= epsilon * (size === 0 ? largest(t) : size)) {
        t[first * n + first - 1] = 0;
        break;
      }
    }
    if (first >= last - 1) {
      if (first === last - 1) standardize(schur, n, first);
      last = first - 1;
      rounds = 0;
      continue;
    }
    if (rounds++ === 60) return false;
    francisStep(schur, n, first, last, rounds);
  }
  return true;
}

function standardize({ t, z }: RealSchur, n: number, i: number): void {
  const j = i + 1;
  const [c, s, isReal] = standardRotation(t[i * n + i]!, t[i * n + j]!, t[j * n + i]!, t[j * n + j]!);
  rotateRows(t, n, i, j, c, s, i);
  rotateColumns(t, n, i, j, c, s, j + 1);
  rotateColumns(z, n, i, j, c, s, n);
  // A conjugate pair has one real part.
  if (isReal) t[j * n + i] = 0;
  else t[i * n + i] = t[j * n + j] = (t[i * n + i]! + t[j * n + j]!) / 2;
}

/** One double step on the block from `first` to `last`. */
function francisStep(schur: RealSchur, n: number, first: number, last: number, rounds: number): void {
  const { t } = schur;
  const h = (i: number, j: number): number => t[i * n + j]!;
  let [x, y, w] = [h(last, last), h(last - 1, last - 1), h(last, last - 1) * h(last - 1, last)];
  if (rounds % 10 === 0) {
    // Shifts of another kind, where the usual ones go round in a circle.
    const size = Math.abs(h(last, last - 1)) + Math.abs(h(last - 1, last - 2));
    x = y = 0.75 * size + h(last, last);
    w = -0.4375 * size * size;
  }
  let start = last - 2;
  let column: readonly [number, number, number];
  for (; ; start--) {
    const z = h(start, start);
    const [r, s] = [x - z, y - z];
    column = [
      (r * s - w) / h(start + 1, start) + h(start, start + 1),
      h(start + 1, start + 1) - z - r - s,
      h(start + 2, start + 1),
    ];
    const size = Math.abs(column[0]) + Math.abs(column[1]) + Math.abs(column[2]);
    column = [column[0] / size, column[1] / size, column[2] / size];
    if (start === first) break;
    const beside = Math.abs(h(start, start - 1)) * (Math.abs(column[1]) + Math.abs(column[2]));
    const around = Math.abs(h(start - 1, start - 1)) + Math.abs(z) + Math.abs(h(start + 1, start + 1));
    if (beside <= epsilon * Math.abs(column[0]) * around) break;
  }
  for (let k = start; k < last; k++) {
    const length = Math.min(3, last - k + 1);
    const x3 = k === start ? column.slice(0, length) : Array.from({ length }, (_, i) => h(k + i, k - 1));
    const { v, tau } = reflectorOf(x3);
    if (tau !== 0) reflect(schur, n, v, tau, k, Math.max(first, k - 1), Math.min(last, k + 3) + 1);
    // Behind a step that starts inside of the block this is negligible, as its search has made sure.
    if (k > first) for (let i = 1; i < length; i++) t[(k + i) * n + k - 1] = 0;
  }
}
