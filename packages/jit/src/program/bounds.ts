/*
 * How large one loop may grow. A program may be as long as it likes; what is computed in one piece may not, because compilers, those
 * of engines and drivers included, recurse over expressions and take more than linear time for large functions. Lowering cuts
 * fused work so that these bounds hold, and `validate` checks them: whoever walks the expressions of a loop may recurse.
 */

/** Links of the longest chain of expressions that read each other. */
export const deepestExpression = 1024;

/** Expressions of one loop. */
export const mostExpressions = 65_536;

/** Values that one loop stores. */
export const mostStores = 512;
