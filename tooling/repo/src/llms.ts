/**
 * Writes `llms.txt` (llmstxt.org) into the build of `@proj/all`: for each door that programs open, every name with its signature
 * and the first sentence of its description, for readers that are programs themselves.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { appsMayNotOpen, layers } from "../layers.js";
import { sourceProgram } from "./declarations.ts";
import { doors, publicPackages, readManifest, root } from "./workspace.ts";
import type { Door, Package } from "./workspace.ts";

const packages = publicPackages().filter(({ name }) => !layers[name]?.brings);
const program = sourceProgram(packages, {});
const checker = program.getTypeChecker();
const flags = ts.TypeFormatFlags.NoTruncation;
const sources = `${(readManifest(root).homepage ?? "").replace(/#.*$/, "")}/tree/main`;

const sections = packages.flatMap((one) =>
  doors(one)
    .filter(({ name }) => !appsMayNotOpen.includes(name))
    .map((door) => section(one, door)),
);
const text = `# proj

> Arrays, transformations, compilers, models, optimisers and solvers in TypeScript, after JAX, Equinox, Optax and Diffrax.

Packages are imported by these names, or all at once from \`@proj/all\` (\`np\`, \`lax\`, \`nn\`, \`random\`, \`tree\`, \`eqx\`, \`optim\`, \`ode\`).
There are no operators for arrays: \`x.add(y)\`. Axes and other options stand in an object behind the arrays.

- [Tutorial](${sources}/docs/tutorial.md)
- [Architecture](${sources}/docs/architecture.md)

${sections.join("\n")}`;

const folder = join(root, "packages/all/dist");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "llms.txt"), text);
console.log(`llms.txt: ${sections.length} doors, ${Buffer.byteLength(text).toLocaleString("en")} bytes`);

function section(one: Package, door: Door): string {
  const module = checker.getSymbolAtLocation(program.getSourceFile(join(one.folder, door.source))!)!;
  const names = checker.getExportsOfModule(module).sort((a, b) => (a.name < b.name ? -1 : 1));
  return `## ${door.specifier}

${one.manifest.description ?? ""} [README](${sources}/packages/${one.name}/README.md)

${names.map((symbol) => `- ${line(symbol)}\n`).join("")}`;
}

/** A name as one line: what it is, and what it does. */
function line(symbol: ts.Symbol): string {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const description = ts.displayPartsToString(target.getDocumentationComment(checker));
  const plain = description.replaceAll(/\{@link ([^}]+)\}/g, "$1").replaceAll(/\s+/g, " ");
  const [sentence = ""] = plain.split(/(?<=\.) /);
  return `\`${declaration(symbol.name, target)}\`${sentence && `: ${sentence}`}`;
}

function declaration(name: string, target: ts.Symbol): string {
  if (target.flags & ts.SymbolFlags.Class) return `class ${name}`;
  if (target.flags & ts.SymbolFlags.Module) return `namespace ${name}`;
  if (!target.valueDeclaration) return `type ${name}`;
  const type = checker.getTypeOfSymbolAtLocation(target, target.valueDeclaration);
  const [signature] = type.getCallSignatures();
  return signature
    ? `${name}${checker.signatureToString(signature, target.valueDeclaration, flags)}`
    : `${name}: ${checker.typeToString(type, target.valueDeclaration, flags)}`;
}
