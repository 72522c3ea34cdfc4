/**
 * A colour of the circle of hues, of even lightness and strength, for what is itself a circle, such as directions.
 *
 * @param turn - where on the circle, 0 to 1
 * @param alpha - opacity, 0 to 1. Default 1
 * @returns a CSS colour
 *
 * The circle is one of OKLCh (B. Ottosson, "A perceptual color space for image processing", 2020), at a lightness and
 * chroma that every hue reaches in sRGB.
 *
 * @example
 * import { hue } from "@proj/feedbax";
 * hue(0, 0.5) === hue(1, 0.5); // → true
 */
export function hue(turn: number, alpha = 1): string {
  const [lightness, chroma] = [0.66, 0.125];
  const angle = 2 * Math.PI * (turn + 0.08);
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const rgb = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ].map((linear) => {
    const clipped = Math.min(Math.max(linear, 0), 1);
    const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
    return Math.round(255 * encoded);
  });
  return `rgba(${rgb.join(",")},${alpha})`;
}
