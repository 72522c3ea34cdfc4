import ts from "typescript";

/*
 * What a module computes when it loads, as `const readers = { ...axisReaders, where: arrayOption }`, bundlers keep even if nobody
 * reads it: they cannot know that computing it changes nothing. Here it never does, unless it is a statement that declares
 * nothing. So the build says it, in the comment that all bundlers know.
 */

const mark = "/* @__PURE__ */ ";

/**
 * Marks the variables and classes of a module as free of side effects.
 *
 * @param {string} source - a TypeScript module.
 * @param {{ named?: boolean }} options - whether classes are to keep their names when a bundler shortens them.
 * @returns {string} the same module with marks, on the same lines.
 */
export function markPure(source, { named = false } = {}) {
  const file = ts.createSourceFile("module.ts", source, ts.ScriptTarget.Latest, true);
  const insertions = file.statements
    .flatMap((statement) => marksOfStatement(statement, named))
    .sort((a, b) => b.at - a.at);
  return insertions.reduce((text, { at, what }) => text.slice(0, at) + what + text.slice(at), source);
}

/**
 * @param {ts.Statement} statement
 * @param {boolean} named
 * @returns {Insertion[]}
 */
function marksOfStatement(statement, named) {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ initializer }) =>
      initializer === undefined ? [] : marks(initializer),
    );
  if (!ts.isClassDeclaration(statement) || statement.name === undefined) return [];
  if (named) return [...marksOfClass(statement, statement.name.text), nameOfClass(statement, statement.name.text)];
  return seemsToHaveEffects(statement) ? marksOfClass(statement, statement.name.text) : [];
}

/**
 * True for classes that bundlers keep: members with computed names, and static fields that are computed.
 *
 * @param {ts.ClassDeclaration} declaration
 * @returns {boolean}
 */
function seemsToHaveEffects({ members }) {
  return members.some(
    (member) =>
      (member.name !== undefined && ts.isComputedPropertyName(member.name)) ||
      (ts.isPropertyDeclaration(member) &&
        member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) &&
        member.initializer !== undefined &&
        !isConstant(member.initializer)),
  );
}

/**
 * Makes a class the variable `const C = (function () { class C {} return C; })()`, which can be marked. Engines read the body of such a
 * function once, and that of an arrow twice.
 *
 * @param {ts.ClassDeclaration} declaration
 * @param {string} name
 * @returns {Insertion[]}
 */
function marksOfClass(declaration, name) {
  const exported = declaration.modifiers?.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  return [
    { at: exported?.getEnd() ?? declaration.getStart(), what: ` const ${name} = ${mark}(function () { ` },
    { at: declaration.getEnd(), what: ` return ${name}; })();` },
  ];
}

/**
 * Says the name of a class in a text, as printed trees and errors show it.
 *
 * @param {ts.ClassDeclaration} declaration
 * @param {string} name
 * @returns {Insertion}
 */
function nameOfClass({ members }, name) {
  const definition = `Object.defineProperty(this, "name", { value: ${JSON.stringify(name)}, configurable: true });`;
  return { at: members.pos, what: ` static { ${definition} }` };
}

/** @typedef {{ readonly at: number, readonly what: string }} Insertion */

/**
 * What makes an expression one that bundlers may leave out.
 *
 * @param {ts.Expression} expression
 * @returns {Insertion[]}
 */
function marks(expression) {
  return (
    marksOfParts(expression) ?? [
      { at: expression.getStart(), what: `${mark}(() => (` },
      { at: expression.getEnd(), what: "))()" },
    ]
  );
}

/**
 * The marks on the calls of which an expression is made; null if it has other parts that bundlers take for effects.
 *
 * @param {ts.Expression} expression
 * @returns {Insertion[] | null}
 */
function marksOfParts(expression) {
  if (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression) || ts.isParenthesizedExpression(expression))
    return marksOfParts(expression.expression);
  if (ts.isCallExpression(expression) || ts.isNewExpression(expression)) {
    const args = marksOfAll(expression.arguments ?? []);
    return args === null ? null : [{ at: expression.getStart(), what: mark }, ...args];
  }
  if (ts.isArrayLiteralExpression(expression)) return marksOfAll(expression.elements);
  if (ts.isObjectLiteralExpression(expression)) return marksOfProperties(expression.properties);
  return isConstant(expression) ? [] : null;
}

/**
 * @param {readonly ts.Expression[]} expressions
 * @returns {Insertion[] | null}
 */
function marksOfAll(expressions) {
  const parts = expressions.map(marksOfParts);
  return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
}

/**
 * @param {readonly ts.ObjectLiteralElementLike[]} properties
 * @returns {Insertion[] | null}
 */
function marksOfProperties(properties) {
  const values = [];
  for (const property of properties) {
    if (ts.isSpreadAssignment(property) || (property.name !== undefined && ts.isComputedPropertyName(property.name)))
      return null;
    if (ts.isPropertyAssignment(property)) values.push(property.initializer);
  }
  return marksOfAll(values);
}

/**
 * True for what every bundler knows to have no effect. Arithmetic is not among it, not even of numbers.
 *
 * @param {ts.Expression} expression
 * @returns {boolean}
 */
function isConstant(expression) {
  if (ts.isPrefixUnaryExpression(expression)) return ts.isNumericLiteral(expression.operand);
  return (
    ts.isIdentifier(expression) ||
    ts.isFunctionLike(expression) ||
    ts.isLiteralExpression(expression) ||
    [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(expression.kind)
  );
}
