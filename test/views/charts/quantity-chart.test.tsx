import { describe, expect, test } from 'vitest';
import { QuantityChart, type QuantityPoint } from '../../../views/charts/quantity-chart.tsx';
import { attributesOf, coordinatesOf, rowsOf, temperatureClass, textsOf } from './markup.ts';

const at = (
  temperature: number | null,
  median: number | null,
  q1: number | null,
  q3: number | null,
): QuantityPoint => ({
  temperature,
  n: 20,
  median,
  q1,
  q3,
});
const lengths = [at(0, 12, 12, 12), at(1, 15, 11, 22), at(2, 480, 90, 500)];
const draw = (points: readonly QuantityPoint[], format?: (value: number) => string) =>
  String(
    <QuantityChart
      method="cost"
      quantity="Output tokens"
      points={points}
      temperatureClass={temperatureClass}
      {...(format === undefined ? {} : { format })}
    />,
  );

describe('the chart of a quantity', () => {
  test('draws medians with whiskers between the quartiles, each with a title', () => {
    const html = draw(lengths);
    expect(attributesOf(html, 'dot', 'cx')).toHaveLength(3);
    expect(attributesOf(html, 'whisker', 'd')).toHaveLength(3);
    expect(textsOf(html, 'title')).toContain('temperature 1: median 15, quartiles 11 to 22');
    expect(textsOf(html, 'title')).toHaveLength(7);
  });

  test('holds the same figures in a table, in the format it is given', () => {
    const html = draw([at(0, 0.000012, 0.00001, 0.00002), at(1, null, null, null)], (value) => `$${value.toFixed(6)}`);
    expect(rowsOf(html)).toEqual([
      ['Temperature', 'Samples', 'Median', 'Lower quartile', 'Upper quartile'],
      ['0', '20', '$0.000012', '$0.000010', '$0.000020'],
      ['1', '20', '–', '–', '–'],
    ]);
  });

  test('starts its axis at zero and keeps every mark inside the drawing', () => {
    const html = draw(lengths);
    expect(textsOf(html, 'text')).toEqual(expect.arrayContaining(['0', '200', '400', '600']));
    for (const y of attributesOf(html, 'dot', 'cy').map(Number)) {
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(200);
    }
  });

  test('says in words what it shows', () => {
    expect(draw(lengths)).toContain(
      'aria-label="Output tokens against temperature, medians: 12 at 0, 15 at 1, 480 at 2."',
    );
    expect(draw(lengths)).toContain('20 samples each.');
  });

  test.each([
    ['one point', [at(0.7, 3, 2, 4)]],
    ['only zeros', [at(0, 0, 0, 0), at(1, 0, 0, 0)]],
    ['very small numbers', [at(0, 1e-9, 1e-9, 2e-9), at(1, 3e-9, 1e-9, 4e-9)]],
    ['nothing known', [at(0, null, null, null)]],
    ['no point', []],
  ])('draws %s at finite coordinates', (_, points) => {
    const html = draw(points);
    expect(coordinatesOf(html).filter((value) => /NaN|Infinity/.test(value))).toEqual([]);
    expect(attributesOf(html, 'dot', 'cx')).toHaveLength(points.filter((point) => point.median !== null).length);
  });

  test('says so when nothing is known', () => {
    expect(draw([at(0, null, null, null)])).toContain('Nothing is known yet');
  });

  test('has no inline styles', () => {
    expect(draw(lengths)).not.toMatch(/\sstyle=|<style/);
  });
});
