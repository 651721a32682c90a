import { describe, expect, test } from 'vitest';
import type { AnswerColumn } from '../../../views/charts/answer-ranks.ts';
import { AnswersChart } from '../../../views/charts/answers-chart.tsx';
import { attributesOf, coordinatesOf, rowsOf, temperatureClass, textsOf } from './markup.ts';

const column = (temperature: number | null, counts: Readonly<Record<string, number>>): AnswerColumn => ({
  temperature,
  answers: Object.entries(counts).map(([text, count]) => ({ key: text.toLowerCase(), text, count })),
});
const columns = [column(2, { lyon: 2, Paris: 1, Nice: 1, '': 1 }), column(0, { Paris: 5 })];
const draw = (shown: readonly AnswerColumn[]) =>
  String(<AnswersChart id="run-7-answers" columns={shown} temperatureClass={temperatureClass} />);

describe('the chart of answers', () => {
  test('stacks a segment per answer, each with a title, coldest bar first', () => {
    expect(textsOf(draw(columns), 'title')).toEqual([
      'temperature 0: 5 of 5, Paris',
      'temperature 2: 1 of 5, Paris',
      'temperature 2: 2 of 5, lyon',
      'temperature 2: 1 of 5, Nice',
      'temperature 2: 1 of 5, (empty answer)',
    ]);
  });

  test('gives the same answer the same letter and pattern in every bar', () => {
    const html = draw(columns);
    expect(textsOf(html, 'text').filter((text) => /^[A-Z]$/.test(text))).toEqual(['A', 'A', 'B', 'C', 'D']);
    const fills = attributesOf(html, 'segment-pattern', 'fill');
    expect(fills[0]).toBe(fills[1]);
    expect(new Set(fills).size).toBe(4);
    for (const fill of fills) expect(html).toContain(`<pattern id="${fill.slice('url(#'.length, -1)}"`);
  });

  test('names the answers in a legend, most frequent first', () => {
    expect(textsOf(draw(columns), 'strong')).toEqual(['A', 'B', 'C', 'D']);
    expect(textsOf(draw(columns), 'span')).toEqual([
      'Paris',
      '× 6',
      'lyon',
      '× 2',
      'Nice',
      '× 1',
      '(empty answer)',
      '× 1',
    ]);
  });

  test('holds the counts in a table', () => {
    expect(rowsOf(draw(columns))).toEqual([
      ['Answer', '0', '2'],
      ['Paris', '5', '1'],
      ['lyon', '0', '2'],
      ['Nice', '0', '1'],
      ['(empty answer)', '0', '1'],
      ['Samples', '5', '5'],
    ]);
  });

  test('fills each bar to the top, whatever its number of samples', () => {
    const html = draw([column(0, { a: 3 }), column(1, { a: 4, b: 4, c: 8 })]);
    const heights = attributesOf(html, 'segment-fill', 'height').map(Number);
    expect(heights).toHaveLength(4);
    expect(heights.slice(1).reduce((sum, height) => sum + height, 0)).toBeCloseTo(heights[0] ?? Number.NaN, 0);
  });

  test('gathers rare answers into one segment', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`answer ${i}`, i < 5 ? 3 : 1]));
    const html = draw([column(1, many)]);
    expect(textsOf(html, 'title')).toHaveLength(6);
    expect(textsOf(html, 'title').at(-1)).toBe('temperature 1: 25 of 40, 25 other answers');
    expect(rowsOf(html)).toContainEqual(['25 other answers', '25']);
  });

  test('cuts long answers short and escapes them', () => {
    const html = draw([column(0, { [`<b>${'very '.repeat(100)}</b>`]: 1 })]);
    expect(html).not.toContain('<b>very');
    expect(html).toContain('…');
    expect(Math.max(...textsOf(html, 'span').map((text) => text.length))).toBeLessThan(80);
    expect(Math.max(...textsOf(html, 'title').map((text) => text.length))).toBeLessThan(260);
  });

  test('shows a dash for a temperature without samples, and the column without a temperature last', () => {
    const html = draw([column(null, { a: 1 }), column(1, {}), column(0, { a: 1 })]);
    expect(textsOf(html, 'title')).toContain('temperature 1: no samples');
    expect(textsOf(html, 'text').filter((text) => ['0', '1', 'not sent'].includes(text))).toEqual([
      '0',
      '1',
      'not sent',
    ]);
    expect(attributesOf(html, 'mark', 'class')).toEqual(['mark t-cold', 'mark t-hot', 'mark t-none']);
  });

  test('says in words what it shows', () => {
    expect(draw(columns)).toContain(
      'aria-label="Answers against temperature: at 0: 5 Paris; at 2: 1 Paris, 2 lyon, 1 Nice, 1 (empty answer)."',
    );
  });

  test.each([
    ['no column', []],
    ['columns without samples', [column(0, {}), column(1, {})]],
    ['one column', [column(0.7, { a: 1 })]],
  ])('draws %s at finite coordinates', (_, shown) => {
    expect(coordinatesOf(draw(shown)).filter((value) => /NaN|Infinity/.test(value))).toEqual([]);
  });

  test('has no inline styles', () => {
    expect(draw(columns)).not.toMatch(/\sstyle=|<style/);
  });
});
