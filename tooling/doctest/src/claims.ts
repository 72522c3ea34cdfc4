import { print } from "./print.ts";

/** What an instrumented example calls to compare a value with the comment behind its statement. */
export interface Claims {
  /** `// → text`: the value prints as the text, spaces aside. */
  equal(value: unknown, expected: string): void;
  /** `// ≈ text`: the same, with numbers rounded to the digits that the text shows. */
  close(value: unknown, expected: string): void;
  /** `// throws text`: the statement fails with a message that contains the text. */
  throws(statement: () => unknown, expected: string): Promise<void>;
  /** What `console.log` would show for these values, as the left side of a comparison. */
  logged(...values: unknown[]): unknown;
}

/** Text that stands for itself, as opposed to a string, which prints in quotes. */
class Logged {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

/** The comparison of values with the comments of an example; a difference is thrown as an error that shows both. */
export const claims: Claims = {
  equal(value, expected) {
    const actual = print(value);
    if (withoutSpaces(actual) !== withoutSpaces(expected)) throw different("→", actual, expected);
  },

  close(value, expected) {
    const actual = print(value);
    if (!sameNumbers(withoutSpaces(actual), withoutSpaces(expected))) throw different("≈", actual, expected);
  },

  async throws(statement, expected) {
    let result: unknown;
    try {
      result = await statement();
    } catch (error) {
      const message = error instanceof Error ? `${error.name}: ${error.message}` : print(error);
      if (!withoutSpaces(message).includes(withoutSpaces(expected))) throw different("throws", message, expected);
      return;
    }
    throw different("throws", `no error, but ${print(result)}`, expected);
  },

  logged(...values) {
    return new Logged(values.map((value) => (typeof value === "string" ? value : print(value))).join(" "));
  },
};

const numeral = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

/** Whether two texts are the same but for digits that the second one leaves out. */
function sameNumbers(actual: string, expected: string): boolean {
  if (actual.replace(numeral, "#") !== expected.replace(numeral, "#")) return false;
  const shown = expected.match(numeral) ?? [];
  return (actual.match(numeral) ?? []).every(
    (number, index) => Math.abs(Number(number) - Number(shown[index]!)) <= halfUnit(shown[index]!) * (1 + 1e-9),
  );
}

/** Half of the last digit that a numeral shows. */
function halfUnit(text: string): number {
  const [mantissa, exponent = "0"] = text.toLowerCase().split("e");
  const decimals = mantissa!.split(".")[1]?.length ?? 0;
  return 0.5 * 10 ** (Number(exponent) - decimals);
}

function withoutSpaces(text: string): string {
  return text.replace(/\s+/g, "");
}

function different(mark: string, actual: string, expected: string): Error {
  return new Error(`The example says\n  ${mark} ${expected}\nbut the program gives\n  ${actual}`);
}
