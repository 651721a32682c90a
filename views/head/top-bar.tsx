import { Menu } from '../menu.tsx';
import { type Today, TodayLink } from './today.tsx';

export type Section = 'notebooks' | 'history' | 'models' | 'settings';

interface TopBarProps {
  readonly section: Section | null;
  /** The names of the services that answer here, the one from the environment first. */
  readonly services: readonly string[];
  /** `null` for who is not let in, and has no pages to go to. */
  readonly today: Today | null;
  readonly signedIn: boolean;
}

interface SectionLink {
  readonly name: Section;
  readonly href: string;
  readonly label: string;
  /** Whether it moves into the menu where there is no room. */
  readonly roomy: boolean;
}

const LINKS: readonly SectionLink[] = [
  { name: 'notebooks', href: '/', label: 'Notebooks', roomy: false },
  { name: 'history', href: '/history', label: 'History', roomy: false },
  { name: 'models', href: '/models', label: 'Models', roomy: true },
  { name: 'settings', href: '/settings', label: 'Settings', roomy: true },
];

/** What a phone's head has no room for. */
const IN_MENU = [...LINKS.filter(({ roomy }) => roomy), { href: '/connections', label: 'Connections' }];

/** The head of every page, one line at any width. */
export function TopBar({ section, services, today, signedIn }: TopBarProps) {
  const isLetIn = today !== null;
  return (
    <header class="top">
      <a class="brand" href="/" aria-label="Tempera">
        <Mark />
        <span class="brand-name">Tempera</span>
      </a>
      {isLetIn && (
        <nav aria-label="Main">
          {LINKS.map(({ name, href, label, roomy }) => (
            <a href={href} class={roomy ? 'roomy' : undefined} aria-current={name === section ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
      )}
      <div class="status">
        {isLetIn && <Service names={services} />}
        {isLetIn && <TodayLink today={today} />}
        <Menu label="More: pages, colours, keys">
          <ul class="head-menu">
            {(isLetIn ? IN_MENU : []).map(({ href, label }) => (
              <li class="cramped">
                <a href={href}>{label}</a>
              </li>
            ))}
            <li>
              <Theme />
            </li>
            <li>
              <button type="button" data-help>
                Keyboard
              </button>
            </li>
            {signedIn && (
              <li>
                <form method="post" action="/logout">
                  <button type="submit">Sign out</button>
                </form>
              </li>
            )}
          </ul>
        </Menu>
      </div>
    </header>
  );
}

/** Which services answer here, in the room of one name. */
function Service({ names: [first, ...others] }: { readonly names: readonly string[] }) {
  if (first === undefined) return null;
  return (
    <a class="service" href="/connections" title={`Answers come from ${[first, ...others].join(', ')}`}>
      <span class="cut">{first}</span>
      {others.length > 0 && <b>+{others.length}</b>}
    </a>
  );
}

const THEMES = ['system', 'light', 'dark'] as const;

/** Which colours this browser uses; shown by the script that keeps the choice. */
function Theme() {
  return (
    <fieldset class="theme" data-theme-choice hidden>
      <legend>Colours</legend>
      <span class="segmented">
        {THEMES.map((theme) => (
          <label>
            <input type="radio" name="theme" value={theme} />
            <span>{theme}</span>
          </label>
        ))}
      </span>
    </fieldset>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <rect class="t-00" x="1" y="10" width="3.5" height="8" rx="1" />
      <rect class="t-05" x="6" y="7" width="3.5" height="11" rx="1" />
      <rect class="t-10" x="11" y="4.5" width="3.5" height="13.5" rx="1" />
      <rect class="t-20" x="16" y="2" width="3.5" height="16" rx="1" />
    </svg>
  );
}
