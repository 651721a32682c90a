import type { PropsWithChildren } from 'hono/jsx';
import type { Calendar } from '../src/domain/history/time-zone.ts';
import { CONFIRMATION_PLACE } from './confirmation-dialog.tsx';
import type { Today } from './head/today.tsx';
import { type Section, TopBar } from './head/top-bar.tsx';
import { Icon } from './icon.tsx';

/** What every page needs of the server around it. */
export interface PageContext {
  /** Addresses of the files in `static/`, by name; they change with their content. */
  readonly assets: Readonly<Record<AssetName, string>>;
  /** One sentence on something that is wrong with the server at the moment, as with a full disk. */
  readonly banner: string | null;
  /** Whether there is a session to end. */
  readonly signedIn: boolean;
  /** The names of the services that answer here. */
  readonly services: readonly string[];
  /** What was spent today; `null` for who is not let in. */
  readonly today: Today | null;
  /** The days that everything is reported by. */
  readonly calendar: Calendar;
}

export type AssetName = 'app.css' | 'app.js' | 'htmx.js' | 'hx-sse.js' | 'icon.svg' | 'theme.js';

interface PageProps extends PropsWithChildren {
  readonly title: string;
  /** Where else than to the content a keyboard may jump from the top: an id, and what is there. */
  readonly skipTo?: { readonly id: string; readonly label: string } | null;
  readonly section: Section | null;
  readonly context: PageContext;
}

/** The frame of every page. */
export function Page({ title, skipTo = null, section, context, children }: PageProps) {
  const { assets, banner, services, today, signedIn } = context;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {/* What is swapped in works at once: with a settle delay it stands there first, and takes no press or letter yet. */}
        <meta
          name="htmx-config"
          content='{"includeIndicatorCSS":false,"defaultSwap":"outerHTML","defaultSettleDelay":0,"history":"reload","morphIgnore":["data-htmx-powered","open","data-shown"],"extensions":"sse"}'
        />
        <title>{title === 'Tempera' ? title : `${title} · Tempera`}</title>
        <link rel="icon" href={assets['icon.svg']} type="image/svg+xml" />
        {/* Before the first paint, or a page in dark colours would flash in light ones. */}
        <script src={assets['theme.js']} />
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
        {skipTo !== null && (
          <a class="skip" href={`#${skipTo.id}`}>
            {skipTo.label}
          </a>
        )}
        <TopBar section={section} services={services} today={today} signedIn={signedIn} />
        <Banner text={banner} />
        <main id="main">{children}</main>
        {today !== null && (
          <footer class="page-foot small">
            <a href="/methods">Methods: how each figure is computed</a>
          </footer>
        )}
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
              <kbd>Shift</kbd> <kbd>Enter</kbd>
            </dt>
            <dd>Run the experiment you are in and go to the next cell</dd>
            <dt>
              <kbd>Esc</kbd> in a field
            </dt>
            <dd>Leave the field for its cell. There:</dd>
            <dt>
              <kbd>↑</kbd> <kbd>↓</kbd> <kbd>Enter</kbd>
            </dt>
            <dd>The cell above, the cell below, write in this one</dd>
            <dt>
              <kbd>a</kbd> <kbd>b</kbd>
            </dt>
            <dd>New experiment above, below (with Shift: a note)</dd>
            <dt>
              <kbd>d</kbd> <kbd>d</kbd>
            </dt>
            <dd>Delete the cell</dd>
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
      {text !== null && (
        <>
          {' '}
          <a href="/settings/data">Data file</a>
        </>
      )}
    </div>
  );
}
