import { linalg, type NDArray } from "@proj/array";
import { scaleAbove } from "./curves.ts";
import { axis, Figure, kindColor, layout, rounded, theme, timesOf } from "./figure.ts";
import { checkAxes, readPlotOptions, type PlotOptions } from "./plot-options.ts";

/**
 * What driving each hidden unit does to the hand: how far it is displaced at each time, the mean over trials, units of largest effect first.
 *
 * @param effects - displacements, `[units, trials, time, 2]`, from {@link unitPerturbations}.
 * @param options - `dt`; `title` of the displacement; see {@link PlotOptions}.
 * @throws UsageError if the shape is another, or an option does not exist.
 * @example
 * import { zeros } from "@proj/array";
 * import { plotUnitPerturbations } from "@proj/feedbax";
 * const { data } = plotUnitPerturbations(zeros([4, 7, 10, 2]), { dt: 0.05 });
 * (data[0] as { readonly z: readonly unknown[] }).z.length; // → 4
 */
export function plotUnitPerturbations(effects: NDArray, options?: PlotOptions): Figure {
  const { dt, timeTitle, title, labelOf } = readPlotOptions("plotUnitPerturbations", options, {
    title: "displacement (m)",
    one: "unit",
  });
  checkAxes("plotUnitPerturbations", "effects", effects, ["units", "trials", "time", 2]);
  const sizes = linalg.norm(effects, { axis: -1 }).mean({ axis: 1 }).toList() as number[][];
  const strength = sizes.map((row) => Math.max(...row));
  const order = strength.map((_, unit) => unit).sort((a, b) => strength[b]! - strength[a]!);
  return new Figure(
    [
      {
        type: "heatmap",
        x: timesOf(sizes[0]?.length ?? 0, dt),
        y: order.map((_, rank) => rank + 1),
        z: order.map((unit) => rounded(sizes[unit]!)),
        customdata: order.map((unit) => sizes[unit]!.map(() => labelOf(unit))),
        colorscale: [[0, theme.paper], [1, kindColor(0)]], // prettier-ignore
        zmin: 0,
        zmax: rounded([Math.max(...strength)])[0]!,
        colorbar: { ...scaleAbove, title: { text: title, side: "top" } },
        hovertemplate: "%{customdata}, %{x:.2f} s<br>%{z:.3g}<extra></extra>",
      },
    ],
    layout({
      xaxis: axis(timeTitle, { showgrid: false, automargin: false }),
      yaxis: axis("Unit, by its effect", { showgrid: false, autorange: "reversed" }),
    }),
  );
}
