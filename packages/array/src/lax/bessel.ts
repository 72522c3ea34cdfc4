import { checkDomain } from "../core/scalar/check-domain.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { approximate, ofPrecision, type Approximation } from "./approximation.ts";
import { operand } from "./apply.ts";
import { add, div, le, lt, max, min, mul, sub } from "./binary.ts";
import { customDerivative } from "./custom-derivative.ts";
import { select } from "./elementwise.ts";
import { inSinglePrecision } from "./half-precision.ts";
import { abs, exp, rsqrt, sign } from "./unary.ts";

/*
 * Modified Bessel functions. Below 8 they are their power series in x²/4, whose terms have one sign; above, √x e⁻ˣ I(x) is a
 * smooth function of 1/x.
 */

/** I₀(x), as a function of x²/4 from 0 to 16. */
const small0: Approximation = {
  single: {
    numerator: [
      1.00000001, 0.999999854, 0.250000364, 0.0277774245, 0.00173628664, 6.93937125e-5, 1.93811598e-6, 3.83250734e-8,
      6.90990968e-10, 4.23787108e-12, 1.55364143e-13,
    ],
    denominator: [1],
  },
  double: {
    numerator: [
      1, 1, 0.2500000000000001, 0.027777777777777565, 0.0017361111111113758, 6.944444444424399e-5,
      1.9290123457790406e-6, 3.936759885673581e-8, 6.151187413177668e-10, 7.594056846699174e-12, 7.594079950279469e-14,
      6.275862820937522e-16, 4.3600362269175774e-18, 2.5698743857514957e-20, 1.35095827969477e-22,
      4.940670282542572e-25, 3.6454386812677436e-27,
    ],
    denominator: [1],
  },
};

/** √x e⁻ˣ I₀(x), as a function of 16/x - 1 from -1 to 1. */
const large0: Approximation = {
  single: {
    numerator: [0.402176513, 0.00336055314, 0.000136156154, 1.11221557e-5, 1.63903983e-6, 3.54762008e-7],
    denominator: [1],
  },
  double: {
    numerator: [
      0.4021765094450081, 0.003360551983667854, 0.00013621607439232746, 1.1143033791556743e-5, 1.4838475473607391e-6,
      2.973598432479169e-7, 8.87225351128584e-8, 3.932602459703109e-8, 2.1545177650836005e-8, 7.553516470355896e-9,
      -6.729724111923548e-9, -1.3404241991980871e-8, -5.4685974495866e-9, 7.540601378890834e-9, 7.58022133915272e-9,
      -3.4857887470034955e-9, -6.188265090497361e-9, 1.497880830187091e-9, 3.881151253996067e-9, -5.562201990080394e-10,
      -1.7789375042917173e-9, 1.4672236659214398e-10, 5.181936971288284e-10, -1.9216763724933513e-11,
      -7.06893851181878e-11,
    ],
    denominator: [1],
  },
};

/** I₁(x) / (x / 2), as a function of x²/4 from 0 to 16. */
const small1: Approximation = {
  single: {
    numerator: [
      1, 0.499999988, 0.0833333623, 0.0069444163, 0.000347236214, 1.15700276e-5, 2.76299974e-7, 4.83761039e-9,
      7.44242072e-11, 4.89614755e-13, 1.33355849e-14,
    ],
    denominator: [1],
  },
  double: {
    numerator: [
      1, 0.5000000000000001, 0.08333333333333304, 0.0069444444444450686, 0.00034722222222153507, 1.157407407453132e-5,
      2.7557319204030443e-7, 4.920949921538654e-9, 6.834651294492253e-11, 7.594078567160322e-13, 6.90345927367201e-15,
      5.231992159979275e-17, 3.3410044697092935e-19, 1.891028804078631e-21, 7.413211040554544e-24,
      5.833651333188183e-26,
    ],
    denominator: [1],
  },
};

