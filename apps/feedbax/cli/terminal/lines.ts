/**
 * Text in lines that a terminal shows whole. A terminal that cuts a line cuts its last number, which then reads as another one.
 *
 * @param variants - ways to say the same, each in parts that stay together; the longest first
 * @param columns - how wide the terminal is
 * @returns the first variant of which all parts fit into one line; else the last, in as many lines as it needs
 */
export function fitted(variants: readonly (readonly string[])[], columns: number): string {
  const gap = "   ";
  const whole = variants.map((parts) => parts.join(gap)).find((line) => line.length <= columns);
  return whole ?? filled(variants.at(-1) ?? [], gap, columns);
}

/** A text broken at its spaces into lines of at most so many columns; words that are longer stay whole. */
export function wrapped(text: string, columns: number): string {
  return filled(text.split(" "), " ", columns);
}

/** Parts one after the other, in a new line where the next would not fit. */
function filled(parts: readonly string[], gap: string, columns: number): string {
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    const longer = line === undefined ? part : `${line}${gap}${part}`;
    if (line === undefined || longer.length > columns) lines.push(part);
    else lines[lines.length - 1] = longer;
  }
  return lines.join("\n");
}
