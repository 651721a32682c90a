import { STUDY_WORDS } from '../../src/domain/cases/study.ts';
import { plural } from '../format.ts';

interface RunFormProps {
  readonly experiment: number;
  readonly total: number;
  /** The run whose cases are left out. */
  readonly unseenBy: number | null;
  /** What cases were searched for, and how many hold it; empty: all. */
  readonly search: string;
  readonly found: number;
}

/** Runs the experiment on its cases, as it is or as a study. */
export function RunForm({ experiment, total, unseenBy, search, found }: RunFormProps) {
  return (
    <form
      class="card fields case-form"
      hx-post={`/experiments/${experiment}/cases/runs`}
      hx-swap="none"
      hx-sync="this:drop"
    >
      <div class="field">
        <label for="cases-study">Ask</label>
        <select id="cases-study" name="study">
          <option value="">the prompt as it is</option>
          {STUDY_WORDS.map(([kind, label]) => (
            <option value={kind}>{label}</option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="cases-count">How many cases</label>
        <input id="cases-count" name="count" inputmode="numeric" placeholder={`all ${total}`} />
      </div>
      <div class="field cases-seed">
        <label for="cases-seed">Drawn by chance with seed</label>
        <input id="cases-seed" name="seed" inputmode="numeric" placeholder="none: the first ones" />
      </div>
      {search !== '' && (
        <label>
          <input type="checkbox" name="found" value={search} checked /> Only the {plural(found, 'case')} found by “
          <bdi>{search}</bdi>”
        </label>
      )}
      {unseenBy !== null && (
        <label>
          <input type="checkbox" name="unseen" value={String(unseenBy)} checked /> Only cases that run {unseenBy} did
          not see
        </label>
      )}
      <button type="submit" class="button primary">
        Run on cases
      </button>
    </form>
  );
}
