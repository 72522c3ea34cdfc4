import ts from "typescript";

/*
 * A bundler shortens `const f = (x) => { return g(x); }` to `f=x=>g(x)` and joins it with what is declared beside it, but leaves
 * `function f(x) { return g(x); }` as it is. So functions that do no more than return are built as arrows. Larger ones stay: engines
 * read a declaration sooner than an arrow. So do those that a module may call while it loads, above where they are declared.
 */

/**
 * Writes the functions of a module that only return something as arrows.
 *
 * @param {string} source - a module in JavaScript.
 * @returns {string} the same module, on the same lines.
 */
export function withArrows(source) {
  const file = ts.createSourceFile("module.js", source, ts.ScriptTarget.Latest, true);
  const early = calledEarly(file);
  const edits = file.statements
    .flatMap((statement) => (onlyReturns(statement) && !early.has(statement) ? asArrow(statement) : []))
    .sort((a, b) => b.from - a.from);
  return edits.reduce((text, { from, to, what }) => text.slice(0, from) + what + text.slice(to), source);
}

/** @typedef {ts.FunctionDeclaration & { readonly name: ts.Identifier, readonly body: ts.FunctionBody }} Declared */
/** @typedef {{ readonly from: number, readonly to: number, readonly what: string }} Edit */

/**
 * @param {ts.Statement} statement
 * @returns {statement is Declared}
 */
function isDeclared(statement) {
  return ts.isFunctionDeclaration(statement) && statement.name !== undefined && statement.body !== undefined;
}

/**
 * True for functions that may be arrows: no generators, without a `this` of their own.
 *
 * @param {ts.Statement} statement
 * @returns {statement is Declared}
 */
function onlyReturns(statement) {
  if (!isDeclared(statement) || statement.asteriskToken !== undefined) return false;
  const [first, ...others] = statement.body.statements;
  return first !== undefined && ts.isReturnStatement(first) && others.length === 0 && !readsItsCall(statement);
}

/**
 * @param {ts.Node} node
 * @returns {boolean}
 */
function readsItsCall(node) {
  if (node.kind === ts.SyntaxKind.ThisKeyword || ts.isMetaProperty(node)) return true;
  if (ts.isIdentifier(node) && node.text === "arguments") return true;
  return ts.forEachChild(node, (child) => !hasItsOwnThis(child) && readsItsCall(child)) === true;
}

/**
 * @param {ts.Node} node
 * @returns {boolean}
 */
function hasItsOwnThis(node) {
  return ts.isClassLike(node) || (ts.isFunctionLike(node) && !ts.isArrowFunction(node));
}

/**
 * The functions that a module may call while it loads before it comes to where they are declared.
 *
 * @param {ts.SourceFile} file
 * @returns {ReadonlySet<Declared>}
 */
function calledEarly({ statements }) {
  const functions = new Map(statements.filter(isDeclared).map((one) => [one.name.text, one]));
  const computed = statements.filter((one) => !isDeclared(one) && !ts.isExportDeclaration(one));
  return new Set(computed.flatMap((one) => reached(one, functions).filter(({ pos }) => pos > one.pos)));
}

/**
 * The functions that a statement names, with those that they name.
 *
 * @param {ts.Statement} statement
 * @param {ReadonlyMap<string, Declared>} functions - those of the module.
 * @returns {Declared[]}
 */
function reached(statement, functions) {
  /** @type {Set<Declared>} */
  const found = new Set();
  /** @type {(node: ts.Node) => void} */
  const read = (node) => {
    const named = ts.isIdentifier(node) ? functions.get(node.text) : undefined;
    if (named !== undefined && !found.has(named)) {
      found.add(named);
      read(named);
    }
    ts.forEachChild(node, read);
  };
  read(statement);
  return [...found];
}

/**
 * @param {Declared} declared
 * @returns {Edit[]}
 */
function asArrow(declared) {
  const { name, body, modifiers } = declared;
  const kept = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ? "export " : "";
  const async = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ? "async " : "";
  return [
    { from: declared.getStart(), to: name.end, what: `${kept}const ${name.text} = ${async}` },
    { from: body.getStart(), to: body.getStart(), what: "=> " },
    { from: body.end, to: body.end, what: ";" },
  ];
}
