import type { Study, StudyVariantRow } from '../../../results/cases/studies.ts';

/** A study as the API gives it: a row for each variant, or for each label. Places of examples count from 0. */
export function studyJson(study: Study) {
  if (study.kind === 'labels') {
    const rows = study.rows.map(({ label, share, last, noContent }) => ({ label, share, last, no_content: noContent }));
    return { kind: study.kind, rows };
  }
  const [baseline] = study.rows;
  return {
    kind: study.kind,
    rows: study.rows.map((row) => rowJson(row, baseline)),
    ...(study.spread === null ? {} : { spread: study.spread }),
  };
}

function rowJson(row: StudyVariantRow, baseline: StudyVariantRow | undefined) {
  const { flips, leftOut, order } = row;
  return {
    variant: row.variant,
    shots: row.shots,
    ...(order === null ? {} : { order }),
    ...(leftOut === null ? {} : { example: leftOut, ...saved(row, baseline) }),
    pass_rate: row.score.passRate,
    off_list: row.score.offList,
    cost_per_correct: row.score.costPerCorrect,
    input_tokens: row.inputTokens,
    flips: flips === null ? null : { fixed: flips.fixed, broken: flips.broken, same: flips.same, p: flips.p },
  };
}

/** What one request saves without a row. */
function saved(row: StudyVariantRow, baseline: StudyVariantRow | undefined) {
  return {
    tokens_saved: difference(baseline?.inputTokens, row.inputTokens),
    usd_saved: difference(baseline?.usd, row.usd),
  };
}

function difference(before: number | null | undefined, after: number | null): number | null {
  return before === null || before === undefined || after === null ? null : before - after;
}
