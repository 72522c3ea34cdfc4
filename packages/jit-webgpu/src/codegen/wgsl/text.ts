/** Where the parenthesis that opens at the start of a text closes. */
function closing(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")" && --depth === 0) return at;
  }
  return -1;
}

/** An expression without parentheses around the whole of it. */
export function bare(expression: string): string {
  return expression.startsWith("(") && closing(expression) === expression.length - 1
    ? expression.slice(1, -1)
    : expression;
}

/** An expression that can be an operand of any operator: in parentheses unless it is a name, a number, an element or a call. */
export function atom(expression: string): string {
  if (/^\w[\w.]*$/.test(expression)) return expression;
  const open = /^\w+(?:<\w+>)?(?=\()/.exec(expression)?.[0].length ?? 0;
  return closing(expression.slice(open)) === expression.length - open - 1 ? expression : `(${expression})`;
}
