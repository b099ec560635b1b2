// Augmentations of rows: closed forms, ranges and shares, at odd shapes; policies as words; copies.
import {expect} from 'chai';
import {Random} from '../../../src/core/index.js';
import {rowAugmentations} from '../../../src/prepare/augment/rows/index.js';
import {gaussian} from '../../../src/prepare/augment/rows/blur.js';
import {turn, warped} from '../../../src/prepare/augment/rows/image.js';
import {COLOUR, GREY, imageField, ramp, same} from '../../support/pictures.js';

/** The results of an augmentation for many rows. */
function changed(name: string, options: Record<string, number>, shape: readonly number[], count = 200): Float32Array[] {
  const definition = rowAugmentations.get(name);
  const defaults = Object.fromEntries(Object.entries(definition.options).map(([key, option]) => [key, option.default]));
  const change = definition.create?.({...defaults, ...options}, shape);
  if (!change) throw new Error(`${name} mixes rows`);
  return Array.from({length: count}, (_, row) => change(ramp(shape), new Random(`${name}/${String(row)}`)).slice());
}

/** Values of a channel, line by line. */
const lines = (cell: Float32Array, [, height = 1, width = 1]: readonly number[], channel = 0): number[][] =>
  Array.from({length: height}, (_, y) =>
    Array.from(cell.subarray((channel * height + y) * width, (channel * height + y + 1) * width)),
  );

