import type { Comparison } from '../../src/domain/answers/comparison.ts';

/** The settings that differ, and on request those that do not. */
export function SettingsDiff({ comparison }: { readonly comparison: Comparison }) {
  const { settings, sameSettings } = comparison;
  return (
    <section class="card" aria-label="Settings">
      <header>
        <h2>Settings</h2>
      </header>
      {settings.length === 0 ? (
        <p class="pad muted">
          {comparison.pairs.length > 1 ? 'The same, but for what makes the columns.' : 'The same on both sides.'}
        </p>
      ) : (
        <div class="scroll">
          <table class="num">
            <thead>
              <tr>
                <th scope="col">Setting</th>
                <th scope="col">A</th>
                <th scope="col">B</th>
              </tr>
            </thead>
            <tbody>
              {settings.map(({ name, a, b }) => (
                <tr>
                  <th scope="row">{name}</th>
                  <td>{a}</td>
                  <td>{b}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <details class="pad small">
        <summary>{sameSettings.length} settings are the same</summary>
        <ul class="facts num">
          {sameSettings.map(({ name, value }) => (
            <li>
              {name}: {value}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
