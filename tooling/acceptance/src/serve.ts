import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Message } from "../pages/messages.ts";
import { policy } from "./policy.ts";

/** A server of pages. */
export interface PageServer {
  /** The scripts that were asked for, such as `"window"`. */
  readonly scripts: ReadonlySet<string>;
  /** The address of a page that loads the given script. */
  urlOf(script: string): string;
  /** What the next page says when it is done; what its report holds, the caller knows. */
  nextMessage<Report>(): Promise<Message<Report>>;
  close(): void;
}

const page = (script: string): string =>
  `<!doctype html><meta charset="utf-8"><title>test</title><script type="module" src="/${script}.js"></script>`;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}

/** How a page is kept apart from all others, which lets its workers share memory. */
const isolation = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
} as const;

/**
 * Serves the files of a folder and pages that load them, everything under the {@link policy}.
 *
 * @param isolated - whether pages are cross-origin isolated.
 */
export async function servePages(folder: string, { isolated = false } = {}): Promise<PageServer> {
  const headers = { "content-security-policy": policy, ...(isolated && isolation) };
  const scripts = new Set<string>();
  let receive: ((message: Message<never>) => void) | null = null;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const send = (status: number, type: string, body: string | Buffer): void => {
      response.writeHead(status, { "content-type": type, ...headers });
      response.end(body);
    };
    if (pathname === "/done") {
      void bodyOf(request).then((body) => {
        send(200, "text/plain", "");
        receive?.(JSON.parse(body) as Message<never>);
      });
    } else if (/^\/[\w-]+\.js$/.test(pathname)) {
      scripts.add(pathname.slice(1, -".js".length));
      readFile(join(folder, pathname)).then(
        (contents) => send(200, "text/javascript", contents),
        () => send(404, "text/plain", "there is no such script"),
      );
    } else if (/^\/page\/[\w-]+$/.test(pathname)) send(200, "text/html", page(pathname.slice("/page/".length)));
    else send(404, "text/plain", "there is no such page");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    scripts,
    urlOf: (script) => `http://127.0.0.1:${port}/page/${script}`,
    nextMessage: () => new Promise((resolve) => (receive = resolve)),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
