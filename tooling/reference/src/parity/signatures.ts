import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@proj/repo/workspace";
import ts from "typescript";

/*
 * What our functions take, by the compiler's own account: their parameters by position, and the options that the types of those
 * have. It reads the sources, so it needs no build.
 */

/** What one of our functions or classes takes. */
export interface OwnSignature {
  /** The names of parameters, by position; `...` before a list of arguments. */
  readonly positions: readonly string[];
  /** The names of options. */
  readonly options: ReadonlySet<string>;
}

/** The signatures of everything that a door exports, by name; members of namespaces as `norm.logpdf`. */
type OwnSignatures = ReadonlyMap<string, OwnSignature>;

const doorFile = (door: string): string => {
  const [name, entry] = door.split("/") as [string, string];
  return join(root, "packages", name, "src", `${entry}.ts`);
};

/** Reads the signatures of doors, named as their reports are: `array/index`. */
export function signaturesOf(doors: readonly string[]): ReadonlyMap<string, OwnSignatures> {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, "tsconfig.json"), (path) => readFileSync(path, "utf8")).config,
    ts.sys,
    root,
  );
  const files = doors.map(doorFile);
  const program = ts.createProgram(files, { ...options, noEmit: true, incremental: false, skipLibCheck: true });
  const checker = program.getTypeChecker();
  return new Map(doors.map((door, k) => [door, ofDoor(checker, program.getSourceFile(files[k]!))]));
}

function ofDoor(checker: ts.TypeChecker, file: ts.SourceFile | undefined): OwnSignatures {
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error("a door without exports");
  const found = new Map<string, OwnSignature>();
  const visit = (symbol: ts.Symbol, prefix: string): void => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const name = `${prefix}${symbol.name}`;
    if (target.flags & ts.SymbolFlags.ValueModule) {
      if (prefix === "") for (const member of checker.getExportsOfModule(target)) visit(member, `${symbol.name}.`);
      return;
    }
    if ((target.flags & ts.SymbolFlags.Value) === 0 || target.valueDeclaration === undefined) return;
    const type = checker.getTypeOfSymbol(target);
    const init = type.getProperty("init");
    const made =
      init === undefined || !(target.flags & ts.SymbolFlags.Class)
        ? []
        : checker.getTypeOfSymbol(init).getCallSignatures();
    const signatures = [...type.getCallSignatures(), ...type.getConstructSignatures(), ...made];
    if (signatures.length > 0) found.set(name, joined(checker, signatures));
  };
  for (const symbol of checker.getExportsOfModule(module)) visit(symbol, "");
  return found;
}

function joined(checker: ts.TypeChecker, signatures: readonly ts.Signature[]): OwnSignature {
  const positions: (string | undefined)[] = [];
  const options = new Set<string>();
  for (const signature of signatures) {
    signature.parameters.forEach((parameter, place) => {
      const declaration = parameter.valueDeclaration;
      const isRest =
        declaration !== undefined && ts.isParameter(declaration) && declaration.dotDotDotToken !== undefined;
      const type = checker.getTypeOfSymbol(parameter);
      const name = isRest ? `...${parameter.name}` : parameter.name;
      const named = isRest ? optionsAmong(checker, type) : optionsOf(checker, type);
      for (const option of named) options.add(option);
      if (isRest || named.size === 0 || !/^(options|given|params|fields|callables)$/.test(parameter.name)) {
        if ((positions[place] ?? name) === name) positions[place] = name;
        else options.add(parameter.name);
      }
    });
  }
  return { positions: positions.filter((name) => name !== undefined), options };
}

/** The names of options in a list of arguments, in which they come last. */
function optionsAmong(checker: ts.TypeChecker, type: ts.Type): ReadonlySet<string> {
  const lists = type.isUnion() ? type.types : [type];
  const elements = lists.flatMap((list) =>
    checker.isArrayLikeType(list) ? checker.getTypeArguments(list as ts.TypeReference) : [],
  );
  return new Set(elements.flatMap((element) => [...optionsOf(checker, element)]));
}

/** The names of the options that a type of a parameter has, if it is an object of options, maybe among others. */
function optionsOf(checker: ts.TypeChecker, type: ts.Type): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of type.isUnion() ? type.types : [type]) {
    const constraint = checker.getBaseConstraintOfType(part) ?? part;
    const isObject = (constraint.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
    if (
      !isObject ||
      constraint.isClass() ||
      constraint.getCallSignatures().length > 0 ||
      checker.isArrayLikeType(constraint)
    )
      continue;
    const properties = constraint.getProperties();
    const isPlain = properties.every(
      (property) => !(property.flags & ts.SymbolFlags.Method) || property.declarations?.every(isOwn) === true,
    );
    if (isPlain) for (const property of properties) names.add(property.name);
  }
  return names;
}

const isOwn = (declaration: ts.Declaration): boolean => !declaration.getSourceFile().isDeclarationFile;
