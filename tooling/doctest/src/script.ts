import { readFileSync } from "node:fs";
import ts from "typescript";
import type { Example } from "./extract.ts";
import { instrument } from "./instrument.ts";

/**
 * An example as a JavaScript module for plain Node, with its claims checked by `./claims.js`.
 *
 * @param example - the example.
 */
export function exampleScript(example: Example): string {
  return toJavaScript(`import { claims as __claims } from "./claims.js"; ${instrument(example.code, "__claims")}`);
}

/** The modules that a script of `exampleScript` imports, by the names they must have beside it. */
export function exampleSupport(): ReadonlyMap<string, string> {
  return new Map(
    ["claims", "print"].map((name) => {
      const text = readFileSync(new URL(`${name}.ts`, import.meta.url), "utf8");
      return [`${name}.js`, toJavaScript(text.replaceAll('.ts"', '.js"'))];
    }),
  );
}

function toJavaScript(code: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}
