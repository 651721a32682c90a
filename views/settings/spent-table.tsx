import { amountText } from '../../src/domain/money/cap-text.ts';
import { type Account, CAP_UNITS, type CapUnit, type Spent } from '../../src/domain/money/caps.ts';
import { usd } from '../format.ts';

/** What a connection has spent in all. */
export interface ConnectionSpent {
  readonly label: string;
  readonly spent: Spent;
}

/** What caps count, as heads of columns. */
export const CAP_UNIT_WORDS: Readonly<Record<CapUnit, string>> = {
  money: 'Dollars',
  tokens: 'Tokens',
  requests: 'Requests',
};

interface SpentTableProps {
  readonly today: Account;
  readonly connections: readonly ConnectionSpent[];
  readonly zone: string;
}

/** What today and each connection used, of all that caps count. */
export function SpentTable({ today, connections, zone }: SpentTableProps) {
  return (
    <section class="card" aria-labelledby="spent-title">
      <header>
        <h2 id="spent-title">Used so far</h2>
        <a class="end" href="/history">
          History
        </a>
      </header>
      <section class="scroll" tabindex={0} aria-label="Table of what was used">
        <table>
          <thead>
            <tr>
              <th scope="col">Of</th>
              {CAP_UNITS.map((unit) => (
                <th scope="col" class="num">
                  {CAP_UNIT_WORDS[unit]}
                </th>
              ))}
              <th scope="col" class="num">
                Unpriced
              </th>
            </tr>
          </thead>
          <tbody>
            <SpentRow label={`Today (${zone})`} spent={today.spent} />
            {connections.map(({ label, spent }) => (
              <SpentRow label={label} spent={spent} />
            ))}
          </tbody>
        </table>
      </section>
      {today.reserved.requests > 0n && (
        <p class="muted small pad">
          Set aside for {amountText('requests', today.reserved.requests)} in flight: {usd(today.reserved.money)}.
        </p>
      )}
    </section>
  );
}

function SpentRow({ label, spent }: { readonly label: string; readonly spent: Spent }) {
  const { money, assumed, unpriced } = spent;
  return (
    <tr>
      <th scope="row">{label}</th>
      <td class="num">
        {usd(money - assumed)}
        {assumed > 0n && <span class="muted small block"> and at most {usd(assumed)} more</span>}
      </td>
      <td class="num">{spent.tokens.toLocaleString('en-US')}</td>
      <td class="num">{spent.requests.toLocaleString('en-US')}</td>
      <td class="num">{unpriced === 0 ? '–' : unpriced.toLocaleString('en-US')}</td>
    </tr>
  );
}
