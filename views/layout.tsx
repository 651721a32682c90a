import type { Child, PropsWithChildren } from 'hono/jsx';
import { CONFIRMATION_PLACE } from './confirmation-dialog.tsx';
import { Icon } from './icon.tsx';
import { type Today, TodayLink } from './settings/today-link.tsx';

type Section = 'notebooks' | 'history' | 'models' | 'settings';

/** What every page needs of the server around it. */
export interface PageContext {
  /** Addresses of the files in `static/`, by name; they change with their content. */
  readonly assets: Readonly<Record<AssetName, string>>;
  /** One sentence on something that is wrong with the server at the moment, as with a full disk. */
  readonly banner: string | null;
  /** Whether there is a session to end. */
  readonly signedIn: boolean;
  /** What was spent today; `null` for who is not let in. */
  readonly today: Today | null;
}

export type AssetName = 'app.css' | 'app.js' | 'htmx.js' | 'hx-sse.js' | 'icon.svg';

interface PageProps extends PropsWithChildren {
  readonly title: string;
  readonly section: Section | null;
  readonly context: PageContext;
  readonly end?: Child;
}

const LINKS: readonly (readonly [Section, string, string])[] = [
  ['notebooks', '/', 'Notebooks'],
  ['history', '/history', 'History'],
  ['models', '/models', 'Models'],
  ['settings', '/settings', 'Settings'],
];

/** The frame of every page. */
export function Page({ title, section, context, end, children }: PageProps) {
  const { assets, banner } = context;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          name="htmx-config"
          content='{"includeIndicatorCSS":false,"defaultSwap":"outerHTML","history":"reload","morphIgnore":["data-htmx-powered","open","data-shown"],"extensions":"sse"}'
        />
        <title>{title === 'Tempera' ? title : `${title} · Tempera`}</title>
        <link rel="icon" href={assets['icon.svg']} type="image/svg+xml" />
        <link rel="stylesheet" href={assets['app.css']} />
        {/* Not deferred: a deferred htmx starts at once, and misses an extension that arrives a moment later. */}
        <script src={assets['htmx.js']} />
        <script src={assets['hx-sse.js']} defer />
        <script src={assets['app.js']} defer />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <header class="top">
          <a class="brand" href="/">
            <Mark />
            Tempera
          </a>
          <nav aria-label="Main">
            {LINKS.map(([name, href, label]) => (
              <a href={href} aria-current={name === section ? 'page' : undefined}>
                {label}
              </a>
            ))}
          </nav>
          <div class="status">
            {end}
            {context.today !== null && <TodayLink today={context.today} />}
            {context.signedIn && (
              <form method="post" action="/logout">
                <button type="submit" class="button quiet">
                  Sign out
                </button>
              </form>
            )}
          </div>
        </header>
        <Banner text={banner} />
        <main id="main">{children}</main>
        <footer class="page-foot small">
          <a href="/methods">Methods: how each figure is computed</a>
        </footer>
        <div id="toasts" role="status" aria-live="polite" />
        <div id={CONFIRMATION_PLACE} />
        <dialog id="sheet" class="side-sheet" aria-labelledby="sheet-title">
          <header>
            <h2 id="sheet-title">Details</h2>
            <form method="dialog">
              <button type="submit" class="button quiet square" aria-label="Close">
                <Icon name="close" />
              </button>
            </form>
          </header>
          <div id="sheet-body" class="panel" />
        </dialog>
        <dialog id="help" aria-labelledby="help-title">
          <header>
            <h2 id="help-title">Keyboard</h2>
            <form method="dialog">
              <button type="submit" class="button quiet square" aria-label="Close">
                <Icon name="close" />
              </button>
            </form>
          </header>
          <dl class="keys panel">
            <dt>
              <kbd>Ctrl</kbd> <kbd>Enter</kbd>
            </dt>
            <dd>Run the experiment you are in</dd>
            <dt>
              <kbd>Esc</kbd>
            </dt>
            <dd>Stop what is running</dd>
            <dt>
              <kbd>Alt</kbd> <kbd>↑</kbd> <kbd>↓</kbd>
            </dt>
            <dd>Move the example or message you are in</dd>
            <dt>
              <kbd>Ctrl</kbd> <kbd>Z</kbd>
            </dt>
            <dd>Undo the last edit of rows or messages (with Shift: redo), outside of text fields</dd>
            <dt>
              <kbd>/</kbd>
            </dt>
            <dd>Search</dd>
            <dt>
              <kbd>?</kbd>
            </dt>
            <dd>This list</dd>
          </dl>
        </dialog>
      </body>
    </html>
  );
}

/** Says what is wrong with the server at the moment; empty when nothing is. */
export function Banner({ text }: { readonly text: string | null }) {
  return (
    <div id="banner" class="banner" role="alert" hidden={text === null}>
      {text}
    </div>
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
