import ts from "typescript";

/** A comment that says what its statement gives. */
interface Claim {
  readonly mark: "→" | "≈" | "throws";
  readonly expected: string;
  /** Where its comment begins. */
  readonly position: number;
}

/** Text to put in place of a stretch of the program. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Turns the claims of an example into calls of `Claims`, on the same lines.
 *
 * @param code - the example's program.
 * @param claims - the name under which the instrumented program reaches its `Claims`.
 * @returns The program with its checks, still TypeScript.
 * @throws When a claim stands behind something that has no value.
 */
export function instrument(code: string, claims: string): string {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);
  const checked = new Set<number>();
  const edits: Edit[] = [];

  const visit = (node: ts.Node): void => {
    const claim = ts.isStatement(node) ? claimBehind(code, node.end) : undefined;
    const check = claim && !checked.has(claim.position) ? checkOf(node, claim, claims) : undefined;
    if (claim && check) {
      edits.push(...check);
      checked.add(claim.position);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);

  for (const comment of comments(source)) {
    const claim = parseClaim(code, [comment]);
    if (claim && !checked.has(claim.position)) {
      const line = source.getLineAndCharacterOfPosition(claim.position).line + 1;
      throw new Error(
        `Line ${line}: the comment "${claim.mark} ${claim.expected}" says what something gives, but it stands behind ` +
          "neither an expression nor a `const` with one name. Put it behind such a statement, or on the line below it.",
      );
    }
  }
  return edits
    .toSorted((a, b) => b.start - a.start || b.end - a.end)
    .reduce((text, { start, end, text: replacement }) => text.slice(0, start) + replacement + text.slice(end), code);
}

/** The edits that make a statement check its claim, if it has a value to check. */
function checkOf(node: ts.Node, claim: Claim, claims: string): Edit[] | undefined {
  const start = node.getStart();
  const expected = JSON.stringify(claim.expected);
  const method = claim.mark === "→" ? "equal" : "close";
  const [opening, closing] =
    claim.mark === "throws"
      ? [`;await ${claims}.throws(async () => (`, `), ${expected});`]
      : [`;${claims}.${method}(`, `, ${expected});`];

  if (ts.isExpressionStatement(node)) {
    return [
      { start, end: start, text: opening },
      ...logEdit(node.expression, claims),
      { start: node.expression.end, end: node.end, text: closing },
    ];
  }
  if (!ts.isVariableStatement(node) || node.declarationList.declarations.length !== 1) return undefined;
  const { name, initializer } = node.declarationList.declarations[0]!;
  if (!ts.isIdentifier(name) || !initializer) return undefined;
  if (claim.mark !== "throws") return [{ start: node.end, end: node.end, text: `${opening}${name.text}${closing}` }];
  return [
    { start, end: initializer.getStart(), text: opening },
    { start: initializer.end, end: node.end, text: closing },
  ];
}

/** Makes a call of `console.log` give what it would show. */
function logEdit(expression: ts.Expression, claims: string): Edit[] {
  if (!ts.isCallExpression(expression) || expression.expression.getText() !== "console.log") return [];
  const callee = expression.expression;
  return [{ start: callee.getStart(), end: callee.end, text: `${claims}.logged` }];
}

/** The claim on a statement's last line or on the lines directly below it. */
function claimBehind(code: string, end: number): Claim | undefined {
  const trailing = ts.getTrailingCommentRanges(code, end) ?? [];
  const below = ts.getLeadingCommentRanges(code, trailing.at(-1)?.end ?? end) ?? [];
  const adjacent: ts.CommentRange[] = [...trailing];
  for (const comment of below) {
    if (linesBetween(code, adjacent.at(-1)?.end ?? end, comment.pos) > 1) break;
    adjacent.push(comment);
  }
  const first = adjacent.findIndex((comment) => markOf(commentText(code, comment)));
  return first === -1 ? undefined : parseClaim(code, adjacent.slice(first));
}

/** Reads a claim from the comment that begins it and the indented comments that carry it on. */
function parseClaim(code: string, comments: readonly ts.CommentRange[]): Claim | undefined {
  const [text = "", ...others] = comments.map((comment) => commentText(code, comment));
  const mark = markOf(text);
  if (!mark) return undefined;
  const end = others.findIndex((other) => !other.startsWith("  "));
  const expected = [text.trim().slice(mark.length), ...others.slice(0, end === -1 ? undefined : end)];
  return { mark, expected: expected.join("\n").trim(), position: comments[0]!.pos };
}

function commentText(code: string, { pos, end }: ts.CommentRange): string {
  return code.slice(pos, end).replace(/^\/\/|^\/\*|\*\/$/g, "");
}

function markOf(comment: string): Claim["mark"] | undefined {
  return /^\s*(→|≈|throws)(?=\s|$)/.exec(comment)?.[1] as Claim["mark"] | undefined;
}

function linesBetween(code: string, start: number, end: number): number {
  return code.slice(start, end).split("\n").length - 1;
}

/** Every comment of a program. */
function comments(source: ts.SourceFile): ts.CommentRange[] {
  const code = source.text;
  const found = new Map<number, ts.CommentRange>();
  const visit = (node: ts.Node): void => {
    for (const range of ts.getLeadingCommentRanges(code, node.pos) ?? []) found.set(range.pos, range);
    for (const range of ts.getTrailingCommentRanges(code, node.end) ?? []) found.set(range.pos, range);
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  return [...found.values()].sort((a, b) => a.pos - b.pos);
}
