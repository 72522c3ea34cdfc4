/** Text that stands for markup already, and so is not escaped again. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What may stand in a hole of {@link html}. */
export type HtmlPart = Html | string | number | readonly HtmlPart[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function render(part: HtmlPart): string {
  if (part instanceof Html) return part.markup;
  if (typeof part === "string") return part.replace(/[&<>"']/g, (character) => entities[character] ?? character);
  return typeof part === "number" ? String(part) : part.map(render).join("");
}

/** A template literal of markup; texts put into it are escaped, lists are joined. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(strings.reduce((markup, string, index) => markup + render(parts[index - 1] ?? "") + string));
}

/**
 * A script of the page: its text as it is, for scripts know no entities.
 *
 * @throws {Error} when the text holds what would end the script early
 */
export function script(attributes: string, text: string): Html {
  if (/<\/script|<!--/i.test(text)) throw new Error("A script inside a page cannot hold </script or <!--.");
  return new Html(`<script${attributes}>${text}</script>`);
}

/** Data that a script of the page reads by `id`. */
export function jsonScript(id: string, value: unknown): Html {
  // `<` stands only inside of JSON's strings, where this is another way to write it.
  return script(` type="application/json" id="${id}"`, JSON.stringify(value).replaceAll("<", "\\u003c"));
}