describe('augmentations of rows', () => {
  for (const definition of rowAugmentations.values()) {
    const {name, create, createMix} = definition;
    it(`${name} keeps length and, of bytes, the range, at odd shapes; the same for the same stream`, () => {
      for (const shape of [COLOUR, GREY, [1, 1, 1], [9, 2]]) {
        if (definition.problem(imageField(shape)) !== undefined) continue;
        const make = (): Float32Array => {
          const random = new Random(5);
          const options = Object.fromEntries(
            Object.entries(rowAugmentations.get(name).options).map(([key, option]) => [key, option.default]),
          );
          if (create) return create(options, shape)(ramp(shape), random);
          const mixed = createMix?.(options, shape)(ramp(shape), ramp(shape).reverse(), random);
          expect(mixed?.share).to.be.within(0, 1);
          return mixed?.cell ?? new Float32Array();
        };
        const cell = make();
        expect(cell).to.have.length(ramp(shape).length);
        expect(cell.every((value) => value >= 0 && value <= 255)).to.equal(true);
        expect(same(cell, make())).to.equal(true);
      }
    });
  }

  it('flip about half of the rows, left to right or top to bottom, and twice is nothing', () => {
    const [first] = changed('flip', {probability: 1}, COLOUR);
    expect(lines(first!, COLOUR, 2)).to.deep.equal(lines(ramp(COLOUR), COLOUR, 2).map((line) => line.reverse()));
    const [down] = changed('flip-vertical', {probability: 1}, COLOUR);
    expect(lines(down!, COLOUR, 1)).to.deep.equal(lines(ramp(COLOUR), COLOUR, 1).reverse());
    for (const name of ['flip', 'flip-vertical']) {
      const kept = changed(name, {}, GREY, 1000).filter((cell) => same(cell, ramp(GREY))).length;
      expect(kept / 1000).to.be.within(0.45, 0.55);
    }
  });

  it('crop to every place of the padded picture, black outside', () => {
    const [, height = 1, width = 1] = GREY;
    const source = lines(ramp(GREY), GREY);
    const windows = new Map<string, [number, number]>();
    for (let down = -1; down <= 1; down += 1)
      for (let right = -1; right <= 1; right += 1) {
        const window = Array.from({length: height}, (_, y) =>
          Array.from({length: width}, (_p, x) => source[y + down]?.[x + right] ?? 0),
        );
        windows.set(JSON.stringify(window), [down, right]);
      }
    const found = changed('crop', {padding: 1}, GREY, 900).map((cell) =>
      windows.get(JSON.stringify(lines(cell, GREY))),
    );
    const counts = new Map<string, number>();
    for (const place of found) counts.set(String(place), (counts.get(String(place)) ?? 0) + 1);
    expect(counts.has('undefined')).to.equal(false);
    expect(counts.size).to.equal(9);
    expect(Math.min(...counts.values())).to.be.above(60);
  });

  it('crop by more than the picture leaves black pictures among others', () => {
    const cells = changed('crop', {padding: 20}, GREY, 100);
    expect(cells.filter((cell) => cell.every((value) => value === 0)).length).to.be.within(50, 99);
  });

  it('turn by a quarter without any interpolation, by nothing as they are', () => {
    const square = {channels: 1, height: 3, width: 3};
    const cell = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // Anticlockwise: the right column becomes the top line.
    expect([...warped(cell, square, turn(90))]).to.deep.equal([3, 6, 9, 2, 5, 8, 1, 4, 7]);
    expect([...warped(cell, square, turn(180))]).to.deep.equal([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect([...warped(cell, square, [1, 0, 1, 0, 1, 0])]).to.deep.equal([2, 3, 0, 5, 6, 0, 8, 9, 0]);
    // Half a pixel is the mean of two.
    expect([...warped(cell, square, [1, 0, 0.5, 0, 1, 0])].slice(0, 2)).to.deep.equal([1.5, 2.5]);
    expect(same(changed('rotate', {degrees: 0}, COLOUR)[0]!, ramp(COLOUR))).to.equal(true);
  });

  it('crop and enlarge: the whole is the whole, and a ramp stays a ramp within its ends', () => {
    for (const cell of changed('resized-crop', {least: 1, most: 1, ratio: 1}, [1, 6, 6], 20))
      expect(same(cell, ramp([1, 6, 6]))).to.equal(true);
    const definition = rowAugmentations.get('resized-crop');
    const change = definition.create?.({least: 0.2, most: 0.6, ratio: 1}, [1, 8, 8]);
    for (let row = 0; row < 50; row += 1) {
      const slope = Float32Array.from({length: 64}, (_, at) => at % 8);
      const cell = change?.(slope, new Random(row)) ?? slope;
      const top = [...cell.subarray(0, 8)];
      expect(top.every((value, at) => at === 0 || value >= (top[at - 1] ?? 0))).to.equal(true);
      expect((top[7] ?? 0) - (top[0] ?? 0)).to.be.at.most(5);
      for (let y = 1; y < 8; y += 1) expect([...cell.subarray(8 * y, 8 * y + 8)]).to.deep.equal(top);
    }
  });

  it('change brightness, contrast and saturation by factors within their strength', () => {
    for (const cell of changed('brightness', {strength: 0.5}, [1, 2, 2], 100)) {
      const factor = (cell[1] ?? 0) / 29;
      expect(factor).to.be.within(0.5, 1.5);
      expect(cell[2]).to.be.closeTo(58 * factor, 1e-4);
    }
    const mean = (29 + 58 + 87) / 4;
    for (const cell of changed('contrast', {strength: 0.5}, [1, 2, 2], 100)) {
      const factor = ((cell[2] ?? 0) - mean) / (58 - mean);
      expect(factor).to.be.within(0.499, 1.501);
      expect(cell[1]).to.be.closeTo(Math.max(0, mean + (29 - mean) * factor), 1e-3);
    }
    const grey = 0.299 * 0 + 0.587 * 29 + 0.114 * 58;
    for (const cell of changed('saturation', {strength: 0.5}, [3, 1, 1], 100)) {
      const factor = ((cell[2] ?? 0) - grey) / (58 - grey);
      expect(factor).to.be.within(0.499, 1.501);
      expect(cell[1]).to.be.closeTo(grey + (29 - grey) * factor, 1e-3);
    }
  });

  it('turn the hue: red becomes green by a third of the circle, grey stays, and the largest value does', () => {
    const change = rowAugmentations.get('hue').create?.({strength: 0.5}, [3, 1, 1]);
    const seen = new Set<number>();
    for (let row = 0; row < 200; row += 1) {
      const random = new Random(row);
      const by = -0.5 + new Random(row).uniform();
      const cell = change?.(Float32Array.from([255, 0, 0]), random) ?? new Float32Array(3);
      expect(Math.max(...cell)).to.be.closeTo(255, 1e-3);
      expect(Math.min(...cell)).to.be.closeTo(0, 1e-3);
      // Red at 0, green at a third, blue at two thirds of the circle.
      const sixth = (((by % 1) + 1) % 1) * 6;
      const expected = [5, 3, 1].map((shift) => {
        const place = (shift + sixth) % 6;
        return 255 - 255 * Math.max(0, Math.min(place, 4 - place, 1));
      });
      expected.forEach((value, at) => expect(cell[at]).to.be.closeTo(value, 1e-3));
      seen.add(cell.indexOf(Math.max(...cell)));
    }
    expect(seen.size).to.equal(3);
    expect([...(change?.(Float32Array.from([90, 90, 90]), new Random(1)) ?? [])]).to.deep.equal([90, 90, 90]);
  });

  it('blur without a change of the mean of an even picture, by a Gaussian of sum one', () => {
    const kernel = gaussian(1.3);
    expect(kernel.reduce((sum, weight, at) => sum + (at === 0 ? weight : 2 * weight), 0)).to.be.closeTo(1, 1e-12);
    expect((kernel[1] ?? 0) / (kernel[0] ?? 1)).to.be.closeTo(Math.exp(-1 / (2 * 1.3 ** 2)), 1e-12);
    const change = rowAugmentations.get('blur').create?.({sigma: 2, probability: 1}, GREY);
    const even = change?.(new Float32Array(24).fill(77), new Random(1)) ?? new Float32Array();
    even.forEach((value) => expect(value).to.be.closeTo(77, 1e-3));
    const dot = new Float32Array(81);
    dot[40] = 100;
    const spread = rowAugmentations.get('blur').create?.({sigma: 1, probability: 1}, [1, 9, 9])(dot, new Random(2));
    expect(spread?.[39]).to.be.closeTo(spread?.[41] ?? NaN, 1e-4);
    expect(spread?.[31]).to.be.closeTo(spread?.[39] ?? NaN, 1e-4);
    expect(spread?.reduce((sum, value) => sum + value, 0)).to.be.closeTo(100, 0.5);
  });

  it('add noise of the deviation asked for', () => {
    const change = rowAugmentations.get('noise').create?.({sigma: 10}, [1, 100, 101]);
    const cell = change?.(new Float32Array(10_100).fill(128), new Random(4)) ?? new Float32Array();
    const mean = cell.reduce((sum, value) => sum + value, 0) / cell.length;
    const deviation = Math.sqrt(cell.reduce((sum, value) => sum + (value - mean) ** 2, 0) / cell.length);
    expect(mean).to.be.closeTo(128, 0.5);
    expect(deviation).to.be.closeTo(10, 0.3);
  });

  it('erase one rectangle of the area asked for, in all channels', () => {
    const shape = [2, 20, 20];
    const definition = rowAugmentations.get('erase');
    const options = {least: 0.1, most: 0.3, ratio: 2, probability: 1};
    for (let row = 0; row < 100; row += 1) {
      const cell = definition.create?.(options, shape)(new Float32Array(800).fill(9), new Random(row));
      const black = [...(cell ?? [])].flatMap((value, at) => (value === 0 ? [at] : []));
      const first = black.filter((at) => at < 400);
      expect(black.length).to.equal(2 * first.length);
      const [xs, ys] = [first.map((at) => at % 20), first.map((at) => Math.floor(at / 20))];
      const area = (Math.max(...xs) - Math.min(...xs) + 1) * (Math.max(...ys) - Math.min(...ys) + 1);
      expect(area).to.equal(first.length);
      expect(area / 400).to.be.within(0.07, 0.35);
    }
    expect(changed('erase', {}, GREY, 400).filter((cell) => same(cell, ramp(GREY))).length).to.be.within(150, 250);
  });

  it('mix rows and paste rectangles, each counted by its share', () => {
    const [own, partner] = [new Float32Array(96).fill(200), new Float32Array(96).fill(100)];
    const shares: number[] = [];
    for (let row = 0; row < 300; row += 1) {
      const mixed = rowAugmentations.get('mixup').createMix?.({alpha: 0.4}, [1, 8, 12])(
        own.slice(),
        partner,
        new Random(row),
      );
      expect(mixed?.share).to.be.within(0.5, 1);
      expect(mixed?.cell[5]).to.be.closeTo(100 + 100 * (mixed?.share ?? 0), 1e-3);
      const cut = rowAugmentations.get('cutmix').createMix?.({alpha: 1}, [1, 8, 12])(
        own.slice(),
        partner,
        new Random(row),
      );
      const kept = [...(cut?.cell ?? [])].filter((value) => value === 200).length / 96;
      expect(cut?.share).to.be.closeTo(kept, 1e-12);
      shares.push(kept);
    }
    expect(shares.some((share) => share < 0.4) && shares.some((share) => share > 0.9)).to.equal(true);
  });

  it('of RandAugment at magnitude 0 leave the picture but for those without a magnitude, at 30 change most', () => {
    const shape = [3, 8, 8];
    const left = (magnitude: number): number =>
      changed('randaugment', {magnitude, count: 1}, shape, 400).filter((cell) =>
        cell.every((value, at) => Math.abs(value - (ramp(shape)[at] ?? NaN)) < 1e-3),
      ).length / 400;
    // Autocontrast leaves the ramp too, which goes from 0 to 255 in each channel; equalize has too few pixels to spread.
    expect(left(0)).to.be.within(11.2 / 14, 1);
    expect(left(30)).to.be.below(0.4);
  });
});