/** √x e⁻ˣ I₁(x), as a function of 16/x - 1 from -1 to 1. */
const large1: Approximation = {
  single: {
    numerator: [0.389398455, -0.00974957848, -0.000219168268, -1.50152753e-5, -2.00963727e-6, -4.1209136e-7],
    denominator: [1],
  },
  double: {
    numerator: [
      0.38939845902587233, -0.009749577193235728, -0.00021923576383430274, -1.5038547201176271e-5,
      -1.8349101134666435e-6, -3.483855609009937e-7, -1.0001323461066435e-7, -4.312935369971356e-8,
      -2.337059627111857e-8, -8.426622829598154e-9, 6.715795128085017e-9, 1.4029693589852716e-8, 6.040877342160988e-9,
      -7.630751970065577e-9, -8.044231276166508e-9, 3.406636130196794e-9, 6.4870195719816896e-9, -1.4171698018664596e-9,
      -4.047785403711858e-9, 5.146498826087142e-10, 1.8513716745511988e-9, -1.342266320082222e-10,
      -5.388285995923524e-10, 1.7502497778701306e-11, 7.347992441734663e-11,
    ],
    denominator: [1],
  },
};

/** e^-x I(x) / (power of x) for x ≥ 0 of the small formula, and e^-x I(x) of the large one. */
function scaled(
  x: NDArray,
  small: Approximation,
  large: Approximation,
): { readonly small: NDArray; readonly large: NDArray } {
  const near = min(x, 8);
  const far = max(x, 8);
  const quarter = mul(near, 0.25);
  return {
    small: mul(exp(mul(near, -1)), approximate(mul(quarter, near), small)),
    large: mul(approximate(sub(div(16, far), 1), large), rsqrt(far)),
  };
}

/**
 * The modified Bessel function of the first kind and order 0, without its growth: e^-|x| I₀(x).
 *
 * @param x - floats.
 * @throws UsageError for arrays of other dtypes.
 * @example
 * import { array } from "@proj/array";
 * import { besselI0e } from "@proj/array/lax";
 * besselI0e(array([0, 1])); // ≈ [1, 0.46576]
 */
export function besselI0e(x: NDArray): NDArray {
  checkDomain("lax.besselI0e", "float", operand("besselI0e", x).aval);
  return inSinglePrecision([x], (v) =>
    customDerivative(
      "besselI0e",
      [v],
      (u) => {
        const size = abs(u);
        const { small, large } = scaled(size, small0, large0);
        return select(le(size, 8), small, large);
      },
      [(t, u) => mul(t, sub(besselI1e(u), mul(sign(u), besselI0e(u))))],
    ),
  );
}

/**
 * The modified Bessel function of the first kind and order 1, without its growth: e^-|x| I₁(x).
 *
 * @param x - floats.
 * @throws UsageError for arrays of other dtypes.
 * @example
 * import { array } from "@proj/array";
 * import { besselI1e } from "@proj/array/lax";
 * besselI1e(array([0, 1])); // ≈ [0, 0.20791]
 */
export function besselI1e(x: NDArray): NDArray {
  checkDomain("lax.besselI1e", "float", operand("besselI1e", x).aval);
  return inSinglePrecision([x], (v) =>
    customDerivative(
      "besselI1e",
      [v],
      (u) => {
        const size = abs(u);
        const { small, large } = scaled(size, small1, large1);
        return select(le(size, 8), mul(mul(u, 0.5), small), mul(sign(u), large));
      },
      [
        (t, u) => {
          // I₁(x) / x is 1/2 at 0.
          const tiny = lt(abs(u), ofPrecision(u, 2 ** -23, 2 ** -52));
          const safe = select(tiny, 1, u);
          const slope = sub(besselI0e(safe), mul(besselI1e(safe), add(sign(safe), div(1, safe))));
          return mul(t, select(tiny, 0.5, slope));
        },
      ],
    ),
  );
}
