import { describe, expect, test } from 'vitest';
import { AgreementChart, type AgreementPoint } from '../../../views/charts/agreement-chart.tsx';
import { attributesOf, coordinatesOf, rowsOf, temperatureClass, textsOf } from './markup.ts';

const at = (
  temperature: number | null,
  value: number | null,
  low: number | null,
  high: number | null,
): AgreementPoint => ({
  temperature,
  n: 5,
  agreement: { value, low, high },
});
const three = [at(0, 1, 0.394, 1), at(0.5, 0.6, 0.2, 0.9), at(2, 0, 0, 0.6)];
const draw = (points: readonly AgreementPoint[], note: string | null = null) =>
  String(<AgreementChart points={points} temperatureClass={temperatureClass} note={note} />);

describe('the agreement chart', () => {
  test('draws a dot and a whisker per temperature, a curve and a band, each with a title', () => {
    const html = draw(three);
    expect(attributesOf(html, 'dot', 'cx')).toHaveLength(3);
    expect(attributesOf(html, 'whisker', 'd')).toHaveLength(3);
    expect(attributesOf(html, 'curve', 'd')).toHaveLength(1);
    expect(attributesOf(html, 'band', 'd')).toHaveLength(1);
    expect(textsOf(html, 'title')).toContain('temperature 0.5: agreement 0.6, 95% interval 0.2 to 0.9, n = 5');
    expect(textsOf(html, 'title')).toContain('95% interval, temperature 0 to 2');
    expect(textsOf(html, 'title')).toHaveLength(8);
  });

  test('places points by the value of the temperature, not by their order', () => {
    const [first = 0, second = 0, third = 0] = attributesOf(draw([...three].reverse()), 'dot', 'cx').map((share) =>
      Number.parseFloat(share),
    );
    expect((second - first) / (third - first)).toBeCloseTo(0.25, 2);
  });

  test('draws higher agreement higher up', () => {
    const [sure = 0, , unsure = 0] = attributesOf(draw(three), 'dot', 'cy').map(Number);
    expect(sure).toBeLessThan(unsure);
  });

  test('colours each mark by the class of its temperature', () => {
    expect(attributesOf(draw(three), 'mark', 'class')).toEqual(['mark t-cold', 'mark t-cold', 'mark t-hot']);
  });

  test('holds the same figures in a table', () => {
    expect(rowsOf(draw(three))).toEqual([
      ['Temperature', 'Samples', 'Agreement', '95% interval'],
      ['0', '5', '1', '0.394 to 1'],
      ['0.5', '5', '0.6', '0.2 to 0.9'],
      ['2', '5', '0', '0 to 0.6'],
    ]);
  });

  test('says in words what it shows, with the warning it is given', () => {
    const html = draw(three, 'hint, not proof');
    expect(html).toContain('role="img" aria-label="Agreement against temperature: 1 at 0, 0.6 at 0.5, 0 at 2."');
    expect(html).toContain('5 samples each: hint, not proof.');
  });

  test('breaks the line and the band where a value is missing, and shows a dash', () => {
    const html = draw([at(0, 1, 0.4, 1), at(0.5, null, null, null), at(1, 0.4, 0.1, 0.8), at(1.5, 0.2, 0, 0.7)]);
    expect(attributesOf(html, 'dot', 'cx')).toHaveLength(3);
    expect(attributesOf(html, 'curve', 'd')).toHaveLength(1);
    expect(textsOf(html, 'title')).toContain('95% interval, temperature 1 to 1.5');
    expect(rowsOf(html)[2]).toEqual(['0.5', '5', '–', '–']);
    expect(html).toContain('undefined at 0.5');
  });

  test('sets the column without a temperature apart, off the line and the colour scale', () => {
    const html = draw([at(null, 0.5, 0.1, 0.9), at(0, 1, 0.4, 1), at(1, 0.8, 0.3, 1)]);
    expect(textsOf(html, 'text')).toContain('not sent');
    expect(attributesOf(html, 'mark', 'class').at(-1)).toBe('mark t-none');
    expect(attributesOf(html, 'curve', 'd')[0]?.match(/,/g)).toHaveLength(2);
  });

  test.each([
    ['one point', [at(0.7, 0.5, 0.1, 0.9)]],
    ['only a point without a temperature', [at(null, 0.5, 0.1, 0.9)]],
    ['no point', []],
    ['the same temperature twice', [at(1, 0.5, 0.1, 0.9), at(1, 0.7, 0.1, 0.9)]],
  ])('draws %s at finite coordinates', (_, points) => {
    const html = draw(points);
    expect(coordinatesOf(html).filter((value) => /NaN|Infinity/.test(value))).toEqual([]);
    expect(attributesOf(html, 'dot', 'cx')).toHaveLength(points.length);
  });

  test('says so when no column has two samples', () => {
    expect(draw([at(0, null, null, null)])).toContain('No column has two samples yet');
    expect(draw(three)).not.toContain('No column has two samples yet');
  });

  test('leaves out labels that would run into each other, but no dot', () => {
    const many = Array.from({ length: 41 }, (_, i) => at(i / 20, 0.5, 0.1, 0.9));
    const html = draw(many);
    expect(attributesOf(html, 'dot', 'cx')).toHaveLength(41);
    expect(textsOf(html, 'text').length).toBeLessThan(30);
    // On a phone there is room for some of those, the first and the last among them.
    const shown = attributesOf(html, 'tick', 'class').filter((classes) => !classes.includes('if-wide'));
    expect(shown.length).toBeLessThan(15);
  });

  test('has no inline styles, which the content security policy forbids', () => {
    expect(draw(three)).not.toMatch(/\sstyle=|<style/);
  });
});
