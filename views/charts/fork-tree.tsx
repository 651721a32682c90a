import type { ForkNode } from '../../src/domain/answers/fork-node.ts';
import { ChartFigure } from './chart-figure.tsx';
import { clip, sampleSizes } from './figures.ts';
import { round } from './scale.ts';

interface Props {
  /** `null` without samples. */
  readonly tree: ForkNode | null;
  readonly title: string;
}

/** In SVG units: a tree scales with its place. */
const WIDTH = 560;
const MAX_HEIGHT = 380;
const SAMPLE_HEIGHT = 24;
/** Lower boxes carry no text. */
const TEXT_ROOM = 12;
const CHARACTER = 6.2;

/** The samples of one column as a tree: boxes side by side are read from left to right, and a box is as high as it has samples. */
export function ForkTree({ tree, title }: Props) {
  if (tree === null) return <p class="muted small pad">{`${title}: no samples.`}</p>;
  const boxes = boxesOf(tree);
  const levels = 1 + Math.max(...boxes.map(({ level }) => level));
  const unit = Math.min(SAMPLE_HEIGHT, MAX_HEIGHT / tree.count);
  const frame = { width: WIDTH / levels, unit };
  return (
    <ChartFigure
      title={title}
      method="fork-depth"
      caption={`Each way the answers go, word by word; a box is as high as samples run through it. ${sampleSizes([{ n: tree.count }])}.`}
      label={`${title}: prefix tree of ${tree.count} samples with ${pathsOf(tree).length} ends.`}
      scaled={{ width: WIDTH, height: Math.max(TEXT_ROOM * 2, unit * tree.count) }}
      table={{
        columns: ['Answers that begin with', 'Samples'],
        rows: pathsOf(tree).map(({ text, count }) => [clip(text, 300) || '(empty answer)', String(count)]),
      }}
    >
      <g class="fork-tree">
        {boxes.map((box) => (
          <ForkBox box={box} frame={frame} />
        ))}
      </g>
    </ChartFigure>
  );
}

interface Box {
  readonly text: string;
  readonly count: number;
  readonly level: number;
  /** Samples above it in the drawing. */
  readonly above: number;
  readonly kind: 'stretch' | 'others';
}

function boxesOf(node: ForkNode, level = 0, above = 0): readonly Box[] {
  const own: Box = { text: node.text || '(nothing in common)', count: node.count, level, above, kind: 'stretch' };
  let from = above;
  const below = node.branches.flatMap((branch) => {
    const start = from;
    from += branch.count;
    return boxesOf(branch, level + 1, start);
  });
  const { others } = node;
  return others === null ? [own, ...below] : [own, ...below, othersBox(others, level + 1, from)];
}

function othersBox({ count, ways }: NonNullable<ForkNode['others']>, level: number, above: number): Box {
  return { text: ways === 1 ? '… goes on' : `… ${ways} other ways`, count, level, above, kind: 'others' };
}

function ForkBox({
  box,
  frame,
}: {
  readonly box: Box;
  readonly frame: { readonly width: number; readonly unit: number };
}) {
  const { text, count, level, above, kind } = box;
  const x = round(level * frame.width);
  const y = round(above * frame.unit);
  const height = round(Math.max(1, count * frame.unit - 1));
  const room = Math.floor((frame.width - 12) / CHARACTER);
  return (
    <g class={`fork-${kind}`}>
      <title>{`${count} ${count === 1 ? 'sample' : 'samples'}: ${clip(text, 300)}`}</title>
      <rect class="fork-box" x={x} y={y} width={round(frame.width - 2)} height={height} rx="2" />
      {height >= TEXT_ROOM && (
        <text class="fork-text" x={x + 5} y={round(y + height / 2 + 4)} fill="currentColor">
          {clip(text, room)}
        </text>
      )}
    </g>
  );
}

/** Every end of the tree with all the text that leads to it. */
function pathsOf(node: ForkNode, before = ''): readonly { readonly text: string; readonly count: number }[] {
  const text = before === '' ? node.text : `${before} ${node.text}`;
  const ended = node.ended > 0 ? [{ text, count: node.ended }] : [];
  const others = node.others === null ? [] : [{ text: `${text} …`, count: node.others.count }];
  return [...node.branches.flatMap((branch) => pathsOf(branch, text)), ...ended, ...others];
}
