/*
 * Runs in the page: draws the figures that are stored in it, as large as their places and in the colours of the page, and draws
 * them anew when a choice, the size, the colours or the medium change.
 */
/* global document, matchMedia, getComputedStyle, ResizeObserver, Plotly */
const figures = JSON.parse(document.getElementById("figures").textContent);

const hasFinger = matchMedia("(pointer: coarse)").matches;

const config = {
  displaylogo: false,
  // By default a click sends a plot's data to a server of the library's makers.
  showSendToCloud: false,
  modeBarButtons: [["toImage"], ["zoom2d", "pan2d", "resetScale2d"]],
  toImageButtonOptions: { format: "svg" },
  // Where nothing can hover, the buttons would lie over the legend all the time.
  ...(hasFinger && { displayModeBar: false }),
};

/** A part of a figure with the page's colours in place of their names; long lists of numbers are passed by. */
function colored(part, style) {
  if (typeof part === "string")
    return part.replace(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
  if (Array.isArray(part)) return typeof part.at(-1) === "number" ? part : part.map((item) => colored(item, style));
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, colored(value, style)]));
}

function draw(id, figure) {
  const place = document.getElementById(id);
  const { data, layout } = colored(figure, getComputedStyle(document.documentElement));
  const size = { width: place.clientWidth, height: place.clientHeight };
  // A finger that moves over a plot moves the page.
  Plotly.react(place, data, { ...layout, ...size, dragmode: hasFinger ? false : "zoom" }, config);
}

/** What is chosen in a list, or 0 where there is nothing to choose from. */
function chosen(id) {
  return Number(document.getElementById(id)?.value ?? 0);
}

const buttons = [...document.querySelectorAll("[data-reach]")];

/** A figure without the reaches that are hidden. */
function shown({ data, layout }) {
  const hidden = buttons.filter((button) => button.ariaPressed === "false").map((button) => button.dataset.reach);
  return { data: data.map((trace) => ({ ...trace, visible: !hidden.includes(trace.legendgroup) })), layout };
}

function drawReaches() {
  if (figures.replicates.length === 0) return;
  const { paths, hidden } = figures.replicates[chosen("replicate")];
  document.querySelectorAll(".planes .plot").forEach((place, plane) => draw(place.id, shown(paths[plane])));
  draw("hidden", hidden[chosen("reach")]);
}

function drawAll() {
  for (const [place, figure] of Object.entries(figures.fixed)) draw(place, figure);
  drawReaches();
}

drawAll();
for (const list of document.querySelectorAll("select")) list.addEventListener("change", drawReaches);
for (const button of buttons) {
  button.addEventListener("click", () => {
    button.ariaPressed = String(button.ariaPressed === "false");
    drawReaches();
  });
}
for (const query of ["print", "(prefers-color-scheme: dark)"]) matchMedia(query).addEventListener("change", drawAll);
let { clientWidth: width } = document.body;
new ResizeObserver(() => {
  if (document.body.clientWidth === width) return;
  width = document.body.clientWidth;
  drawAll();
}).observe(document.body);
