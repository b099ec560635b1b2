import {defineRowAugmentation} from './define.js';
import {between, colourProblem, imageShape, WHITE} from './image.js';

/** Colours turned around the circle of HSV, as torchvision's `ColorJitter(hue)`. */
export const hue = defineRowAugmentation({
  name: 'hue',
  summary: 'images of bytes in colour: turned around the circle of colours by up to so much of it, 0 to 0.5',
  options: {strength: {default: 0.05, min: 0, max: 0.5}},
  problem: colourProblem,
  create: ({strength = 0}, shape) => {
    const {height, width} = imageShape(shape);
    const plane = height * width;
    return (cell, random) => {
      const by = between(-strength, strength, random);
      for (let at = 0; at < plane; at += 1) {
        const pixel = [cell[at] ?? 0, cell[at + plane] ?? 0, cell[at + 2 * plane] ?? 0] as const;
        const [red, green, blue] = turned(pixel, by);
        cell[at] = red;
        cell[at + plane] = green;
        cell[at + 2 * plane] = blue;
      }
      return cell;
    };
  },
});

type Pixel = readonly [number, number, number];

/** HSV and back; value and saturation stay. */
function turned([red, green, blue]: Pixel, by: number): Pixel {
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range === 0) return [red, green, blue];
  const sixth =
    most === red ? (green - blue) / range : most === green ? 2 + (blue - red) / range : 4 + (red - green) / range;
  const angle = (((sixth / 6 + by) % 1) + 1) % 1;
  const at = (shift: number): number => {
    const place = (shift + angle * 6) % 6;
    return Math.min(WHITE, most - range * Math.max(0, Math.min(place, 4 - place, 1)));
  };
  return [at(5), at(3), at(1)];
}
