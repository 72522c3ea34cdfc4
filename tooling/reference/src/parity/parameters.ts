import { readFileSync } from "node:fs";
import { counterparts } from "./namespaces.ts";
import { renamed } from "./notes.ts";
import { reasonFor } from "./parameter-notes.ts";
import { signaturesOf, type OwnSignature } from "./signatures.ts";

/** The functions of one namespace and what they take, as `public_signatures.py` writes it down. */
interface PublicSignatures {
  readonly namespace: string;
  readonly functions: Readonly<Record<string, string>>;
}

/** What became of one parameter of a function of a real library. */
export interface Parameter {
  readonly namespace: string;
  readonly function: string;
  readonly name: string;
  readonly state: "there" | "different" | "missing";
  /** Why it is different or missing; empty where it is there, and where nobody has said. */
  readonly because: string;
}

const plain = (name: string): string => name.replaceAll(/[_.]/g, "").toLowerCase();

function publicSignatures(): readonly PublicSignatures[] {
  const path = new URL("../../public-signatures.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly namespaces: readonly PublicSignatures[] }).namespaces;
}

/** Compares the parameters of every function that both have. */
export function compareParameters(): readonly Parameter[] {
  const signatures = signaturesOf([...new Set(Object.values(counterparts).flatMap(({ doors }) => doors))]);
  return publicSignatures().flatMap(({ namespace, functions }) => {
    const { doors, prefix = "", within } = counterparts[namespace]!;
    const ours = new Map(
      doors.flatMap((door) => [...signatures.get(door)!].map(([name, own]) => [plain(name), own] as const)).reverse(),
    );
    return Object.entries(functions).flatMap(([name, text]) => {
      const spellings = [
        ...(within === undefined ? [] : [`${within}${name}`]),
        name,
        name.replace(prefix, ""),
        renamed[namespace]?.[name]?.ours ?? name,
      ];
      const own = spellings.map((spelling) => ours.get(plain(spelling))).find((found) => found !== undefined);
      return own === undefined || text === "" ? [] : compareFunction(namespace, name, text.split(" "), own);
    });
  });
}

function compareFunction(
  namespace: string,
  name: string,
  parameters: readonly string[],
  own: OwnSignature,
): Parameter[] {
  const known = new Set([
    ...own.positions.map((position) => plain(position.replace("...", ""))),
    ...[...own.options].map(plain),
  ]);
  const theirs = new Set(parameters.map((text) => plain(text.replace(/[!*]/g, ""))));
  return parameters.map((text, place) => {
    const parameter = text.replace(/[!*]/g, "");
    const of = { namespace, function: name, name: parameter };
    const same = known.has(plain(parameter));
    // An argument by position may be called otherwise, as long as it is none of the others.
    const position = own.positions[place];
    const byPosition = position !== undefined && !(theirs.has(plain(position)) && plain(position) !== plain(parameter));
    const rest = text.startsWith("*") && own.positions.some((one) => one.startsWith("..."));
    if (same || byPosition || rest) return { ...of, state: "there", because: "" };
    return { ...of, ...reasonFor(namespace, name, parameter, text.startsWith("*")) };
  });
}
