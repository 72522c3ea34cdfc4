import type { FloatDType } from "@proj/array";
import { Draw } from "../primitive-samples/index.ts";
import { weighted, whole } from "../random-programs/choose.ts";
import type { CallProgram } from "./call.ts";
import { newDrawing } from "./drawing.ts";
import { drawRow } from "./table.ts";

/** The program of a seed: a few calls, each of what there is so far or of new inputs. */
export function randomCalls(seed: number): CallProgram {
  const draw = new Draw(seed * 6007 + 11);
  const float = weighted<FloatDType>(draw, [
    ["float32", 7],
    ["float64", 1.2],
    ["float16", 0.8],
    ["bfloat16", 0.8],
  ]);
  const wide = float === "float64" || draw.uniform() < 0.08;
  const { drawing, inputs } = newDrawing(draw, float, wide);
  const count = whole(draw, 2, 4);
  for (let step = 0; step < count; step++) drawing.call(...drawRow(drawing));
  return { seed, wide, inputs, calls: drawing.calls };
}
