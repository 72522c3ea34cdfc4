import type { Message } from "./messages.ts";

/** What windows and workers have in common; Node, whose types this package is checked with, has no policies. */
interface Scope {
  addEventListener(
    type: "securitypolicyviolation",
    listener: (event: { readonly violatedDirective: string; readonly blockedURI: string }) => void,
  ): void;
}

/**
 * Computes while it listens for violations of the page's policy, and says to the server what came of it.
 *
 * @param makeReport - what is computed.
 */
export async function run<Report>(makeReport: () => Promise<Report>): Promise<void> {
  await fetch("/done", { method: "POST", body: JSON.stringify(await messageOf(makeReport)) });
}

async function messageOf<Report>(makeReport: () => Promise<Report>): Promise<Message<Report>> {
  const violations: string[] = [];
  (globalThis as unknown as Scope).addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    violations.push(`${violatedDirective}: ${blockedURI}`),
  );
  try {
    const report = await makeReport();
    // Violations are reported a little later.
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { kind: "done", report, violations };
  } catch (error) {
    return { kind: "failed", error: describeError(error), violations };
  }
}

/** An error as text, with its causes. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack ?? error.message}${error.cause === undefined ? "" : `\ncaused by ${describeError(error.cause)}`}`;
}
