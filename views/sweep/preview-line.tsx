import type { Preview } from '../../src/domain/run/preview.ts';
import { domId } from '../dom-id.ts';
import { count, plural } from '../format.ts';
import { AlternativeSettingOffers } from './alternative-settings.tsx';
import { CostLine, costHeadline } from './cost-line.tsx';

interface PreviewLineProps {
  readonly experiment: number;
  /** `null` until it is known: it is then fetched on its own, so that a page never waits for it. */
  readonly preview: Preview | null;
}

/** The live line beside Run: tokens in, requests, and the most they can cost. */
export function PreviewLine({ experiment, preview }: PreviewLineProps) {
  const id = previewLineId(experiment);
  if (preview === null) {
    return (
      <div
        class="preview small num"
        id={id}
        hx-get={`/experiments/${experiment}/preview`}
        hx-trigger="load"
        hx-swap="none"
      />
    );
  }
  const { tokens, requests, warnings } = preview;
  return (
    <div class="preview small num" id={id} aria-live="polite">
      <details class="menu up start" data-menu>
        <summary class="cost">
          {requests !== null && plural(requests, 'request')}
          {requests !== null && preview.cost !== null && <> · {costHeadline(preview.cost)}</>}
          {requests === null && 'Cost not known yet'}
        </summary>
        <div class="pop">
          {tokens !== null && (
            <p>
              {`${tokens.method === 'rough' ? 'about ' : ''}${tokens.leastInput < tokens.input ? `${count(tokens.leastInput)} to ` : ''}${plural(tokens.input, 'token')} in`}
              {requests !== null && ` × ${plural(requests, 'request')}`}
            </p>
          )}
          {requests !== null && <CostLine {...preview} />}
        </div>
      </details>
      {warnings.map((warning) => (
        <span class="warn">{warning}</span>
      ))}
      <AlternativeSettingOffers
        experiment={experiment}
        refused={preview.refused ?? []}
        alternatives={preview.alternatives ?? []}
      />
    </div>
  );
}

/** How a message's tokens are shown beside it. */
export function tokenText(tokens: number | null): string {
  return tokens === null ? '' : `${count(tokens)} tok`;
}

/** The id of the line beside Run. */
export function previewLineId(experiment: number): string {
  return domId('experiment', experiment, 'preview');
}
