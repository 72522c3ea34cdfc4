/** The colours of figures, by their names in a page. */
type Palette = Readonly<Record<string, string>>;

/**
 * The colours of figures and pages on light ground and on dark; paper is always light. What is told apart by colour (`kind-…`) is told
 * apart also with colour-blind eyes: M. Okabe and K. Ito, 2008. From below zero over zero to above it: `signed-…`.
 *
 * @example
 * import { palettes } from "@proj/feedbax";
 * [palettes.light["paper"], palettes.dark["paper"]]; // → ["#ffffff", "#182028"]
 */
export const palettes: { readonly light: Palette; readonly dark: Palette } = {
  light: {
    ink: "#1f2933",
    soft: "#52606d",
    line: "#e4e7eb",
    rule: "#9aa5b1",
    paper: "#ffffff",
    ground: "#f7f8fa",
    "kind-0": "#0072b2",
    "kind-1": "#d55e00",
    "kind-2": "#009e73",
    "kind-3": "#cc79a7",
    "kind-4": "#e69f00",
    "kind-5": "#56b4e9",
    "signed-0": "#2166ac",
    "signed-1": "#92c5de",
    "signed-2": "#f7f7f7",
    "signed-3": "#f4a582",
    "signed-4": "#b2182b",
  },
  dark: {
    ink: "#e6eaee",
    soft: "#a3b0bd",
    line: "#2d3742",
    rule: "#66727f",
    paper: "#182028",
    ground: "#10161c",
    "kind-0": "#4ba3dc",
    "kind-1": "#ff8a4a",
    "kind-2": "#2fc79f",
    "kind-3": "#e39cc0",
    "kind-4": "#f5b83d",
    "kind-5": "#8fd3f7",
    "signed-0": "#7db8ea",
    "signed-1": "#35648f",
    "signed-2": "#182028",
    "signed-3": "#94473a",
    "signed-4": "#f58b76",
  },
};
