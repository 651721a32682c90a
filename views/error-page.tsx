import { Page, type PageContext } from './layout.tsx';
import { CloseToast } from './toast.tsx';

interface ErrorPageProps {
  readonly status: number;
  readonly message: string;
  readonly context: PageContext;
}

/** A page that says what went wrong and where to go from here. */
export function ErrorPage({ status, message, context }: ErrorPageProps) {
  const title = status === 404 ? 'Not found' : status >= 500 ? 'Something went wrong' : 'That did not work';
  return (
    <Page title={title} section={null} context={context}>
      <section class="card notice-page" aria-labelledby="error-title">
        <h1 id="error-title">{title}</h1>
        <p>{message}</p>
        <p>
          <a class="button" href="/">
            All notebooks
          </a>
        </p>
      </section>
    </Page>
  );
}

/** The same in the corner of a page that stays as it is; `settings`: there it can be mended. */
export function ErrorToast({ message, settings }: { readonly message: string; readonly settings: boolean }) {
  return (
    <hx-partial hx-target="#toasts" hx-swap="innerHTML">
      <div class="toast bad" role="alert">
        <span>{message}</span>
        {settings && (
          <a class="button quiet" href="/settings">
            Settings
          </a>
        )}
        <CloseToast />
      </div>
    </hx-partial>
  );
}
