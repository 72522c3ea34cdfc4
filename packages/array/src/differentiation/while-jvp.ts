import { bind } from "../core/trace.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { rearranged, withUnreadBinders } from "./jaxpr-surgery.ts";
import { maskOf, present, spread } from "./mask.ts";
import type { JvpRule } from "./rules.ts";
import { range, zeros } from "./shapes.ts";

/**
 * One loop carries values and tangents together; the condition looks at the values alone. Where tangents are staged apart,
 * the values are computed at once, and the joint loop is what the linear Jaxpr records: it can be evaluated, but not
 * transposed, since how often it runs is not known before; unless the loop itself says how it is run backwards.
 */
export const whileRule: JvpRule<"while"> = (primals, tangents, params, { jvpJaxpr, linearizeJaxpr }) => {
  const { condition, numConditionConsts, body, numBodyConsts, reverse } = params;
  if (linearizeJaxpr !== null && reverse !== null) return reverse(primals, tangents, params);
  const conditionConsts = primals.slice(0, numConditionConsts);
  const bodyConsts = primals.slice(numConditionConsts, numConditionConsts + numBodyConsts);
  const carry = primals.slice(numConditionConsts + numBodyConsts);
  const constTangents = tangents.slice(numConditionConsts, numConditionConsts + numBodyConsts);
  const carryTangents = tangents.slice(numConditionConsts + numBodyConsts);

  let carryMask = maskOf(carryTangents);
  let joint = jvpJaxpr(body, [...maskOf(constTangents), ...carryMask], carryMask);
  while (joint.outputMask.some((has, k) => has && carryMask[k] !== true)) {
    carryMask = carryMask.map((has, k) => has || joint.outputMask[k]!);
    joint = jvpJaxpr(body, [...maskOf(constTangents), ...carryMask], carryMask);
  }
  if (!carryMask.includes(true)) return [bind("while", primals, params), carry.map(() => null)];

  const captured = joint.consts.length;
  const numConstTangents = present(constTangents).length;
  const places = range(joint.jaxpr.binders.length);
  const afterConsts = captured + numBodyConsts;
  const afterPrimals = afterConsts + carry.length;
  const jointBody = rearranged(
    joint.jaxpr,
    [
      ...places.slice(0, afterConsts),
      ...places.slice(afterPrimals, afterPrimals + numConstTangents),
      ...places.slice(afterConsts, afterPrimals),
      ...places.slice(afterPrimals + numConstTangents),
    ],
    range(joint.jaxpr.outputs.length),
  );
  const initial = carry.flatMap((x, k) => (carryMask[k] === true ? [carryTangents[k] ?? zeros(x)] : []));
  const jointResults = bind(
    "while",
    [...conditionConsts, ...joint.consts, ...bodyConsts, ...present(constTangents), ...carry, ...initial],
    {
      ...params,
      condition: withUnreadBinders(condition, jointBody.binders.slice(afterConsts + numConstTangents + carry.length)),
      body: jointBody,
      numBodyConsts: captured + numBodyConsts + numConstTangents,
    },
  );
  const results: readonly NDArray[] =
    linearizeJaxpr === null ? jointResults.slice(0, carry.length) : bind("while", primals, params);
  return [results, spread(carryMask, jointResults.slice(carry.length))];
};
