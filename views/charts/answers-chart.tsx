import { type AnswerColumn, type RankedAnswer, rankAnswers, samplesIn } from './answer-ranks.ts';
import { AxisName, EmptyPlot, HeightAxis, TickText } from './axes.tsx';
import { ChartFigure } from './chart-figure.tsx';
import { clip, DASH, sampleSizes, temperatureLabel } from './figures.ts';
import { AnswerPatterns, patternFill, shadeOf } from './patterns.tsx';
import { markClass, type TemperatureClass } from './point-marks.tsx';
import { across, heightScale, labelled, PLOT, round } from './scale.ts';

interface Props {
  /** Unique on the page: the patterns are referred to by it. */
  readonly id: string;
  readonly columns: readonly AnswerColumn[];
  readonly temperatureClass: TemperatureClass;
  readonly note?: string | null;
}

/** As many answers as there are patterns that can be told apart. */
const MOST = 5;
const HALVES = [0, 0.5, 1];
/** Segments lower than a line of text carry no letter. */
const LETTER_ROOM = 14;

/**
 * A bar per temperature, stacked by answer as shares of its samples. The same answer has the same letter and pattern in every bar; the
 * bar's colour is its temperature's.
 */
export function AnswersChart({ id, columns, temperatureClass, note = null }: Props) {
  const sorted = [...columns].sort((a, b) => order(a.temperature) - order(b.temperature));
  const answers = rankAnswers(sorted, MOST);
  const sizes = sorted.map((column) => ({ n: samplesIn(column) }));
  const sentence = `Share of each answer among a temperature's samples. ${sampleSizes(sizes)}`;
  return (
    <ChartFigure
      title="Answers by temperature"
      method="distinct-answers"
      caption={note === null ? `${sentence}.` : `${sentence}: ${note}.`}
      label={describeAll(sorted, answers)}
      legend={<Legend id={id} answers={answers} />}
      table={{
        columns: ['Answer', ...sorted.map((column) => temperatureLabel(column.temperature))],
        rows: [
          ...answers.map(({ text, counts }) => [shownText(text, 200), ...counts.map(String)]),
          ['Samples', ...sizes.map(({ n }) => String(n))],
        ],
      }}
    >
      <AnswerPatterns id={id} />
      <HeightAxis ticks={HALVES} y={heightScale(0, 1)} format={(share) => `${share * 100}%`} />
      {sorted.map((column, position) => (
        <Bar
          id={id}
          slot={slotOf(position, sorted.length)}
          temperature={column.temperature}
          colour={markClass(column.temperature, temperatureClass)}
          parts={answers.map((answer) => ({ answer, count: answer.counts[position] ?? 0 }))}
        />
      ))}
      {labelled(sorted.map(({ temperature }, position) => labelOf(temperature, slotOf(position, sorted.length)))).map(
        (label) => (
          <TickText {...label} />
        ),
      )}
      {answers.length === 0 && <EmptyPlot>No answers yet</EmptyPlot>}
      <AxisName />
    </ChartFigure>
  );
}

interface Slot {
  readonly x: number;
  readonly width: number;
}

interface BarProps {
  readonly id: string;
  readonly slot: Slot;
  readonly temperature: number | null;
  readonly colour: string;
  readonly parts: readonly { readonly answer: RankedAnswer; readonly count: number }[];
}

function Bar({ id, slot, temperature, colour, parts }: BarProps) {
  const n = parts.reduce((sum, part) => sum + part.count, 0);
  const label = temperatureLabel(temperature);
  const centre = centreOf(slot);
  let below = 0;
  return (
    <g class={colour}>
      {parts.map(({ answer, count }, rank) => {
        if (count === 0) return null;
        const from = below / n;
        below += count;
        const title = `temperature ${label}: ${count} of ${n}, ${shownText(answer.text, 200)}`;
        return (
          <Segment id={id} slot={slot} span={[from, below / n]} rank={rank} letter={answer.letter} title={title} />
        );
      })}
      {n === 0 && (
        <text class="tick" x={across(centre)} y={PLOT.bottom - 6} text-anchor="middle" fill="currentColor">
          <title>{`temperature ${label}: no samples`}</title>
          {DASH}
        </text>
      )}
    </g>
  );
}

interface SegmentProps {
  readonly id: string;
  readonly slot: Slot;
  /** From and to, as shares of the bar counted from its foot. */
  readonly span: readonly [number, number];
  readonly rank: number;
  readonly letter: string;
  readonly title: string;
}

function Segment({ id, slot, span: [from, to], rank, letter, title }: SegmentProps) {
  const y = heightScale(0, 1);
  const box = { x: across(slot.x), y: round(y(to)), width: across(slot.width), height: round(y(from) - y(to)) };
  const centre = across(centreOf(slot));
  return (
    <g class={`segment rank-${shadeOf(letter, rank)}`}>
      <title>{title}</title>
      <rect class="segment-fill" {...box} fill="currentColor" fill-opacity="0.18" stroke="currentColor" />
      <rect class="segment-pattern" {...box} fill={patternFill(id, letter, rank)} />
      {box.height >= LETTER_ROOM && letter !== 'other' && (
        <>
          <circle class="segment-plate" cx={centre} cy={round(box.y + box.height / 2)} r="7" fill="Canvas" />
          <text
            class="segment-letter"
            x={centre}
            y={round(box.y + box.height / 2 + 4)}
            text-anchor="middle"
            fill="CanvasText"
          >
            {letter}
          </text>
        </>
      )}
    </g>
  );
}

function Legend({ id, answers }: { readonly id: string; readonly answers: readonly RankedAnswer[] }) {
  return (
    <ul class="chart-legend">
      {answers.map(({ letter, text, total }, rank) => (
        <li>
          <svg class="swatch" viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">
            <rect width="18" height="18" fill="currentColor" fill-opacity="0.18" />
            <rect width="18" height="18" fill={patternFill(id, letter, rank)} />
          </svg>{' '}
          {letter !== 'other' && <strong>{letter}</strong>}{' '}
          <span title={shownText(text, 200)}>{shownText(text, 48)}</span> <span class="num">{`× ${total}`}</span>
        </li>
      ))}
    </ul>
  );
}

function describeAll(columns: readonly AnswerColumn[], answers: readonly RankedAnswer[]): string {
  const each = columns.map((column, position) => {
    const parts = answers
      .filter(({ counts }) => (counts[position] ?? 0) > 0)
      .map(({ text, counts }) => `${counts[position]} ${shownText(text, 40)}`);
    return `at ${temperatureLabel(column.temperature)}: ${parts.length === 0 ? 'no samples' : parts.join(', ')}`;
  });
  return `Answers against temperature: ${each.length === 0 ? 'no columns' : each.join('; ')}.`;
}

function shownText(text: string, length: number): string {
  return clip(text, length) || '(empty answer)';
}

/** Bars stand side by side, not on a numeric axis, so that near temperatures do not overlap. */
function slotOf(position: number, count: number): Slot {
  const room = (PLOT.right - PLOT.left) / count;
  const width = Math.min(64, room * 0.7);
  return { x: PLOT.left + room * (position + 0.5) - width / 2, width };
}

function centreOf({ x, width }: Slot): number {
  return x + width / 2;
}

function labelOf(temperature: number | null, slot: Slot) {
  return { x: centreOf(slot), text: temperatureLabel(temperature) };
}

function order(temperature: number | null): number {
  return temperature ?? Number.POSITIVE_INFINITY;
}
