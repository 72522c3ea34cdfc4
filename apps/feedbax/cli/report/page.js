/* Runs in the page: draws the figures that are stored in it, and redraws those of a choice when it changes. */
/* global document, Plotly */
const figures = JSON.parse(document.getElementById("figures").textContent);

const config = {
  responsive: true,
  displaylogo: false,
  // By default a click sends a plot's data to a server of the library's makers.
  showSendToCloud: false,
  modeBarButtons: [["toImage"], ["zoom2d", "pan2d", "resetScale2d"]],
  toImageButtonOptions: { format: "svg" },
};

function draw(id, { data, layout }) {
  Plotly.react(id, data, layout, config);
}

/** What is chosen in a list, or 0 where there is nothing to choose from. */
function chosen(id) {
  return Number(document.getElementById(id)?.value ?? 0);
}

function drawReaches() {
  const replicate = figures.replicates[chosen("replicate")];
  draw("paths", replicate.paths);
  draw("speeds", replicate.speeds);
  draw("hidden", replicate.hidden[chosen("reach")]);
}

draw("losses", figures.losses);
drawReaches();
for (const list of document.querySelectorAll("select")) list.addEventListener("change", drawReaches);
